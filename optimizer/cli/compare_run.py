"""What `liftproof compare` is asked, who answers it, and how the answer is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from optimizer.api import Limits, Watch
from optimizer.cli import exit_codes
from optimizer.cli.inputs import known_name
from optimizer.comparing.candidates import known_setups
from optimizer.comparing.results import Additions, Comparison
from optimizer.comparing.row import Row
from optimizer.comparison import compare, compare_additions
from optimizer.errors import closest
from optimizer.result import Status
from optimizer.scenario import Scenario
from optimizer.setups import load_setups_library
from optimizer.trials import Outcome

if TYPE_CHECKING:
    from optimizer.purchase import BuyProgress, Purchase

    Answer = Comparison | Additions | Purchase

ALL_ITEMS = ""
Report = Callable[[str], None]


@dataclass(frozen=True)
class Question:
    """What is asked.

    Parameters
    ----------
    scenario
        Athlete, week and rules.
    setups
        Setups to compare.
    slots
        Setups to try in single slots, by slot id.
    base, items
        Setup to add to, and the items to add; the empty name stands for all.
    budget, reach
        Money to spend and score to reach, for a purchase.
    """

    scenario: Scenario
    setups: tuple[str, ...]
    slots: Mapping[str, tuple[str, ...]]
    base: str | None
    items: tuple[str, ...]
    budget: Decimal | None
    reach: Decimal | None

    @property
    def buys(self) -> bool:
        """Whether a purchase is asked for."""
        return self.budget is not None or self.reach is not None

    @property
    def named_items(self) -> tuple[str, ...]:
        """Items by name; none where all are meant."""
        return () if ALL_ITEMS in self.items else self.items

    def check(self) -> None:
        """Find what does not fit together before anything is solved.

        Raises
        ------
        click.UsageError
            With the next step.
        """
        known = known_setups(self.scenario)
        for name in (*self.setups, *([] if self.base is None else [self.base])):
            known_name(name, known, "setup")
        items = load_setups_library().items
        for name in self.named_items:
            if name not in items:
                near = closest(name, items)
                hint = f"did you mean {near!r}?" if near else f"items: {', '.join(items)}"
                raise click.UsageError(f"unknown item {name[:60]!r}; {hint}")
        if self.setups and (self.base is not None or self.items or self.buys):
            raise click.UsageError(
                "--setup compares setups; --from, --add, --budget and --reach ask about one"
            )
        if self.buys:
            self._one_setup_a_slot()
            return
        if self.items:
            if self.base is None:
                raise click.UsageError("--add needs the setup that it adds to: --from NAME")
            self._one_setup_a_slot()
            return
        if self.base is not None:
            raise click.UsageError(
                "--from needs --add (what one item adds) or --budget (what to buy)"
            )
        if len(self.setups) + sum(map(len, self.slots.values())) < 2:
            raise click.UsageError(
                "nothing to compare yet: name two setups or more, as in --setup home_dumbbells "
                f"--setup garage; there are {', '.join(known)}"
            )

    def _one_setup_a_slot(self) -> None:
        for slot, names in self.slots.items():
            if len(names) > 1:
                raise click.UsageError(
                    f"--slot {slot} has {len(names)} setups; with --add, --budget and --reach one"
                )

    @property
    def fixed(self) -> dict[str, str]:
        """The one setup of each slot that has its own."""
        return {slot: names[0] for slot, names in self.slots.items()}


def answer(question: Question, limits: Limits, watch: Watch, report: Report) -> Answer:
    """Answer a question.

    Parameters
    ----------
    question
        What is asked, checked.
    limits
        Of each solve, `workers` of all together; of everything for a purchase.
    watch
        Its `stop` event ends the work.
    report
        Hears what is being done.
    """
    report("building the models")

    def count(done: int, of: int, outcome: Outcome) -> None:
        report(f"{done} of {of} done · {_words(outcome)}")

    if question.buys:
        return _purchase(question, limits, watch, report)
    if question.items:
        return compare_additions(
            question.scenario,
            question.base or "",
            question.named_items,
            slots=question.fixed,
            limits=limits,
            watch=watch,
            on_done=count,
        )
    return compare(
        question.scenario,
        question.setups,
        slots=question.slots,
        limits=limits,
        watch=watch,
        on_done=count,
    )


def _words(outcome: Outcome) -> str:
    result = outcome.result
    if result is None:
        return f"{outcome.trial.name} failed"
    score = "" if result.score is None else f" {float(result.score):.2f}"
    return f"{outcome.trial.name} {result.status}{score}"


def _purchase(question: Question, limits: Limits, watch: Watch, report: Report) -> Purchase:
    from optimizer.purchase import buy

    def told(progress: BuyProgress) -> None:
        value = "none yet" if progress.value is None else f"{float(progress.value):.2f}"
        bound = "" if progress.bound is None else f", bound {float(progress.bound):.2f}"
        report(f"{progress.question} basket: {value}{bound}")

    return buy(
        question.scenario,
        budget=Decimal(0) if question.budget is None else question.budget,
        base=question.base or "none",
        fixed=question.fixed,
        reach=question.reach,
        items=question.named_items or None,
        limits=limits,
        watch=watch,
        on_progress=told,
    )


def render(found: Answer, style: str, width: int, color: bool) -> str:
    """Write an answer in one of the formats."""
    if isinstance(found, Comparison | Additions):
        return _render_comparison(found, style, width, color)
    from optimizer.report import comparison_purchase as purchase

    if style == "json":
        return purchase.to_json(found)
    if style == "csv":
        return purchase.to_csv(found)
    return _as_text(purchase.sections(found), style, width, color)


def _render_comparison(found: Comparison | Additions, style: str, width: int, color: bool) -> str:
    if style in ("json", "csv"):
        from optimizer.report.comparison_csv import to_csv
        from optimizer.report.comparison_data import to_json

        return to_json(found) if style == "json" else to_csv(found)
    if isinstance(found, Comparison):
        from optimizer.report.comparison_setups import sections

        return _as_text(sections(found), style, width, color)
    from optimizer.report.comparison_additions import sections as of_additions

    return _as_text(of_additions(found), style, width, color)


def _as_text(sections: Any, style: str, width: int, color: bool) -> str:
    if style == "markdown":
        from optimizer.report.comparison_markdown import render_markdown

        return render_markdown(sections)
    from optimizer.report.comparison_text import render_text

    return render_text(sections, width=width, color=color)


def picture(found: Answer) -> str:
    """Draw a comparison as SVG."""
    from optimizer.report.comparison_chart import draw

    assert isinstance(found, Comparison | Additions)  # a purchase has no chart
    return draw(found)


def exit_code(found: Answer, interrupted: bool) -> int:
    """Say how it ended: the worst that a script must know."""
    if not isinstance(found, Comparison | Additions):
        asked = found.best if found.reaching is None else found.reaching
        codes = {Status.IMPOSSIBLE: exit_codes.IMPOSSIBLE, Status.UNKNOWN: exit_codes.NOT_FOUND}
        code = codes.get(asked.status, exit_codes.DONE)
        return exit_codes.INTERRUPTED if interrupted and code == exit_codes.NOT_FOUND else code
    rows = found.rows if isinstance(found, Comparison) else (found.base, *_rows(found))
    if any(row.error is not None for row in rows):
        return exit_codes.INTERNAL
    if all(row.status in (None, Status.UNKNOWN) for row in rows):
        return exit_codes.INTERRUPTED if interrupted else exit_codes.NOT_FOUND
    return exit_codes.DONE


def _rows(found: Additions) -> list[Row]:
    return [one.row for one in (*found.singles, *found.pairs)]
