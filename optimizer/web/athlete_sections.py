"""Fields about the athlete: who trains, what hurts, which steps are mastered."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, get_args

from optimizer.catalogue import load_catalogue
from optimizer.report.words import clean
from optimizer.scenario_parts import Athlete
from optimizer.web import choices
from optimizer.web.fields import MOST_ROWS, Field, Section, at, field_at


def athlete_section(data: Any) -> Section:
    """Build the fields about the athlete."""

    def one(name: str, label: str, **details: Any) -> Field:
        return field_at(data, ("athlete", *name.split(".")), label, **details)

    def values_of(name: str) -> tuple[choices.Choice, ...]:
        names = get_args(Athlete.model_fields[name].annotation)
        return choices.labelled({value: value.capitalize() for value in names})

    return Section(
        "athlete",
        "Athlete",
        [
            one("id", "Short name", optional=False, hint="no spaces"),
            one("name", "Full name"),
            one("level", "Level", kind="choice", choices=values_of("level"), optional=False),
            one(
                "emphasis",
                "Emphasis",
                kind="choice",
                choices=choices.optional("Hypertrophy, if not said", values_of("emphasis")),
            ),
            one("age", "Age, years", kind="number", hint="30 if left empty"),
            one("body_mass_kg", "Body mass, kg", kind="number"),
            one("one_rep_max_kg.deadlift", "Deadlift 1RM, kg", kind="number"),
            one("one_rep_max_kg.squat", "Squat 1RM, kg", kind="number"),
            one("one_rep_max_kg.row", "Row 1RM, kg", kind="number"),
            one("neck_work", "Count neck work in the score", kind="flag"),
            one("returning", "Back after a lay-off", kind="flag"),
        ],
        intro="Without a one-repetition maximum (1RM) loads are found by feel.",
        path=("athlete",),
    )


def restrictions_section(data: Any) -> Section:
    """Build a field for every restriction, and for what is written there and is none."""
    tags = load_catalogue().restrictions
    path = ("athlete", "restrictions")
    written = at(data, path)
    names = [
        *tags,
        *islice((key for key in _keys(written) if key not in tags), MOST_ROWS),
    ]
    options = choices.optional(
        "no restriction", choices.labelled({"caution": "Caution: rarely", "avoid": "Avoid: never"})
    )
    fields = [
        field_at(
            data,
            (*path, name),
            tags[name].name if name in tags else clean(name),
            kind="choice",
            choices=options,
            hint=tags[name].sentence if name in tags else "",
        )
        for name in names
    ]
    intro = "What hurts or is to be spared. This is no diagnosis and no medical advice."
    return Section("restrictions", "Restrictions", fields, [], intro, path, folded=not written)


def _keys(written: Any) -> Iterable[str]:
    return written if isinstance(written, dict) else ()


def steps_section(data: Any) -> Section:
    """Build a field for every ladder."""
    path = ("athlete", "ladder")
    families = [f for f in load_catalogue().families.values() if len(f.ladder) > 1]
    fields = [
        field_at(
            data,
            (*path, family.id),
            family.name,
            kind="choice",
            choices=choices.optional(
                "by level", choices.labelled({step: step.capitalize() for step in family.ladder})
            ),
        )
        for family in families
    ]
    intro = "The highest step that is already mastered; without it, what is usual at the level."
    folded = not at(data, path)
    return Section("steps", "Steps already mastered", fields, [], intro, path, folded=folded)
