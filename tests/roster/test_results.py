"""Results for people: numbers worked out on paper, harmless foreign text, memory that does not grow."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from optimizer.errors import VerificationError
from optimizer.export.checked import CheckedPlan, check_plan
from optimizer.roster.results import parquet
from optimizer.roster.results.member_result import MemberResult
from optimizer.roster.results.page import Proved
from optimizer.roster.results.parquet import DataExtraMissingError
from optimizer.roster.results.sets_csv import SetsTable
from optimizer.roster.results.workbook import sheet_name
from optimizer.roster.results.worth import worths
from optimizer.roster.results.write import collect, write_results
from optimizer.roster.room_problem import resources
from tests.export.plans import EVIL_IDS, EVIL_TEXTS
from tests.roster.finished import members, planned, roster

ROOT = Path(__file__).parents[2]
PROVED = Proved("feasible", Fraction(1))
THREE = ({"id": "ann", "group": "a"}, {"id": "bob", "group": "b"}, {"id": "cy", "group": "a"})


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def index(whole: Any, where: str) -> int:
    return [one.where(whole.room) for one in resources(whole.room)].index(where)


def own_score() -> Fraction:
    return Fraction(planned(roster(THREE[0]), 0).plan.score.exact)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two with a plan, one below the floor; the third without."""
    folder = tmp_path_factory.mktemp("results") / "made"
    whole = roster(*THREE)
    # The toy plans lack so much that their scores are below 0: so are the scores alone.
    score = own_score()
    everybody = members(whole, ann=score / 2, bob=2 * score)
    prices = {index(whole, "mon, heads"): Fraction(1, 3)}
    write_results(whole, everybody, folder, prices=prices, parquet=True, proved=PROVED)
    return folder


def test_the_heat_map_counts_what_the_stop_watch_shows(written: Path) -> None:
    # One set of dumbbell deadlifts is 30 s with 90 s of rest; with a minute of set-up and three ramp
    # sets of 60 s two of them keep a place for 540 s. Two athletes do them.
    cells = {(r["slot"], r["kind"], r["station"]): r for r in rows(written / "heat_map.csv")}
    assert len(cells) == 2 * 3 + 2 + 1
    dumbbells = cells["mon", "station", "dumbbells"]
    assert (dumbbells["used"], dumbbells["capacity"], dumbbells["percent"]) == (
        "1080",
        "9180",
        "12",
    )
    assert (dumbbells["week"], dumbbells["day"], dumbbells["room"]) == ("1", "monday", "hall")
    assert cells["mon", "station", "rig"]["used"] == "0"
    assert cells["mon", "station", "rig"]["week"] == ""
    assert (cells["mon", "heads", ""]["used"], cells["mon", "heads", ""]["percent"]) == ("2", "50")
    # prices are upper estimates: a third is rounded up
    assert cells["mon", "heads", ""]["price"] == "0.333334"
    assert ("thu", "coaching", "") not in cells
    document = json.loads((written / "heat_map.json").read_text(encoding="utf-8"))
    assert [c["used"] for c in document["cells"]] == [int(c["used"]) for c in cells.values()]


def test_groups_have_their_tables(written: Path) -> None:
    score = own_score()
    first, second = rows(written / "groups.csv")
    assert (first["group"], first["athletes"], first["placed"]) == ("a", "2", "1")
    assert (second["group"], second["athletes"], second["placed"]) == ("b", "1", "1")
    # rounded down, so never above the score
    assert Fraction(first["worst"]) <= score < Fraction(first["worst"]) + Fraction(1, 100)
    assert (first["below floor"], second["below floor"]) == ("1", "0")
    ann, cy = rows(written / "groups" / "01-a.csv")
    assert (ann["slots"], ann["unplaced"]) == ("mon thu", "")
    assert -score / 2 <= Fraction(ann["shared"]) < -score / 2 + Fraction(1, 100)
    assert (cy["athlete"], cy["score"], cy["slots"]) == ("cy", "", "")
    assert cy["unplaced"] == "the slots offered are full"
    (bob,) = rows(written / "groups" / "02-b.csv")
    # his plan is better than what was known of him alone, so that sharing costs nothing
    assert Fraction(bob["shared"]) == 0


