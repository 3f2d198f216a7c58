"""Roster files: examples, every way to be wrong with its place, and equal rosters from any file."""

from __future__ import annotations

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from constraints.facility_capacity import check
from optimizer.errors import Diagnostic, ScenarioError
from optimizer.roster.roster import Roster, load_roster
from tests.roster import rosters

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "scenarios" / "examples" / "rosters").glob("*.yaml"))
Data = dict[str, Any]

TEXT = """\
name: toy
start: 2026-11-30
weeks: 4
groups:
  team: {level: novice, slots: [mon, fri], sessions_per_week: 2}
athletes:
  - {id: ann, group: team}
  - {id: bob, group: team, level: advanced}
facility:
  rooms:
    - equipment: {extends: garage}
      stations:
        - {id: floor, count: 4}
        - {id: rack, count: 2, provides: [rack, barbell, plates]}
  slots:
    - {id: mon, day: monday, start: "17:00", minutes: 60}
    - {id: fri, day: friday, start: "17:00", minutes: 60}
"""


def write(folder: Path, text: str, name: str = "roster.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path, **more: Any) -> tuple[Diagnostic, ...]:
    with pytest.raises(ScenarioError) as error:
        load_roster(path, **more)
    assert str(error.value)
    return error.value.diagnostics


def test_the_text_is_right(tmp_path: Path) -> None:
    roster = load_roster(write(tmp_path, TEXT))
    assert [athlete.id for athlete in roster.athletes] == ["ann", "bob"]
    assert (roster.block_weeks, roster.fairness) == (4, 0)
    assert [roster.is_beginner(name) for name in ("ann", "bob")] == [True, False]
    assert roster.rejected == ()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_can_be_read_and_planned(path: Path) -> None:
    head = path.read_text(encoding="utf-8").split("\nname:")[0]
    assert "# Shows:" in head
    assert "# Expected status: feasible" in head
    roster = load_roster(path)
    assert roster.rejected == ()
    for member in roster.members:
        assert member.scenario.offers.options
    assert list(check(roster, [])) == []


def test_the_school_example_shows_a_spreadsheet() -> None:
    roster = load_roster(next(path for path in EXAMPLES if path.stem == "school"))
    assert len(roster.athletes) == 12
    alex = roster.athletes[roster.index_by_id["alex_ames"]]
    assert alex.name == "Alex Ames"
    assert str(alex.one_rep_max_kg.squat) == "124.738"  # 275 lb
    assert roster.member(0).scenario.athlete.age == 17
    assert roster.notes == ()


# What is changed in the text, place, path, what is said
WRONG: list[tuple[str, str, tuple[int, int], str, str]] = [
    ("weeks: 4", "weeks: 0", (3, 8), "weeks", "0 is too small; allowed: at least 1"),
    ("2026-11-30", "2026-12-01", (2, 8), "start", "2026-12-01 is a Tuesday"),
    ("weeks: 4", "weeks: 4\nblock_weeks: 1", (4, 14), "block_weeks", "at least 2"),
    ("weeks: 4", "weeks: 4\nfairness: 1.5", (4, 11), "fairness", "at most 1"),
    ("weeks: 4", "weeks: 4\nfairnes: 1", (4, 1), "fairnes", "did you mean 'fairness'?"),
    ("novice,", "beginner,", (5, 17), "groups.team.level", "novice, intermediate, advanced"),
    ("[mon, fri]", "[mon, fir]", (5, 38), "groups.team.slots[1]", "did you mean 'fri'?"),
    ("[mon, fri]", "[mon, mon]", (5, 38), "groups.team.slots[1]", "listed twice"),
    ("[mon, fri]", "[]", (5, 32), "groups.team.slots", "the list is empty"),
    ("sessions_per_week: 2}", "pins: [{exercise: leg_pres}]}", (5, 62),
     "groups.team.pins[0].exercise", "did you mean 'leg_press'?"),
    ("sessions_per_week: 2}", "pins: [{exercise: db_rdl}]}", (5, 62),
     "groups.team.pins[0].exercise", "no station of room main provides dumbbells"),
    ("sessions_per_week: 2}", "pins: [{exercise: dead_bug, session: wed}]}", (5, 81),
     "groups.team.pins[0].session", "unknown session 'wed'"),
    ("sessions_per_week: 2}", "likes: [dead_bug], dislikes: [dead_bug]}", (5, 74),
     "groups.team.dislikes[0]", "also among the likes"),
    ("weeks: 4", "weeks: 4\nrules: {volume: {cap_sets: {biceps: 3}}}", (4, 29),
     "rules.volume.cap_sets.biceps", "unknown muscle"),
    ("group: team}", "group: taem}", (7, 22), "athletes[0].group", "did you mean 'team'?"),
    ("group: team}", "group: team, levle: novice}", (7, 28), "athletes[0].levle", "'level'"),
    ("id: bob", "id: ann", (8, 10), "athletes[1].id", "'ann' is used twice, first in row 1"),
    ("{id: ann, group: team}", "{id: ann}", (7, 5), "athletes[0].level", "no level"),
    ("{id: ann, group: team}", "{id: ann, group: team, slots: [mon]}", (7, 35),
     "athletes[0].slots", "2 sessions a week from 1 slot"),
    ("{id: ann, group: team}", "{id: ann, group: team, slots: [sun]}", (7, 36),
     "athletes[0].slots.0", "unknown slot 'sun'"),
    ("{id: ann, group: team}", "{id: ann, group: team, sessions_per_week: true}", (7, 47),
     "athletes[0].sessions_per_week", "true is not a number"),
    ("{id: ann, group: team}", "{id: ann, group: team, age: 30, birth_date: 2000-01-01}",
     (7, 49), "athletes[0].birth_date", "both given"),
    ("{id: ann, group: team}", "{id: ann, group: team, birth_date: 2025-01-01}", (7, 40),
     "athletes[0].birth_date", "1 years old"),
    ("{id: ann, group: team}", "{id: ann, group: team, ladder: {squat: rope}}", (7, 44),
     "athletes[0].ladder.squat", "unknown step of squat"),
    ("{id: ann, group: team}", "17", (7, 5), "athletes[0]", "17 is not a mapping"),
    ("count: 2", "count: 0", (14, 29), "facility.rooms[0].stations[1].count", "at least 1"),
    ("provides: [rack", "provides: [ghd", (14, 43), "facility.rooms[0].stations[1].provides[0]",
     "'ghd' is not among the equipment"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "spot", "path", "text"), WRONG, ids=[f"{row[3]}: {row[1]}" for row in WRONG]
)
def test_errors_name_line_and_column(
    tmp_path: Path, old: str, new: str, spot: tuple[int, int], path: str, text: str
) -> None:
    assert TEXT.count(old) >= 1
    file = write(tmp_path, TEXT.replace(old, new, 1))
    (found,) = refused(file)
    assert found.path == path
    assert text in str(found)
    assert (found.line, found.column) == spot
    assert str(found).startswith(f"{file}:{spot[0]}:{spot[1]}: ")


def test_all_errors_of_a_file_at_once(tmp_path: Path) -> None:
    text = TEXT.replace("group: team}", "group: tea}", 1).replace("advanced", "advancd")
    found = refused(write(tmp_path, text))
    assert [one.line for one in found] == [7, 8]
    assert [one.suggestion for one in found] == ["team", "advanced"]


@pytest.mark.parametrize("written", ["[]", "athletes.csv"])
def test_an_empty_roster(tmp_path: Path, written: str) -> None:
    write(tmp_path, "id,group\n", "athletes.csv")
    start, end = TEXT.index("athletes:"), TEXT.index("facility:")
    file = write(tmp_path, f"{TEXT[:start]}athletes: {written}\n{TEXT[end:]}")
    for skip_bad in (False, True):
        (found,) = refused(file, skip_bad=skip_bad)
        assert found.line == 6
        assert "no athletes" in found.problem


def test_no_athletes_at_all(tmp_path: Path) -> None:
    start, end = TEXT.index("athletes:"), TEXT.index("facility:")
    (found,) = refused(write(tmp_path, TEXT[:start] + TEXT[end:]))
    assert "the key 'athletes' is required" in str(found)
    (found,) = refused(write(tmp_path, f"{TEXT[:start]}athletes: 7\n{TEXT[end:]}"))
    assert found.line == 6


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    write(tmp_path, "id\n", "athletes.csv")
    start, end = TEXT.index("athletes:"), TEXT.index("facility:")
    file = write(tmp_path, f"{TEXT[:start]}athletes: athlets.csv\n{TEXT[end:]}")
    (found,) = refused(file)
    assert found.file == str(tmp_path / "athlets.csv")
    assert f"named in {file}:6" in found.problem
    assert found.suggestion == "athletes.csv"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("- 1\n", "is not a mapping"),
        ("format: liftproof.plan/1\n", "a roster is wanted"),
        ("name: x\nathlete: {id: a}\n", "this is a scenario of one athlete"),
        ("id,name\n1,x\n", "is not a mapping"),
        ("a: [", "2:1"),
    ],
)
def test_what_is_no_roster(tmp_path: Path, text: str, said: str) -> None:
    assert said in "\n".join(map(str, refused(write(tmp_path, text))))


