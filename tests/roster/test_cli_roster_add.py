"""`liftproof roster add-athlete`: the others stay as they are, or at most so many of them move."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimizer.cli import main
from tests.roster.small_run import ROSTER, write_roster

NEWCOMER = ("--row", "id=max", "--row", "group=football", "--row", "body_mass_kg=82")


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


def rows(run: Path) -> dict[str, tuple[object, ...]]:
    with closing(sqlite3.connect(run / "run.sqlite")) as database:
        return {row[1]: row for row in database.execute("SELECT * FROM athletes")}


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two athletes who train in two of three slots, each of which has room for two."""
    folder = tmp_path_factory.mktemp("tight")
    table = "id,group\nann,football\nbob,football\n"
    roster = write_roster(folder, ROSTER.replace("heads: 4", "heads: 2"), table)
    result = invoke("roster", roster, "-o", folder / "run", "--deterministic-time", "0.5")
    assert result.exit_code == 0, result.output
    return folder / "run"


def full_and_free(run: Path) -> tuple[str, str]:
    """Name a slot that is full and one that is not: two have four places of six, so there are both."""
    taken: Counter[str] = Counter()
    for row in rows(run).values():
        taken.update(json.loads(str(row[3]))["chosen"]["choice"]["trained"])
    assert sum(taken.values()) == 4
    return taken.most_common(1)[0][0], min(("mon", "wed", "fri"), key=lambda slot: taken[slot])


def test_one_moves_where_one_may(tight: Path, tmp_path: Path) -> None:
    # Whatever plans were found: offered just these two, the newcomer has no place unless one moves.
    newcomer = (*NEWCOMER, "--row", f"slots={';'.join(full_and_free(tight))}")
    before = (rows(tight), (tight / "summary.json").read_bytes())
    refused = invoke("roster", "add-athlete", tight, *newcomer, "-o", tmp_path / "run")
    assert refused.exit_code == 4, refused.output
    assert "max: no place was found, beside them; no run was written" in refused.stderr
    assert "--allow-moves N lets some of the others" in refused.stderr
    assert list(tmp_path.iterdir()) == []

    new = tmp_path / "run"
    moves = ("--allow-moves", "1", "--format", "json")
    result = invoke("roster", "add-athlete", tight, *newcomer, "-o", new, *moves)
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    added, moved = data["changes"]
    assert (added["id"], added["before"]) == ("max", None)
    assert moved["before"]["slots"] != moved["after"]["slots"]
    assert data["summary"]["planned"] == 3
    assert (rows(tight), (tight / "summary.json").read_bytes()) == before
    untouched = {name: row for name, row in before[0].items() if name != moved["id"]}
    assert len(untouched) == 1
    assert untouched.items() <= rows(new).items()
    assert "verified: 3 plans of 3 athletes" in invoke("verify", new).stdout
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["run"]


def test_without_touching_anybody(tmp_path: Path) -> None:
    roster = write_roster(tmp_path / "in", table="id,group\nann,football\n")
    old, new = tmp_path / "old", tmp_path / "new"
    assert invoke("roster", roster, "-o", old, "--deterministic-time", "0.5").exit_code == 0
    table = tmp_path / "newcomer.csv"
    table.write_text("ID;Team;Körpergewicht (kg)\n=1+1;football;82,5\n", encoding="utf-8-sig")
    columns = ("--map", "Team=group", "--map", "Körpergewicht (kg)=body_mass")
    result = invoke("roster", "add-athlete", old, "--athlete", table, *columns, "-o", new)
    assert result.exit_code == 0, result.output
    assert "+ =1+1: " in result.stdout
    assert "0 of the others moved, 1 as they were" in result.stdout
    assert rows(old).items() <= rows(new).items()
    assert "verified: 2 plans of 2 athletes" in invoke("verify", new).stdout
    # Made by hand, so to say: there is nothing to go on with.
    again = invoke("roster", roster, "-o", new, "--resume")
    assert again.exit_code == 2
    assert "made by adding an athlete to a finished run" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "either by --athlete FILE or by --row"),
        (["--row", "id=a", "--athlete", "x.csv"], "either by --athlete FILE or by --row"),
        (["--row", "id"], "write it as COLUMN=VALUE"),
        (["--row", "id=ann", "--row", "group=football"], "'ann' in the run already"),
        (["--row", "id=x", "--row", "group=footbal"], "--row: group: unknown group 'footbal'"),
        (["--athlete", "none.csv"], "none.csv"),
    ],
)
def test_refused(tight: Path, tmp_path: Path, arguments: list[str], words: str) -> None:
    result = invoke("roster", "add-athlete", tight, *arguments, "-o", tmp_path / "run")
    assert result.exit_code == 2, result.output
    assert words in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_two_newcomers_are_refused(tight: Path, tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text("id,group\nx,football\ny,football\n")
    result = invoke(
        "roster", "add-athlete", tight, "--athlete", tmp_path / "two.csv", "-o", tmp_path / "run"
    )
    assert result.exit_code == 2
    assert "has 2 athletes; one at a time is placed" in result.stderr


def test_a_run_that_has_not_come_to_its_end(tmp_path: Path) -> None:
    result = invoke("roster", "add-athlete", tmp_path, *NEWCOMER, "-o", tmp_path / "run")
    assert result.exit_code == 2
    assert "is no run folder" in result.stderr