def test_exceptions_name_the_gravest_first(written: Path) -> None:
    found = rows(written / "exceptions.csv")
    assert [r["athlete"] for r in found[:2]] == ["cy", "ann"]
    assert [r["kind"] for r in found[:3]] == ["unplaced", "below floor", "short"]
    short = [Fraction(r["points"]) for r in found if r["kind"] == "short"]
    assert short == sorted(short, reverse=True)
    lacking = planned(roster(THREE[0]), 0).plan.shortages
    assert len(short) == 2 * len(lacking)


def test_every_prescribed_set_is_a_row(written: Path) -> None:
    found = rows(written / "sets.csv")
    assert {r["athlete"] for r in found} == {"ann", "bob"}
    plan = planned(roster(THREE[0]), 0).plan
    sets = sum(p.sets for w in plan.weeks for s in w.sessions for p in s.exercises)
    assert len(found) == 2 * sets
    assert found[0]["group"] == "a"
    assert (found[0]["session"], found[0]["exercise"], found[0]["set"]) == ("mon", "db_rdl", "1")


def test_parquet_holds_the_same_sets_with_types(written: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    file = str(written / "sets.parquet")
    with duckdb.connect(":memory:") as connection:
        count, first, loads = connection.execute(
            "SELECT count(*), min(date), count(load_kg) FROM read_parquet(?)", [file]
        ).fetchone()
        named = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [file]).fetchall()
    text = rows(written / "sets.csv")
    assert count == len(text)
    assert str(first) == min(r["date"] for r in text)
    assert loads == sum(bool(r["load_kg"]) for r in text)
    dictionary = json.loads((written / "sets.columns.json").read_text(encoding="utf-8"))
    assert [(c["name"], c["type"]) for c in dictionary["columns"]] == [row[:2] for row in named]
    assert dictionary["rows"] == count
    assert all(c["meaning"] for c in dictionary["columns"])


def test_nothing_is_left_beside_the_files(written: Path) -> None:
    names = {p.relative_to(written).as_posix() for p in written.rglob("*") if p.is_file()}
    assert names == {
        *("sets.csv", "sets.parquet", "sets.columns.json", "groups.csv", "groups.xlsx"),
        *("exceptions.csv", "heat_map.csv", "heat_map.json", "worth.csv"),
        "roster.html",
        *("groups/01-a.csv", "groups/02-b.csv"),
    }


def test_the_workbook_has_a_sheet_a_group(written: Path) -> None:
    book = load_workbook(written / "groups.xlsx")
    assert book.sheetnames == ["Groups", "Exceptions", "a", "b"]
    assert [cell.value for cell in book["a"]["A"]] == ["athlete", "ann", "cy"]
    assert isinstance(book["a"]["C2"].value, float)


def test_what_more_room_is_worth() -> None:
    whole = roster(*THREE)
    prices = {
        index(whole, "mon, heads"): Fraction(1, 2),
        index(whole, "mon, coaching"): Fraction(1, 5),
        index(whole, "thu, station rig, block 1"): Fraction(1, 100),
    }
    found = {(one.what, one.where): one for one in worths(whole, prices)}
    # 60 minutes at 85 %; 15 minutes of one place at 85 %; ten athletes a coach
    assert found["station rig", "hall"].points == Fraction(3060, 100)
    assert found["15 minutes in the slot", "thu"].points == Fraction(765, 100)
    assert found["coach in the slot", "mon"].points == 2
    assert found["place in the slot", "mon"].points == Fraction(1, 2)
    assert found["place in the slot", "mon"].mean == Fraction(1, 6)
    assert len(found) == 4
    assert next(iter(found)) == ("station rig", "hall")


def test_equal_rosters_give_equal_files(written: Path, tmp_path: Path) -> None:
    whole = roster(*THREE)
    score = own_score()
    everybody = members(whole, ann=score / 2, bob=2 * score)
    prices = {index(whole, "mon, heads"): Fraction(1, 3)}
    write_results(whole, everybody, tmp_path, prices=prices, parquet=True, proved=PROVED)
    for path in (p for p in written.rglob("*") if p.is_file()):
        assert (tmp_path / path.relative_to(written)).read_bytes() == path.read_bytes(), path.name