# ---- closed dates ----


def closed(*dates: str) -> str:
    return TEXT + f"  closed: [{', '.join(dates)}]\n"


def test_a_closed_date_takes_a_slot_away(tmp_path: Path) -> None:
    """Every week of a plan is trained, so that a slot with one closed date is not offered."""
    one = TEXT.replace("sessions_per_week: 2", "sessions_per_week: 1")
    file = write(tmp_path, one + "  closed: [2026-12-14, 2026-12-30, 2027-01-01]\n")
    roster = load_roster(file)
    assert [slot.id for slot in roster.open_slots] == ["fri"]
    assert [slot.id for slot in roster.member(0).scenario.sessions] == ["fri"]
    assert roster.room.slots == ("fri",)


def test_a_closed_date_that_leaves_too_few_sessions(tmp_path: Path) -> None:
    found = refused(write(tmp_path, closed("2026-12-14")))
    assert [one.line for one in found] == [7, 8]
    assert found[0].path == "athletes[0].group"
    assert "1 of 2 slots are open in every week, 2 wanted: mon is closed on 2026-12-14" in str(
        found[0]
    )


def test_good_athletes_stay_where_that_is_asked_for(tmp_path: Path) -> None:
    text = closed("2026-12-14").replace(
        "level: advanced}", "level: advanced, slots: [fri], sessions_per_week: 1}"
    )
    file = write(tmp_path, text)
    (found,) = refused(file)
    assert found.path == "athletes[0].group"
    roster = load_roster(file, skip_bad=True)
    assert [athlete.id for athlete in roster.athletes] == ["bob"]
    (row,) = roster.rejected
    assert (row.number, row.cells) == (1, {"id": "ann"})
    assert "mon is closed on 2026-12-14" in row.reasons[0]


