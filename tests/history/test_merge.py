"""Findings in a scenario file: valid, where they belong, and not one other character touched."""

from __future__ import annotations

import difflib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from optimizer.errors import ScenarioError
from optimizer.history import as_yaml, load_scenario_file, merge
from optimizer.history.merge import Merged
from optimizer.read import parse_yaml, validate
from optimizer.scenario import Scenario
from tests.history.logs import days, hevy, hevy_row, read, trained

EXAMPLES = Path(__file__).parents[2] / "scenarios" / "examples"
STARTER = EXAMPLES.parent / "starter.yaml"
REST = """\
sessions:
  - {id: mon, day: monday,   start: "18:00", minutes: 30, setup: bands}   # aligned
"""
LOG = hevy(
    hevy_row(weight="133.5", reps="1"),
    hevy_row("Squat (Barbell)", "100", "1"),
    *trained("Bent Over Row (Barbell)", days(6, 8, 13, 15)),
    *trained("Pull Up", days(6, 8, 13, 15)),
)
# What LOG says: row 50 x 8 is 63.37, / 1.05 is 60.35.
MAXIMA = {"deadlift": Decimal("133.5"), "squat": 100, "row": 60}


def scenario_text(athlete: str, rest: str = REST) -> str:
    return f"# head\nname: toy\nstart: 2026-11-30\nweeks: 2\n{athlete}{rest}# tail"


def merged(folder: Path, text: str, log: str = LOG, *, replace: bool = False) -> Merged:
    file = folder / "toy.yaml"
    file.write_bytes(text.encode())
    return merge(read(folder, log), load_scenario_file(file), replace=replace)


def data(text: str) -> Any:
    return parse_yaml(text, "toy.yaml").data


def removed(before: str, after: str) -> list[str]:
    return [
        line[2:]
        for line in difflib.ndiff(before.splitlines(), after.splitlines())
        if line[0] == "-"
    ]