def hostile() -> list[dict[str, Any]]:
    ids = [text for text in EVIL_IDS if not set("\r\n\t") & set(text)]
    named = [{"id": f"n{n}", "group": "g", "name": text} for n, text in enumerate(EVIL_TEXTS)]
    return [*named, *({"id": text, "group": text} for text in ids)]


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    whole = roster(*hostile())
    reason = "=1+1\n\x1b[31m"
    everybody = [
        MemberResult(a.id, a.group or "", a.name, None, None, reason) for a in whole.athletes
    ]
    everybody[0] = next(members(whole, n0=Fraction(50)))
    files = write_results(whole, everybody, tmp_path / "out")
    for path in files:
        assert path.resolve().is_relative_to(tmp_path / "out")
        if path.suffix == ".csv":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u202e]", text), path
            for line in csv.reader(io.StringIO(text, newline="")):
                for cell in line:
                    number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
                    assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), path
    book = load_workbook(tmp_path / "out" / "groups.xlsx")
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert kinds <= {"s", "n"}
    assert len(book.sheetnames) == 2 + len({a.group for a in whole.athletes})


def test_negative_points_stay_numbers_and_ids_that_look_like_it_do_not(written: Path) -> None:
    """Said before: a score of -51.16 was marked as a formula, which made it text."""
    assert rows(written / "groups.csv")[0]["mean"].startswith("-")
    made = collect(roster(*THREE), members(roster(*THREE), ann=Fraction(0))).groups[0]
    assert made.mean is not None
    assert made.mean < 0


@pytest.mark.parametrize(
    ("group", "taken", "name"),
    [
        ("football", set(), "football"),
        ("football", {"football"}, "football (2)"),
        ("Football", {"football", "football (2)"}, "Football (3)"),
        ("x" * 60, set(), "x" * 31),
        ("x" * 60, {"x" * 31}, f"{'x' * 27} (2)"),
        # Excel counts this sign twice.
        ("🏋" * 60, set(), "🏋" * 15),
        ("[1:2]*?'", set(), "_1_2____"),
        ("", set(), "Group"),
        ("history", set(), "History_"),
    ],
)
def test_sheet_names_are_such_as_excel_takes(group: str, taken: set[str], name: str) -> None:
    assert sheet_name(group, taken) == name


def test_a_plan_or_a_reason_never_both() -> None:
    whole = roster(*THREE)
    with pytest.raises(ValueError, match="a plan, or why there is none"):
        MemberResult("ann", "a", None, None, None)
    with pytest.raises(ValueError, match="a plan, or why there is none"):
        MemberResult("ann", "a", None, planned(whole, 0), None, "no place")


def test_no_plan_gets_in_that_breaks_a_rule() -> None:
    good = planned(roster(*THREE), 0)
    data = good.plan.model_dump()
    data["weeks"][0]["sessions"][0]["exercises"][0]["sets"] = 90
    with pytest.raises(VerificationError):
        check_plan(type(good.plan).model_validate(data))


def many(checked: CheckedPlan, count: int) -> Iterator[MemberResult]:
    for _ in range(count):
        yield MemberResult("ann", "a", None, checked, None)


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    checked = planned(roster(*THREE), 0)
    held = []
    for count in (10, 150):
        table = SetsTable(tmp_path / "sets.csv")
        tracemalloc.start()
        for member in many(checked, count):
            table.add(member)
        held.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert table.rows == count * 12
        table.file.keep()
    assert held[1] < 2 * held[0]
    assert len(rows(tmp_path / "sets.csv")) == 150 * 12


def test_a_pass_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    whole = roster(*THREE)
    (tmp_path / "sets.csv").write_text("before", encoding="utf-8")

    def broken() -> Iterator[MemberResult]:
        yield from members(whole, ann=Fraction(1))
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        write_results(whole, broken(), tmp_path, parquet=True)
    assert [p.name for p in tmp_path.iterdir()] == ["sets.csv"]
    assert (tmp_path / "sets.csv").read_text(encoding="utf-8") == "before"


def test_parquet_without_duckdb_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(DataExtraMissingError, match=r"pip install 'liftproof\[data\]'"):
        parquet.check_installed()
    with pytest.raises(DataExtraMissingError):
        write_results(roster(*THREE), [], tmp_path, parquet=True)
    assert list(tmp_path.iterdir()) == []


def test_results_are_told_without_a_solver() -> None:
    code = (
        "import sys\n"
        "sys.modules.update(ortools=None, numpy=None)\n"
        "import optimizer.roster.results.write, optimizer.roster.results.page\n"
        "assert 'optimizer.solver' not in sys.modules\n"
        "assert not [m for m in sys.modules if m.startswith('optimizer.engines.')]\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
