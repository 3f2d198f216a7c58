"""The form of a scenario: which fields there are, built from whatever the draft holds."""

from __future__ import annotations

from typing import Any

from optimizer.horizon import WEEKDAYS
from optimizer.report.words import clean, day_and_month, plural
from optimizer.scenario import Scenario
from optimizer.templates import load_templates
from optimizer.web import choices
from optimizer.web.athlete_sections import athlete_section, restrictions_section, steps_section
from optimizer.web.check import Checked
from optimizer.web.fields import Field, Form, Row, Section, Slot, at, field_at, listed, shown
from optimizer.web.wish_sections import equipment_section, wishes_section

MOST_PROBLEMS = 200
IN_THE_FORM = frozenset(
    {
        *("name", "start", "weeks", "block_weeks", "athlete", "sessions", "sessions_per_week"),
        *("setups", "template", "pins", "bans"),
    }
)


def form_of(checked: Checked) -> Form:
    """Build the form of a draft that is YAML, with every problem beside its field."""
    data = checked.data
    sections = [
        _plan(data),
        _sessions(data),
        athlete_section(data),
        wishes_section(data),
        equipment_section(data, checked.scenario),
        restrictions_section(data),
        steps_section(data),
    ]
    form = Form(sections, Slot((), "elsewhere"))
    form.place(checked.problems[:MOST_PROBLEMS])
    return form


def horizon(scenario: Scenario | None) -> str:
    """Say how long a plan is and when it ends."""
    if scenario is None:
        return ""
    end = max(scenario.date(scenario.weeks - 1, i) for i in range(len(scenario.sessions)))
    return (
        f"{plural(scenario.weeks, 'week')} in {plural(len(scenario.blocks), 'block')}, "
        f"{day_and_month(scenario.start)} {scenario.start.year} – {day_and_month(end)} {end.year}"
    )


def only_in_text(data: dict[str, Any]) -> list[str]:
    """Name what the draft says and the form has no field for."""
    return [clean(key) for key in data if key not in IN_THE_FORM]


def _plan(data: Any) -> Section:
    def one(name: str, label: str, **details: Any) -> Field:
        return field_at(data, (name,), label, **details)

    templates = {key: template.name for key, template in load_templates().items()}
    return Section(
        "plan",
        "Plan",
        [
            one("name", "Name", optional=False),
            one("start", "Starts on (a Monday)", kind="date", optional=False),
            one("weeks", "Weeks", kind="number", optional=False, hint="1 to 52"),
            one(
                "block_weeks",
                "Weeks in a block",
                kind="number",
                hint="4 if left empty; the training week repeats within a block",
            ),
            one(
                "sessions_per_week",
                "Sessions a week",
                kind="number",
                hint="empty: all below; fewer lets the optimizer choose the days",
            ),
            one(
                "template",
                "Weekly template",
                kind="choice",
                choices=choices.optional("none", choices.labelled(templates)),
            ),
        ],
    )


def _sessions(data: Any) -> Section:
    rows = []
    sessions = listed(data, ("sessions",))
    setups = choices.setups(data)
    for index in range(len(sessions)):
        path = ("sessions", index)
        rows.append(
            Row(
                path,
                f"Session {shown(at(data, (*path, 'id'))) or index + 1}",
                [
                    field_at(data, (*path, "id"), "Name", optional=False),
                    field_at(
                        data,
                        (*path, "day"),
                        "Day",
                        kind="choice",
                        optional=False,
                        choices=choices.labelled({day: day.capitalize() for day in WEEKDAYS}),
                    ),
                    field_at(data, (*path, "start"), "Starts", kind="time", optional=False),
                    field_at(data, (*path, "minutes"), "Minutes", kind="number", optional=False),
                    field_at(
                        data,
                        (*path, "setup"),
                        "Equipment",
                        kind="choice",
                        optional=False,
                        choices=setups,
                    ),
                ],
                removable=len(sessions) > 1,
            )
        )
    intro = "Weekly opportunities to train."
    return Section("sessions", "Sessions", [], rows, intro, ("sessions",))
