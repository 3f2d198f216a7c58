"""The form: every key of a scenario is shown or named, every problem has a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.scenario import Scenario
from optimizer.scenario_parts import Athlete, Pin, SessionSlot
from optimizer.web.changes import REMOVED
from optimizer.web.check import check
from optimizer.web.fields import Field, Form
from optimizer.web.rewrite import rewritten
from optimizer.web.sections import IN_THE_FORM, form_of, horizon, only_in_text

SCENARIOS = Path(__file__).parents[2] / "scenarios"
STARTER = (SCENARIOS / "starter.yaml").read_text(encoding="utf-8")
EXAMPLES = sorted((SCENARIOS / "examples").glob("*.yaml"))


def shown(text: str) -> Form:
    return form_of(check(text, "s.yaml"))


def problems(form: Form) -> dict[str, list[str]]:
    slots = [*form.slots(), form.elsewhere]
    return {slot.id: [p.problem for p in slot.problems] for slot in slots if slot.problems}


def field(form: Form, name: str) -> Field:
    return next(one for one in form.fields() if one.id == name)


FULL = STARTER + "pins: [{exercise: goblet_squat}]\nsetups: {mine: {extends: bands}}\n"


@pytest.mark.parametrize(
    ("model", "path", "elsewhere"),
    [
        (Athlete, ("athlete",), {"red_flags", "likes", "dislikes", "restrictions", "ladder"}),
        (SessionSlot, ("sessions", 0), set()),
        (Pin, ("pins", 0), set()),
    ],
)
def test_every_key_has_a_field(model: type, path: tuple[str, ...], elsewhere: set[str]) -> None:
    below = {one.path[len(path)] for one in shown(FULL).fields() if one.path[: len(path)] == path}
    assert below | elsewhere == set(model.model_fields)  # type: ignore[attr-defined]


def test_what_has_no_field_is_named() -> None:
    written = check(STARTER + "rules: {deload: {every_blocks: 2}}\nobjective: {}\n", "s").data
    assert only_in_text(written) == ["rules", "objective"]
    assert set(Scenario.model_fields) >= IN_THE_FORM


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_shown_can_be_entered_again(path: Path) -> None:
    """Entering in every field what it shows changes nothing."""
    checked = check(path.read_text(encoding="utf-8"), path.name)
    form = form_of(checked)
    changes = [one.change(one.value, checked.data) for one in form.fields()]
    assert check(rewritten(checked.text, changes), path.name).data == checked.data
    assert problems(form) == {}


@pytest.mark.parametrize(
    ("old", "new", "slot", "said"),
    [
        (
            "minutes: 60, setup: garage}",
            "minutes: abc, setup: garage}",
            "f-sessions-0-minutes",
            "abc",
        ),
        ("weeks: 8", "weeks: 99", "f-weeks", "99"),
        ("start: 2026-11-30", "start: 2026-12-01", "f-start", "Tuesday"),
        ("level: intermediate", "level: expert", "f-athlete-level", "expert"),
        ("id: wed", "id: mon", "f-sessions-1-id", "used twice"),
        ("setup: garage}", "setup: garag}", "f-sessions-0-setup", "garag"),
        ("weeks: 8 ", "weeks: 8\nbans: [nonsense]\n#", "r-bans-0", "nonsense"),
        (
            "weeks: 8 ",
            "weeks: 8\npins: [{exercise: plank, session: x}]\n#",
            "f-pins-0-exercise",
            "plank",
        ),
        ("weeks: 8 ", "weeks: 8\nsetups: {mine: {extends: x}}\n#", "f-setups-mine-extends", "'x'"),
        ("weeks: 8 ", "weeks: 8\nsetups: {mine: {items: [x]}}\n#", "r-setups-mine", "'x'"),
        ("age: 30", "restrictions: {elbow: avoid}", "f-athlete-restrictions-elbow", "elbow"),
        ("age: 30", "colour: red", "athlete", "colour"),
        ("age: 30", "likes: [x]", "r-athlete-likes-0", "'x'"),
        ("weeks: 8 ", "weeks: 8\nrules: {volume: {x: 1}}\n#", "elsewhere", "'x'"),
        ("weeks: 8 ", "colour: red\nweeks: 8 ", "elsewhere", "colour"),
        ("weeks: 8 ", "", "f-weeks", "required"),
    ],
)
def test_a_problem_is_shown_at_its_field(old: str, new: str, slot: str, said: str) -> None:
    assert old in STARTER
    found = problems(shown(STARTER.replace(old, new, 1)))
    name = slot if slot == "elsewhere" else f"{slot}-error"
    assert said in " ".join(found[name])


@pytest.mark.parametrize(
    "text",
    [
        "sessions: 5\nathlete: []\nsetups: [1]\npins: {a: 1}\nbans: 3\n",
        "sessions: [1, [], null]\nathlete: {restrictions: [a], likes: {a: b}, ladder: 1}\n",
        "pins: [1]\nsetups: {a: 1, b: {items: 3}, '': {}, 'x.y[0]': {items: [[1]]}}\n",
        "sessions: [{id: [1], day: {a: b}, setup: [x]}]\nname: [1]\n",
        "{}\n",
    ],
)
def test_any_shape_can_be_shown(text: str) -> None:
    checked = check(text, "s")
    form = form_of(checked)
    assert sum(len(slot.problems) for slot in [*form.slots(), form.elsewhere]) == len(
        checked.problems
    )
    assert len({one.id for one in form.fields()}) == len(list(form.fields()))


def test_numbers_lists_and_empty_fields() -> None:
    checked = check(FULL, "s")
    form = form_of(checked)
    blocks, minutes = field(form, "f-pins-0-blocks"), field(form, "f-sessions-0-minutes")
    assert blocks.change("1; 3", checked.data).value == [1, 3]
    assert blocks.change("one", checked.data).value == "one"
    assert str(minutes.change(" 62.50 ", checked.data).value) == "62.50"
    assert minutes.change("1e999999999", checked.data).value == "1e999999999"
    assert field(form, "f-athlete-name").change("", checked.data).value is REMOVED
    assert field(form, "f-name").change("", checked.data).value == ""
    assert field(form, "f-athlete-neck_work").change("", checked.data).value is REMOVED


def test_ticking_keeps_how_many_there_are() -> None:
    text = FULL.replace("{extends: bands}", "{items: [kettlebell_16, kettlebell_16, rings_pair]}")
    checked = check(text, "s")
    form = form_of(checked)
    ticked = field(form, "f-setups-mine-items-kettlebell_16")
    assert ticked.value
    assert ticked.change("on", checked.data).value == [
        "kettlebell_16",
        "kettlebell_16",
        "rings_pair",
    ]
    assert ticked.change("", checked.data).value == ["rings_pair"]
    assert "kettlebell" in next(r.note for s in form.sections for r in s.rows if r.note)


def test_the_horizon_in_words() -> None:
    assert (
        horizon(check(STARTER, "s").scenario)
        == "8 weeks in 2 blocks, Mon 30 Nov 2026 – Fri 22 Jan 2027"
    )


def test_a_scenario_that_is_too_large_is_refused() -> None:
    checked = check("x: " + "y" * 2**20, "s")
    assert not checked.is_yaml
    assert "at most 1 MiB" in checked.problems[0].problem


def test_absurdly_long_lists_are_shown_in_part_and_in_time() -> None:
    text = f"sessions: {[1] * 20_000}\nbans: {[1] * 20_000}\npins: {[1] * 5_000}\n"
    checked = check(text, "s")
    form = form_of(checked)
    assert len(checked.problems) > 1000
    assert len(list(form.fields())) < 4000
    assert problems(form)