def test_a_facility_that_is_never_open(tmp_path: Path) -> None:
    (found,) = refused(write(tmp_path, closed("2026-12-14", "2026-12-04")))
    assert found.path == "facility.closed"
    assert "every slot meets a closed date: 2026-12-04, 2026-12-14" in found.problem


def test_an_athlete_with_no_possible_slot(tmp_path: Path) -> None:
    text = closed("2026-12-14").replace(
        "{id: ann, group: team}", "{id: ann, group: team, slots: [mon], sessions_per_week: 1}"
    )
    found = refused(write(tmp_path, text.replace("sessions_per_week: 2", "sessions_per_week: 1")))
    assert "no slot is open in every week, 1 wanted" in found[0].problem


def test_slots_of_two_rooms_at_one_time_are_not_offered_to_one_athlete() -> None:
    (first,) = rosters.FACILITY["rooms"]
    monday, wednesday, _ = rosters.FACILITY["slots"]
    document = rosters.document(
        facility={
            "rooms": [first, {**first, "id": "other"}],
            "slots": [
                {**monday, "room": "main"},
                {**wednesday, "room": "main"},
                {**monday, "id": "too", "start": "17:59", "room": "other"},
            ],
        },
        athletes=[
            rosters.athlete("ann", slots=["mon", "wed"]),
            rosters.athlete("bob", slots=["mon", "too"]),
        ],
    )
    with pytest.raises(ValueError, match=r"athletes\[1\].slots: the slots 'mon' and 'too' overlap"):
        Roster.model_validate(document)