LAYOUTS = {
    "block": "athlete:\n  id: sam   # who\n  level: novice\n\n# between\n",
    "deep indent": "athlete:\n      id: sam\n      level: novice\n",
    "flow": "athlete: {id: sam,   level: novice}  # who\n",
    "flow over lines": "athlete: {\n  id: sam,  # who\n  level: novice,\n}\n",
    "quoted": 'athlete:\n  "id": "sam"\n  "level": "novice"\n',
    "empty maxima": "athlete:\n  id: sam\n  one_rep_max_kg: {}\n  level: novice\n",
    "text block last": "athlete:\n  id: sam\n  level: novice\n  name: >-\n    Sam\n    Smith\n",
    "list last": "athlete:\n  id: sam\n  level: novice\n  likes:\n  - goblet_squat  # yes\n",
    "flow ladder": "athlete:\n  id: sam\n  level: novice\n  ladder: {squat: dumbbell}\n",
    "block ladder": "athlete:\n  id: sam\n  level: novice\n  ladder:\n    squat: dumbbell  # mine\n",
    "comments below": "athlete:\n  id: sam\n  level: novice\n  # one_rep_max_kg: {deadlift: 1}\n",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_only_lines_are_added(layout: str, newline: str, tmp_path: Path) -> None:
    before = scenario_text(LAYOUTS[layout]).replace("\n", newline)
    after = merged(tmp_path, before).text
    wanted = data(before)
    athlete = wanted["athlete"]
    athlete["one_rep_max_kg"] = MAXIMA
    ladder = {
        **athlete.get("ladder", {}),
        "horizontal_pull": "barbell",
        "vertical_pull": "bodyweight",
    }
    athlete["ladder"] = ladder
    assert data(after) == wanted
    validate(Scenario, parse_yaml(after, "toy.yaml"))
    assert after.count("\r\n") == (after.count("\n") if newline == "\r\n" else 0)
    if "flow" not in layout and "empty" not in layout:
        assert removed(before, after) == []
    assert "# 4 days in 2 calendar weeks" in after or "horizontal_pull: 4 days in 2" in after
    assert after.endswith(before[before.index("sessions:") :])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_another_yaml_reader_agrees(layout: str, tmp_path: Path) -> None:
    after = merged(tmp_path, scenario_text(LAYOUTS[layout])).text
    found = YAML(typ="safe").load(after)
    assert found["athlete"]["one_rep_max_kg"] == {"deadlift": 133.5, "squat": 100, "row": 60}


def test_an_athlete_at_the_end_of_a_file_without_a_line_end(tmp_path: Path) -> None:
    text = f"name: toy\nstart: 2026-11-30\nweeks: 2\n{REST}athlete:\n  id: sam\n  level: novice"
    after = merged(tmp_path, text).text
    assert after.startswith(text + "\n")
    assert data(after)["athlete"]["one_rep_max_kg"] == MAXIMA


def test_json_stays_json(tmp_path: Path) -> None:
    document = {
        "name": "toy",
        "start": "2026-11-30",
        "weeks": 2,
        "athlete": {"id": "sam", "level": "novice", "one_rep_max_kg": {"squat": 90}},
        "sessions": [
            {"id": "mon", "day": "monday", "start": "18:00", "minutes": 30, "setup": "bands"}
        ],
    }
    for indent in (None, 1):
        after = json.loads(merged(tmp_path, json.dumps(document, indent=indent)).text)
        assert after["athlete"]["one_rep_max_kg"] == {"squat": 90, "deadlift": 133.5, "row": 60}
        assert after["athlete"]["ladder"]["vertical_pull"] == "bodyweight"


MINE = """\
athlete:
  id: sam
  level: novice
  one_rep_max_kg: {deadlift: 140,   squat: 100.0}   # tested in May
  ladder:
    vertical_pull: band  # careful
"""


class TestWhatAPersonWrote:
    def test_it_stays(self, tmp_path: Path) -> None:
        result = merged(tmp_path, scenario_text(MINE))
        athlete = data(result.text)["athlete"]
        assert athlete["one_rep_max_kg"] == {"deadlift": 140, "squat": 100, "row": 60}
        assert athlete["ladder"] == {"vertical_pull": "band", "horizontal_pull": "barbell"}
        assert result.notes == (
            "athlete.one_rep_max_kg.deadlift: 140 stays, the log says 133.5 (--replace)",
            "athlete.ladder.vertical_pull: 'band' stays, the log says bodyweight (--replace)",
        )
        assert "{deadlift: 140,   squat: 100.0, row: 60}   # tested in May" in result.text

    def test_it_is_replaced_where_asked(self, tmp_path: Path) -> None:
        result = merged(tmp_path, scenario_text(MINE), replace=True)
        athlete = data(result.text)["athlete"]
        assert athlete["one_rep_max_kg"] == MAXIMA
        assert athlete["ladder"] == {"vertical_pull": "bodyweight", "horizontal_pull": "barbell"}
        assert "{deadlift: 133.5,   squat: 100.0, row: 60}   # tested in May" in result.text
        assert "vertical_pull: bodyweight  # careful" in result.text
        assert result.notes == ()

    def test_a_second_time_nothing_changes(self, tmp_path: Path) -> None:
        once = merged(tmp_path, scenario_text(MINE), replace=True)
        again = merged(tmp_path, once.text, replace=True)
        assert (again.text, again.diff) == (once.text, "")

    @pytest.mark.parametrize("layout", ["block", "flow", "flow ladder"])
    def test_a_later_log_takes_the_place_of_the_reasons(self, layout: str, tmp_path: Path) -> None:
        first = merged(tmp_path, scenario_text(LAYOUTS[layout])).text
        later = LOG.replace("133.5", "150").replace("Bent Over Row (Barbell)", "Seated Row (Band)")
        second = merged(tmp_path, first, later, replace=True).text
        assert data(second)["athlete"]["one_rep_max_kg"] == {**MAXIMA, "deadlift": 150}
        assert second.count("Deadlift (Barbell)") == 1
        assert "133.5" not in second
        assert "150 kg × 1" in second
        assert "# head" in second
        assert second.count("calendar weeks") == first.count("calendar weeks")

    def test_a_step_the_level_opens_anyway_is_not_written(self, tmp_path: Path) -> None:
        text = scenario_text("athlete:\n  id: sam\n  level: intermediate\n")
        result = merged(tmp_path, text)
        assert data(result.text)["athlete"]["ladder"] == {"horizontal_pull": "barbell"}
        assert result.notes == (
            "athlete.ladder.vertical_pull: bodyweight was trained; the level opens dumbbell anyway",
        )

    def test_the_rule_of_the_scenario_decides_what_is_regular(self, tmp_path: Path) -> None:
        rest = "rules:\n  progression_ladder: {sessions: 5}\n" + REST
        (tmp_path / "toy.yaml").write_text(scenario_text(LAYOUTS["block"], rest))
        assert load_scenario_file(tmp_path / "toy.yaml").gate == (5, 2)


@pytest.mark.parametrize(
    "file", [STARTER, *sorted(EXAMPLES.glob("*.yaml"))], ids=lambda path: path.stem
)
@pytest.mark.parametrize("replace", [False, True])
def test_every_shipped_scenario(file: Path, replace: bool, tmp_path: Path) -> None:
    before = file.read_text(encoding="utf-8")
    result = merged(tmp_path, before, replace=replace)
    scenario = validate(Scenario, parse_yaml(result.text, "toy.yaml"))
    assert scenario.athlete.one_rep_max_kg.deadlift is not None
    gone = removed(before, result.text)
    assert all("one_rep_max_kg" in line or "ladder" in line for line in gone)
    assert len(gone) <= 2
    if not replace:
        written = load_scenario_file(tmp_path / "toy.yaml").scenario.athlete.one_rep_max_kg
        for lift in written.model_fields_set:
            assert getattr(scenario.athlete.one_rep_max_kg, lift) == getattr(written, lift)


@pytest.mark.parametrize(
    "text",
    [
        scenario_text("athlete: &a\n  id: sam\n  level: novice\n  ladder: &b {}\n"),
        f"name: toy\nstart: 2026-11-30\nweeks: 2\n? athlete\n: id: sam\n  level: novice\n{REST}",
    ],
)
def test_unusual_layouts(text: str, tmp_path: Path) -> None:
    after = merged(tmp_path, text).text
    assert data(after)["athlete"]["one_rep_max_kg"] == MAXIMA
    assert removed(text, after) == [line for line in text.splitlines() if "&b" in line]


def test_what_two_places_share_is_refused(tmp_path: Path) -> None:
    shared = "athlete:\n  id: sam\n  level: novice\n  restrictions: &none {}\n  ladder: *none\n"
    with pytest.raises(ScenarioError, match="write this into it by hand"):
        merged(tmp_path, scenario_text(shared))


def test_the_fragment_is_valid_where_it_is_pasted(tmp_path: Path) -> None:
    lines = as_yaml(read(tmp_path, LOG)).splitlines()
    at = lines.index("athlete:")
    pasted = "\n".join([*lines[: at + 1], "  id: sam", "  level: novice", *lines[at + 1 :], ""])
    text = scenario_text(pasted)
    athlete = validate(Scenario, parse_yaml(text, "pasted.yaml")).athlete
    assert athlete.one_rep_max_kg.model_dump() == MAXIMA
    assert athlete.ladder == {"horizontal_pull": "barbell", "vertical_pull": "bodyweight"}


def test_a_fragment_of_nothing(tmp_path: Path) -> None:
    fragment = as_yaml(read(tmp_path, hevy(hevy_row("Crunch"))))
    assert data(fragment) == {"athlete": {}}


NAMES = [
    "evil\nathlete: {id: mallory}\n#",
    "# } ] : - & * ! | > ' \" % @ `",
    "\u202eRTL\u2028line\u0085next\x1b[31mred",
    "x" * 100_000,
    "\ufffe\U0010ffff\ue000",
    "{{7*7}}<script>",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
@pytest.mark.parametrize("layout", ["block", "flow"])
def test_names_in_comments_are_harmless(name: str, layout: str, tmp_path: Path) -> None:
    """The exercise is one that the person named, so its foreign name stands in the reason."""
    row = hevy_row(name, "100", "1")
    history = read(tmp_path, hevy(row), chosen={name: "conventional_deadlift"})
    assert [str(one.kg) for one in history.estimates] == ["100.0"]
    assert data(as_yaml(history)) == {"athlete": {"one_rep_max_kg": {"deadlift": 100}}}
    assert all(line.isprintable() for line in as_yaml(history).splitlines())
    (tmp_path / "toy.yaml").write_text(scenario_text(LAYOUTS[layout]))
    result = merge(history, load_scenario_file(tmp_path / "toy.yaml"), replace=False)
    assert data(result.text)["athlete"]["one_rep_max_kg"] == {"deadlift": 100}
    assert data(result.text)["athlete"]["id"] == "sam"
