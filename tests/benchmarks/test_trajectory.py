"""Time to a gap on made-up trajectories."""

from __future__ import annotations

from fractions import Fraction

import pytest

from benchmarks.mip_log import Reading, read_highs, read_scip
from benchmarks.trajectory import (
    GAPS,
    Point,
    Trajectory,
    seconds_to_first_plan,
    seconds_to_gap,
    seconds_to_gaps,
)

F = Fraction


def trajectory(*reports: tuple[float, int | Fraction | None, int | Fraction | None]) -> Trajectory:
    made = Trajectory()
    for seconds, value, bound in reports:
        made.add(seconds, *(None if part is None else Fraction(part) for part in (value, bound)))
    return made


def test_each_gap_is_reached_when_value_and_bound_together_reach_it() -> None:
    points = trajectory(
        (0.1, None, 100),
        (0.5, 50, None),  # 50 %
        (1, 95, None),  # exactly 5 %
        (2, 97, None),  # 3 %
        (3, None, 98),  # 1/98: a little above 1 %
        (4, F("97.1"), None),  # 0.9/98
        (5, None, F("97.5")),  # 0.4/97.5: below 0.5 %
        (6, None, F("97.3")),  # 0.2/97.3: below 0.25 %
        (7, None, F("97.1")),
    ).points
    assert seconds_to_first_plan(points) == 0.5
    assert seconds_to_gaps(points) == {"5": 1, "2": 3, "1": 4, "0.5": 5, "0.25": 6, "0": 7}


def test_without_a_bound_or_a_value_nothing_is_proved() -> None:
    never = dict.fromkeys(GAPS)
    assert seconds_to_gaps(trajectory((1, 99, None)).points) == never
    assert seconds_to_gaps(trajectory((1, None, 1)).points) == never
    assert seconds_to_gaps([]) == never
    assert seconds_to_first_plan(trajectory((1, None, 99)).points) is None


def test_a_gap_of_doubles_counts_as_closed_and_no_larger_one() -> None:
    bound = F(80)
    almost = trajectory((1, bound * (1 - F(2, 10**6)), bound)).points
    more = trajectory((1, bound * (1 - F(3, 10**6)), bound)).points
    assert seconds_to_gap(almost, F(0)) == 1
    assert seconds_to_gap(more, F(0)) is None


def test_a_bound_below_one_point_is_measured_in_points() -> None:
    points = trajectory((1, F("0.19"), F("0.20"))).points
    assert points[-1].gap_percent == 1


def test_only_news_leaves_a_point_and_nothing_gets_worse() -> None:
    made = trajectory((1, 50, 90), (2, 40, 95), (3, None, None), (2.5, 60, None))
    assert made.points == [Point(1, F(50), F(90)), Point(2.5, F(60), F(90))]


def test_reports_out_of_turn_never_run_backwards() -> None:
    made = trajectory((2, 50, 90), (1.9, None, 80))
    assert [p.seconds for p in made.points] == [2, 2]


def test_no_bound_is_above_the_highest_score() -> None:
    assert trajectory((1, None, 107)).bound == 100


HIGHS_LINES: tuple[tuple[str, Reading | None], ...] = (
    (
        "         0       0         0   0.00%   101.85625       -inf                 inf"
        "        0      0      0         0     0.1s",
        (None, F("101.85625")),
    ),
    (
        " L       0       0         0   0.00%   51.26184529     44.51343316       15.16%"
        "     2585     39     49       914     1.2s",
        (F("44.51343316"), F("51.26184529")),
    ),
    (
        " B     120      12        40  85.94%   -3.5            -4.25e+01        1100.0%"
        "     2585     39     49       914     1.2s",
        (F("-42.5"), F("-3.5")),
    ),
    ("  Gap               13.86%", None),
    ("Presolve reductions: rows 1059(-98); columns 553(-29); nonzeros 4397(-258) ", None),
    (
        "Src  Proc. InQueue |  Leaves   Expl. | BestBound       BestSol              Gap |"
        "   Cuts   InLp Confl. | LpIters     Time",
        None,
    ),
)
SCIP_LINES: tuple[tuple[str, Reading | None], ...] = (
    (
        "p 0.1s|     1 |     0 |     0 |     - |  clique|   0 | 554 | 705 | 796 |   0 |  0 |"
        "   0 |   0 | 1.075000e+02 |-6.119514e+01 |    Inf | unknown",
        (F("-61.19514"), F("107.5")),
    ),
    (
        "  0.2s|     1 |     0 |   698 |     - |    13M |   0 | 554 | 774 | 817 |  16 |  1 |"
        "  64 |   0 | 5.196328e+01 |      --      |    Inf | unknown",
        (None, F("51.96328")),
    ),
    (
        " time | node  | left  |LP iter|LP it/n|mem/heur|mdpt |vars |cons |rows |cuts |sepa|"
        "confs|strbr|  dualbound   | primalbound  |  gap   | compl. ",
        None,
    ),
    ("Gap                : 41.93 %", None),
)


@pytest.mark.parametrize(("line", "reading"), HIGHS_LINES)
def test_lines_of_highs(line: str, reading: Reading | None) -> None:
    assert read_highs(line) == reading


@pytest.mark.parametrize(("line", "reading"), SCIP_LINES)
def test_lines_of_scip(line: str, reading: Reading | None) -> None:
    assert read_scip(line) == reading
