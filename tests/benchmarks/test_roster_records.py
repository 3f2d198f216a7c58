"""Runs on rosters by hand: crossover, tables, pictures and history, worked out on paper."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from benchmarks import best_known
from benchmarks.arena import About, listen, measured
from benchmarks.best_known import ContradictionError, improve, load_best_known
from benchmarks.cli import main
from benchmarks.record import Engine, Measurement, RecordError, load_run, save_run
from benchmarks.roster import arena, history
from benchmarks.roster.figures import crossover, speedups
from benchmarks.roster.history import add_roster_run
from benchmarks.roster.instances import ALL
from benchmarks.roster.memory import MemoryWatch, session_bytes
from benchmarks.roster.plots import roster_pictures
from benchmarks.roster.tables import crossover_words, roster_text
from tests.benchmarks.records import LIMIT, outcome, point, quick, run

SIZES = {"club_10_tight": 10, "school_60_tight": 60, "sports_350_tight": 350}


def measurement(engine: Engine, name: str, seconds: float | None, **more: Any) -> Measurement:
    """A roster of 80 points at once; the proof that 80 is the best comes after so many seconds."""
    figures = {
        "athletes": SIZES[name],
        "resources": 7,
        "placed": SIZES[name],
        "mean": "80",
        "worst": "70.5",
        "below_floor": 0,
        "total_memory_bytes": 250_000_000,
        **more,
    }
    bound = "100" if seconds is None else "80"
    events = [point(0.5, "80", "100")]
    events += [] if seconds is None else [point(seconds, "80", "80")]
    about = About(f"roster/{name}", f"hash of {name}", 4, 8)
    return measured(about, engine, LIMIT, [*events, outcome("80", bound, roster=figures)], None)


def duel(**seconds: tuple[float | None, float | None]) -> Any:
    """Ours against one model for CP-SAT, by instance: seconds to the proof, None for never."""
    pairs = [
        (measurement("ours", name, ours), measurement("cp_sat", name, theirs))
        for name, (ours, theirs) in seconds.items()
    ]
    return run(*(m for pair in pairs for m in pair))


def test_the_crossover_is_the_size_from_which_ours_stays_first() -> None:
    found = crossover(
        duel(club_10_tight=(3, 1), school_60_tight=(4, 20), sports_350_tight=(9, None)),
        "cp_sat",
        "2",
    )
    assert (found.athletes, found.sooner_below, found.compared) == (60, 10, 3)
    assert crossover_words(found) == (
        "2 % against cp_sat: ours was first from 60 athletes on, the monolith up to 10"
    )


def test_a_win_below_a_loss_is_no_crossover() -> None:
    found = crossover(duel(club_10_tight=(1, 3), school_60_tight=(20, 4)), "cp_sat", "2")
    assert (found.athletes, found.sooner_below) == (None, 60)
    assert "the monolith was first up to 60 athletes" in crossover_words(found)


def test_what_neither_reached_says_nothing() -> None:
    found = crossover(duel(club_10_tight=(None, None), school_60_tight=(5, None)), "cp_sat", "2")
    assert (found.athletes, found.sooner_below, found.compared) == (60, None, 1)
    assert "the smallest measured" in crossover_words(found)
    nobody = crossover(duel(club_10_tight=(None, None)), "cp_sat", "2")
    assert "neither got there" in crossover_words(nobody)


def test_a_monolith_that_never_got_there_counts_with_the_limit() -> None:
    made = duel(club_10_tight=(2, 1), school_60_tight=(3, None), sports_350_tight=(None, None))
    assert speedups(made, "cp_sat", "2") == [
        ("roster/club_10_tight", 0.5, False),
        ("roster/school_60_tight", 10.0, True),
    ]


def test_the_table_says_everything_of_every_roster() -> None:
    text = roster_text(duel(club_10_tight=(2, 1), school_60_tight=(3, None)), 100)
    lines = text.splitlines()
    (ours,) = [line for line in lines if line.split()[:2] == ["school_60_tight", "ours"]]
    for word in ("60/60", "80.00", "70.50", "0.50", "3.00", "250"):
        assert f" {word}" in ours
    assert "roster/school_60_tight: at least 10.0 times faster than cp_sat to 2 %" in lines


def test_records_keep_the_figures(tmp_path: Path) -> None:
    made = duel(club_10_tight=(2, 1))
    save_run(made, tmp_path / "run.json")
    assert load_run(tmp_path / "run.json") == made
    assert made.measurements[0].suite == "roster"
    # what is measured on scenarios has none
    assert quick("ours", 1).roster is None


def test_best_known_takes_rosters_and_finds_contradictions() -> None:
    made = duel(club_10_tight=(2, None))
    known = improve({}, made, "first")
    assert known["roster/club_10_tight"].value == "80"
    assert known["roster/club_10_tight"].bound == "80"
    about = About("roster/club_10_tight", "hash of club_10_tight", 4, 8)
    better = measured(about, "highs", LIMIT, [outcome("81", None)], None)
    with pytest.raises(ContradictionError, match="above the bound"):
        improve(known, run(better), "second")


def test_pictures_are_drawn_by_size_and_over_time() -> None:
    made = duel(club_10_tight=(2, 1), school_60_tight=(3, None), sports_350_tight=(9, None))
    drawn = roster_pictures(made, "2")
    assert set(drawn) == {
        *(f"roster-{what}-1-worker.svg" for what in ("seconds", "memory", "gap")),
        *(f"gap-{name}-1-worker.svg" for name in SIZES),
    }
    seconds = ElementTree.fromstring(drawn["roster-seconds-1-worker.svg"])
    dots = [e for e in seconds.iter() if e.tag.endswith("circle")]
    assert len(dots) == 6
    assert sum("reached" in e.attrib["class"] for e in dots) == 4
    # two instances of ours are joined; of the other only one got there
    curves = [e.attrib["class"] for e in seconds.iter() if e.tag.endswith("path")]
    assert curves == ["curve ours"]
    with pytest.raises(RecordError, match="no rosters"):
        roster_pictures(run(quick("ours", 1)), "2")


def test_history_has_a_row_for_every_roster(tmp_path: Path) -> None:
    target = tmp_path / "HISTORY.md"
    made = duel(club_10_tight=(2, 1), school_60_tight=(3, None))
    add_roster_run(made, "a | note", target)
    lines = target.read_text(encoding="utf-8").splitlines()
    (row,) = [line for line in lines if "school_60_tight" in line]
    cells = [cell.strip() for cell in row.strip("|").split(" | ")]
    assert cells[2:8] == ["school_60_tight", "60", "1", "80.00", "80.00", "0.00"]
    assert cells[10:15] == ["0.50", "3.00", "3.00", "3.00", "250"]
    assert cells[15:18] == ["80.00, 20.00", "–", "–"]
    assert lines[-1].startswith("[^1]: Protocol 1: 30 s, workers 1")
    with pytest.raises(RecordError, match=r"in HISTORY\.md already"):
        add_roster_run(made, "", target)
    with pytest.raises(RecordError, match="took no part"):
        add_roster_run(run(measurement("greedy", "club_10_tight", None)), "", target)


@pytest.fixture
def by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let `run` find made-up measurements of rosters."""

    def found(name: str, roster: Any, engine: Engine, settings: Any) -> Measurement:
        return measurement(engine, name.partition("/")[2], 2)

    monkeypatch.setattr(best_known, "BEST_KNOWN", tmp_path / "best.json")
    monkeypatch.setattr(history, "ROSTER_HISTORY", tmp_path / "HISTORY.md")
    monkeypatch.setattr(arena, "measure", found)
    return tmp_path


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_the_commands_take_rosters(by_hand: Path) -> None:
    record = str(by_hand / "run.json")
    done = invoke("run", "club_10_tight", "roster/school_60_tight", "-o", record)
    assert done.exit_code == 0, done.output
    found = load_run(Path(record))
    assert found.engines == ("ours", "cp_sat", "highs", "greedy")
    assert [m.instance for m in found.of("ours")] == [
        "roster/club_10_tight",
        "roster/school_60_tight",
    ]
    assert load_best_known(by_hand / "best.json")["roster/club_10_tight"].value == "80"
    shown = invoke("show", record)
    assert "2 % against highs: ours was first from 10 athletes on" in shown.output
    drawn = invoke("plot", record, "--gap", "2", "-o", str(by_hand / "pictures"))
    assert drawn.exit_code == 0, drawn.output
    assert (by_hand / "pictures" / "roster-gap-2-workers.svg").exists()
    added = invoke("history", record, "--note", "first")
    assert added.exit_code == 0, added.output
    assert "school_60_tight" in (by_hand / "HISTORY.md").read_text(encoding="utf-8")