def test_more_slots_than_an_athlete_can_be_offered() -> None:
    monday = rosters.FACILITY["slots"][0]
    many = [{**monday, "id": f"s{hour}", "start": f"{hour:02}:00"} for hour in range(6, 21)]
    with pytest.raises(ValueError, match="15 slots are offered"):
        rosters.roster(facility={"slots": many})
    some = [rosters.athlete("ann", slots=["s6", "s9"])]
    assert (
        len(rosters.roster(facility={"slots": many}, athletes=some).members[0].scenario.sessions)
        == 2
    )


# ---- equal rosters ----


def test_equal_rosters_from_any_file_have_one_hash(tmp_path: Path) -> None:
    start, end = TEXT.index("athletes:"), TEXT.index("facility:")
    inline = load_roster(write(tmp_path, TEXT))
    rows = {
        "a.csv": "id,group,level\nann,team,\nbob,team,advanced\n",
        "a.tsv": "ID\tTeam\tLevel\nann\tteam\t\nbob\tteam\tADVANCED\n",
        "a.jsonl": '{"id": "ann", "group": "team"}\n{"id": "bob", "group": "team", '
        '"level": "advanced"}\n',
    }
    for name, text in rows.items():
        write(tmp_path, text, name)
        table = f"{TEXT[:start]}athletes: {name}\n{TEXT[end:]}"
        assert load_roster(write(tmp_path, table, f"{name}.yaml")).sha256 == inline.sha256
    as_json = json.dumps(inline.document())
    assert load_roster(write(tmp_path, as_json, "r.json")).sha256 == inline.sha256
    assert Roster.model_validate(inline.document()).document() == inline.document()


def test_every_change_changes_the_hash(tmp_path: Path) -> None:
    hashes = {load_roster(write(tmp_path, TEXT)).sha256}
    changes = (
        ("name: toy", "name: Toy"),
        ("weeks: 4", "weeks: 3"),
        ("count: 2", "count: 3"),
        ("{id: ann, group: team}", "{id: ann, group: team, age: 31}"),
        ("extends: garage", "extends: commercial_gym"),
        ('start: "17:00"', 'start: "17:30"'),
    )
    for old, new in changes:
        hashes.add(load_roster(write(tmp_path, TEXT.replace(old, new, 1))).sha256)
    assert len(hashes) == 1 + len(changes)


def test_what_is_written_out_as_its_default_changes_nothing() -> None:
    plain = rosters.document()
    spelt = deepcopy(plain)
    spelt["facility"]["partners"] = 1
    spelt["block_weeks"] = 4
    assert Roster.model_validate(spelt).sha256 == Roster.model_validate(plain).sha256


# ---- without a solver ----

BLOCKED = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("ortools", "numpy"):
            raise ImportError(name + " is blocked")
sys.meta_path.insert(0, Blocked())
from optimizer.roster.roster import load_roster
from constraints.facility_capacity import check
roster = load_roster(sys.argv[1])
assert list(check(roster, [])) == []
assert len(list(roster.members)) == 12
loaded = {"optimizer.solver", "optimizer.plan_model", "openpyxl"} & set(sys.modules)
assert not loaded, loaded
"""


def test_a_roster_is_read_and_checked_without_a_solver() -> None:
    school = next(path for path in EXAMPLES if path.stem == "school")
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED, str(school)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


# ---- the schema ----


def test_the_schema_knows_names_of_the_catalogue() -> None:
    schema = json.loads((ROOT / "scenarios" / "roster.schema.json").read_text(encoding="utf-8"))
    parts = schema["$defs"]
    assert "dead_bug" in parts["exercise"]["enum"]
    assert parts["RosterAthlete"]["properties"]["likes"]["items"] == {"$ref": "#/$defs/exercise"}
    assert "plates" in parts["Station"]["properties"]["provides"]["items"]["enum"]
    assert "knee_pain" in parts["Group"]["properties"]["restrictions"]["propertyNames"]["enum"]
    (example,) = schema["examples"]
    example["athletes"] = [{"id": "ann", "group": "football"}]
    assert Roster.model_validate(example).athletes
