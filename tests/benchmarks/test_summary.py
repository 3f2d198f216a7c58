"""Figures worked out by hand, comparisons that are refused, rows of the history, pictures."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.history import add_run
from benchmarks.plots import pictures
from benchmarks.record import Measurement, RecordError, Run, Settings
from benchmarks.summary import speedup, times
from benchmarks.tables import comparison_text, details_text, summary_text
from tests.benchmarks.records import LIMIT, measurement, outcome, point, quick, run

A, B, C = "block/a", "block/b", "block/c"


def three(engine: str, *seconds: float | None) -> list[Measurement]:
    return [quick(engine, s, name) for s, name in zip(seconds, (A, B, C), strict=True)]  # type: ignore[arg-type]


def whole_run() -> Run:
    return run(
        *three("ours", 1, 2, 4),
        *three("cp_sat", 8, None, None),
        *three("highs", 10, 6, None),
        measurement("greedy", point(0.2, "60", None), outcome("60", None), name=A),
    )


def test_a_median_of_mostly_misses_is_a_miss() -> None:
    found = times(three("cp_sat", 8, None, None), "1", LIMIT)
    assert (found.reached, found.count, found.median_seconds) == (1, 3, None)
    assert times(three("highs", 10, 6, None), "1", LIMIT).median_seconds == 10


def test_the_shifted_mean_takes_the_limit_for_a_miss() -> None:
    # (1 + 1) · (7 + 1) = 16 = 4², less the shift
    assert times(three("ours", 1, 7, None)[:2], "0", LIMIT).mean_seconds == pytest.approx(3)
    assert times(three("ours", None, 1, 1)[:1], "0", LIMIT).mean_seconds == pytest.approx(LIMIT)


def test_the_speedup_is_against_the_fastest_solver_of_each_instance() -> None:
    # 8/1, 6/2, and at least 30/4: the middle one of 3, 7.5 and 8 is a lower limit
    found = speedup(whole_run(), "block", "1")
    assert (found.ratio, found.count, found.at_least) == (7.5, 3, True)


def test_a_miss_of_ours_counts_against_us() -> None:
    found = speedup(run(quick("ours", None), quick("scip", 3)), "block", "1")
    assert (found.ratio, found.at_least) == (0.1, False)
    neither = speedup(run(quick("ours", None), quick("scip", None)), "block", "1")
    assert (neither.ratio, neither.count) == (None, 0)


def test_greedy_is_no_solver_to_be_measured_against() -> None:
    fast = measurement("greedy", point(0.01, "60", None), outcome("60", None))
    assert speedup(run(quick("ours", 3), fast), "block", "plan").ratio is None


def test_unknown_marks_are_refused() -> None:
    with pytest.raises(ValueError, match="no mark"):
        times(three("ours", 1, 1, 1), "3", LIMIT)


def test_tables_show_numbers_and_dashes() -> None:
    text = summary_text(whole_run(), 140)
    (ours,) = [line for line in text.splitlines() if " ours " in line]
    assert ours.split()[:8] == ["block", "ours", "3", "80.0", "0.50", "2.00", "2.00", "2.00"]
    assert "≥7.5×" in text
    (cp_sat,) = [line for line in text.splitlines() if " cp_sat " in line]
    assert cp_sat.split()[4:7] == ["0.50", "–", "(1)"]
    (greedy,) = [line for line in text.splitlines() if "greedy" in line]
    assert "–" in greedy
    assert details_text(whole_run(), "1", 140).count("block/a") == 4


def test_equal_runs_compare_and_unlike_ones_are_refused() -> None:
    slower = run(*three("ours", 1, 2, 4))
    faster = run(*three("ours", 0.6, 1, 1))
    text = comparison_text(slower, faster, "1", 140)
    assert "2.00" in text
    assert "block/a" in text
    assert "Different machines" not in text
    elsewhere = slower.machine.model_copy(update={"cores": 64})
    moved = run(*three("ours", 1, 2, 4), machine=elsewhere)
    assert "Different machines" in comparison_text(slower, moved, "1", 140)
    other = run(*three("ours", 1, 1, 1), settings=Settings(time_limit=60, workers=2, seed=0))
    with pytest.raises(RecordError, match=r"time_limit 30\.0 and 60\.0; workers 1 and 2"):
        comparison_text(slower, other, "1", 140)
    with pytest.raises(RecordError, match="protocol 1 and 2"):
        comparison_text(slower, run(*three("ours", 1, 1, 1), protocol=2), "1", 140)
    with pytest.raises(RecordError, match="same engine"):
        comparison_text(slower, run(*three("scip", 1, 1, 1)), "1", 140)
    changed = [m.model_copy(update={"scenario_sha256": "0"}) for m in faster.measurements]
    with pytest.raises(RecordError, match="another instance under the name block/a"):
        comparison_text(slower, run(*changed), "1", 140)


def test_history_gets_rows_and_shares_footnotes(tmp_path: Path) -> None:
    target = tmp_path / "HISTORY.md"
    add_run(whole_run(), "the first | of all\nrows", target)
    later = run(*three("ours", 1, 1, 1), started="2026-12-02T10:00:00+00:00")
    same = run(*three("ours", 1, 1, 2), started="2026-12-03T10:00:00+00:00")
    add_run(later, "", target)
    add_run(same, "", target)
    lines = target.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| 2026")]
    assert [row.rsplit("[^", 1)[1] for row in rows] == ["1] |", "2] |", "2] |"]
    assert r"the first \| of all rows" in rows[0]
    assert "≥7.5×" in rows[0]
    assert [line[:5] for line in lines if line.startswith("[^")] == ["[^1]:", "[^2]:"]
    assert len({row.replace(r"\|", "").count("|") for row in rows}) == 1


def test_history_refuses_what_it_has_and_what_is_not_whole(tmp_path: Path) -> None:
    target = tmp_path / "HISTORY.md"
    add_run(whole_run(), "", target)
    before = target.read_bytes()
    with pytest.raises(RecordError, match="already"):
        add_run(whole_run(), "again", target)
    with pytest.raises(RecordError, match="interrupted"):
        add_run(run(quick("ours", 1), complete=False, started="later"), "", target)
    with pytest.raises(RecordError, match="no part"):
        add_run(run(quick("scip", 1), started="later"), "", target)
    assert target.read_bytes() == before


def test_pictures_are_drawn_and_say_what_they_show() -> None:
    made = [m.model_copy(update={"exercises": 3}) for m in whole_run().measurements]
    drawn = pictures(run(*made), "1")
    assert set(drawn) == {"scaling.svg", "profile-block.svg", "gap-block.svg"}
    for text in drawn.values():
        root = ElementTree.fromstring(text)
        legend = {node.text for node in root.iter() if node.tag.endswith("text")}
        assert {"ours", "cp_sat", "highs"} <= legend
    scaling = ElementTree.fromstring(drawn["scaling.svg"])
    hints = [node.text or "" for node in scaling.iter() if node.tag.endswith("title")]
    assert "block/a, ours: 1 s" in hints
    assert "block/c, highs: not reached" in hints
    with pytest.raises(RecordError, match="nothing to draw"):
        pictures(run(), "1")
