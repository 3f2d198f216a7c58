"""Fields for what a person wishes and owns: pins, bans, likes, setups of their own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from optimizer.catalogue import load_catalogue
from optimizer.errors import ProblemAt, Problems
from optimizer.report.words import clean, exact, spoken
from optimizer.scenario import Scenario
from optimizer.setups import load_setups_library, resolve_setup
from optimizer.web import choices
from optimizer.web.fields import Field, Row, Section, at, field_at, listed, shown

MOST_SETUPS = 20
"""That the form shows; the text may have more."""


def wishes_section(data: Any) -> Section:
    """Build the rows of pins, bans, likes and dislikes."""
    rows = [*_pins(data)]
    for path, what in (
        (("bans",), "Never"),
        (("athlete", "likes"), "Likes"),
        (("athlete", "dislikes"), "Dislikes"),
    ):
        for index, value in enumerate(listed(data, path)):
            title = f"{what}: {choices.exercise_name(shown(value))}"
            rows.append(Row((*path, index), title, [], removable=True))
    intro = "A pin puts an exercise into the plan, a ban keeps it out; both always hold."
    return Section("wishes", "Wishes", [], rows, intro)


def _pins(data: Any) -> Iterator[Row]:
    names = [shown(at(session, ("id",))) for session in listed(data, ("sessions",))]
    methods = {m.id: m.name for m in load_catalogue().methods.values()}
    details: tuple[tuple[str, str, dict[str, Any]], ...] = (
        (
            "exercise",
            "Exercise",
            {"kind": "choice", "choices": choices.exercises(), "optional": False},
        ),
        (
            "session",
            "Session",
            {
                "kind": "choice",
                "choices": choices.optional("any", choices.labelled({n: n for n in names if n})),
            },
        ),
        ("blocks", "Blocks", {"kind": "numbers", "hint": "such as 1, 3; empty: all"}),
        (
            "sets",
            "Sets",
            {
                "kind": "number",
                "choices": choices.optional("any", choices.labelled({n: n for n in "2345"})),
            },
        ),
        (
            "method",
            "Method",
            {"kind": "choice", "choices": choices.optional("any", choices.labelled(methods))},
        ),
    )
    for index in range(len(listed(data, ("pins",)))):
        path = ("pins", index)
        name = choices.exercise_name(shown(at(data, (*path, "exercise"))))
        fields = [field_at(data, (*path, key), label, **more) for key, label, more in details]
        yield Row(path, f"Pin: {name}", fields, removable=True)


def equipment_section(data: Any, scenario: Scenario | None) -> Section:
    """Build a row for every setup of the draft, with the library's items to tick."""
    library = load_setups_library()
    own = at(data, ("setups",))
    rows = []
    for name, written in islice((own if isinstance(own, dict) else {}).items(), MOST_SETUPS):
        path = ("setups", name)
        items = [
            Field(
                (*path, "items"),
                f"{item.name}, {exact(item.price)} {library.currency}",
                "item",
                value="true" if key in listed(written, ("items",)) else "",
                item=key,
            )
            for key, item in library.items.items()
        ]
        extends = field_at(
            data,
            (*path, "extends"),
            "Starts from",
            kind="choice",
            choices=choices.optional("nothing", choices.setups(data, besides=name)),
        )
        rows.append(
            Row(
                path,
                f"Setup {name}",
                [extends, *items],
                removable=True,
                note=_contents(scenario, name, written),
            )
        )
    intro = "Sessions use setups of the library, or your own: begin with one, tick what you add."
    return Section("equipment", "Own equipment", [], rows, intro, ("setups",))


def _contents(scenario: Scenario | None, name: str, written: Any) -> str:
    """Say what a setup comes to, and what of it is written out in the text."""
    said = []
    if scenario is not None and name in scenario.setups:
        library = load_setups_library()
        try:
            whole = resolve_setup(name, scenario.setups, library)
        except (ProblemAt, Problems, ValueError):
            return ""
        price = "" if whole.price is None else f", about {exact(whole.price)} {library.currency}"
        owned = ", ".join(spoken(one) for one in sorted(whole.owned())) or "nothing"
        said.append(f"Altogether: {owned}{price}.")
    keys = written if isinstance(written, dict) else ()
    extra = [key for key in keys if key not in ("extends", "items")]
    if extra:
        said.append(f"Written out in the text: {clean(', '.join(extra))}.")
    return " ".join(said)