def test_what_does_not_go_with_rosters_is_refused(by_hand: Path) -> None:
    target = str(by_hand / "run.json")
    other = invoke("run", "club_10_tight", "--engines", "ours,scip", "-o", target)
    assert other.exit_code == 2
    assert "scip takes no rosters: ours, cp_sat, highs, greedy do" in other.output
    mixed = invoke("run", "club_10_tight", "block", "-o", target)
    assert mixed.exit_code == 2
    assert "no roster 'block'" in mixed.output
    assert not Path(target).exists()


def test_generate_writes_the_rosters(tmp_path: Path) -> None:
    done = invoke("generate", "roster", "-o", str(tmp_path / "made"))
    assert done.exit_code == 0, done.output
    assert f"{len(ALL)} rosters written" in done.output
    assert {p.name for p in (tmp_path / "made").iterdir()} == set(ALL)


HOLD = """
import subprocess, sys, time
held = bytearray(b"x" * 60_000_000)
if len(sys.argv) < 2:
    print("there", flush=True)
    subprocess.run([sys.executable, "-c", sys.stdin.read(), "child"], input=b"", check=False)
time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux says")
def test_memory_is_that_of_all_processes_of_the_session() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(HOLD.encode())
        process.stdin.close()
        assert process.stdout.readline().strip() == b"there"
        with MemoryWatch(process.pid, every_seconds=0.02) as watch:
            # until the child holds its own; the limit only ends a test that fails
            for _ in range(1000):
                if (watch.most_bytes or 0) > 120_000_000:
                    break
                time.sleep(0.02)
        assert watch.most_bytes is not None
        assert 120_000_000 < watch.most_bytes < 400_000_000
    finally:
        os.killpg(process.pid, 9)
        process.wait()
        process.stdout.close()
    # The child was killed too, but nobody waits for it here.
    for _ in range(1000):
        if session_bytes(process.pid) is None:
            break
        time.sleep(0.02)
    assert session_bytes(process.pid) is None


def test_workers_end_with_their_contestant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A race must leave no process behind that slows the next one."""
    (tmp_path / "forgetful.py").write_text(
        "import pathlib, subprocess, sys\n"
        "sleep = [sys.executable, '-c', 'import time; time.sleep(600)']\n"
        "none = subprocess.DEVNULL\n"
        "child = subprocess.Popen(sleep, stdin=none, stdout=none, stderr=none)\n"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(child.pid))\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert listen("forgetful", {}, 300) == ([], None)
    child = int((tmp_path / "pid").read_text())
    for _ in range(1000):
        if not alive(child):
            break
        time.sleep(0.02)
    assert not alive(child)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
