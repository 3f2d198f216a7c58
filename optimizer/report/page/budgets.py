"""What sessions and weeks cost in fatigue, spinal load and minutes, against what they may cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from markupsafe import Markup

from optimizer.report.page.drawing import Picture
from optimizer.report.words import clean, day_and_month, exact

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_facts import SessionFacts, WeekFacts
    from optimizer.scenario import Scenario

WIDTH, LEFT, PANEL, HEAD, FOOT = 344, 2, 84, 22, 16
# Bars at least this wide carry their number.
WIDE_ENOUGH = 17


@dataclass(frozen=True)
class Used:
    """One bar: what is used, what is allowed."""

    label: str
    used: Decimal
    limit: Decimal
    light: bool

    @property
    def shown(self) -> str:
        """What is used, for the table."""
        return exact(self.used, 1)

    @property
    def allowed(self) -> str:
        """What is allowed, for the table."""
        return exact(self.limit, 1)


@dataclass(frozen=True)
class Cost:
    """One kind of cost with its pictures and tables."""

    name: str
    picture: Markup
    weeks: tuple[Used, ...]
    sessions: tuple[Used, ...]


def costs(scenario: Scenario, plan: Plan) -> tuple[Cost, ...]:
    """Measure fatigue, spinal load and minutes.

    Parameters
    ----------
    scenario, plan
        What was asked and what is proposed.
    """
    fatigue, spine = scenario.settings.fatigue_budget, scenario.settings.spinal_load
    weeks = plan.facts(scenario).weeks
    return (
        _cost(
            "Fatigue",
            "points",
            _per_week(weeks, lambda w: w.fatigue, fatigue.week_points),
            _per_session(weeks, lambda s: s.fatigue, lambda s: fatigue.session_points),
        ),
        _cost(
            "Spinal load",
            "points",
            _per_week(weeks, lambda w: w.axial, spine.week_points),
            _per_session(weeks, lambda s: s.axial, lambda s: spine.session_points),
        ),
        _cost(
            "Time",
            "minutes",
            (),
            _per_session(weeks, _minutes, lambda s: s.session.minutes),
        ),
    )


def _minutes(session: SessionFacts) -> Decimal:
    return Decimal(session.session.seconds) / 60


def _per_week(
    weeks: tuple[WeekFacts, ...], measure: Callable[[WeekFacts], Decimal], limit: Decimal
) -> tuple[Used, ...]:
    return tuple(
        Used(f"week {w.week.week}", measure(w), limit, w.week.kind == "deload") for w in weeks
    )


def _per_session(
    weeks: tuple[WeekFacts, ...],
    measure: Callable[[SessionFacts], Decimal],
    limit: Callable[[SessionFacts], Decimal],
) -> tuple[Used, ...]:
    return tuple(
        Used(
            f"{day_and_month(s.session.date)}, {clean(s.session.id)}",
            measure(s),
            limit(s),
            week.week.kind == "deload",
        )
        for week in weeks
        for s in sorted(week.sessions, key=lambda s: s.start)
    )


def _cost(name: str, unit: str, weeks: tuple[Used, ...], sessions: tuple[Used, ...]) -> Cost:
    panels = [("a week", weeks)] if weeks else []
    panels.append(("a session", sessions))
    said = "; ".join(f"{per}: {_most(bars)}" for per, bars in panels)
    picture = Picture(
        WIDTH, len(panels) * (HEAD + PANEL + FOOT), f"{name} in {unit} over time, {said}"
    )
    for index, (per, bars) in enumerate(panels):
        _panel(picture, index * (HEAD + PANEL + FOOT), per, bars)
    return Cost(name, picture.markup(), weeks, sessions)


def _most(bars: tuple[Used, ...]) -> str:
    """Say which bar comes nearest to its limit."""
    fullest = max(bars, key=lambda bar: bar.used / bar.limit if bar.limit else Decimal(0))
    return f"at most {exact(fullest.used, 1)} of {exact(fullest.limit, 1)} ({fullest.label})"


def _panel(picture: Picture, top: int, per: str, bars: tuple[Used, ...]) -> None:
    picture.text((0, top + 12), f"{per.capitalize()}: {_most(bars)}", "axis")
    highest = max(max(bar.used, bar.limit) for bar in bars)
    scale = Fraction(PANEL) / Fraction(highest or 1)
    width = Fraction(WIDTH - LEFT, len(bars))
    floor = top + HEAD + PANEL
    bars_drawn = {"bar": "", "bar light": ""}
    limits = ""
    for index, bar in enumerate(bars):
        x = LEFT + index * width
        height = Fraction(bar.used) * scale
        style = "bar light" if bar.light else "bar"
        bars_drawn[style] += f"M{exact(x + width / 10, 1)} {floor}v-{exact(height, 1)}"
        bars_drawn[style] += f"h{exact(width * 4 / 5, 1)}V{floor}z"
        limit = floor - Fraction(bar.limit) * scale
        if index == 0 or bar.limit != bars[index - 1].limit:
            limits += f"M{exact(x, 1)} {exact(limit, 1)}"
        limits += f"H{exact(x + width, 1)}"
        if width >= WIDE_ENOUGH:
            place = (x + width / 2, floor + 11)
            picture.text(place, exact(bar.used, 0), "axis", anchor="middle")
    if width < WIDE_ENOUGH:
        picture.text((LEFT, floor + 11), bars[0].label.split(",")[0], "axis")
        picture.text((WIDTH, floor + 11), bars[-1].label.split(",")[0], "axis", anchor="end")
    for style, path in bars_drawn.items():
        if path:
            picture.shape(path, style)
    picture.shape(limits, "mark limit")
    picture.line((0, floor), (WIDTH, floor), "base")
