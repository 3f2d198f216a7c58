"""Small weeks that solve at once, and what is needed to compare them."""

from __future__ import annotations

from functools import cache
from typing import Any

from optimizer.comparing.results import Additions, Comparison
from optimizer.comparison import compare, compare_additions
from optimizer.engines.answer import Limits
from optimizer.scenario import Scenario
from tests.builders import days, scenario

QUICK = Limits(wall_seconds=None, deterministic_time=0.2, gap=0.1, workers=1)
FEW = (
    *("band_rdl", "band_squat", "band_row", "bird_dog_row", "calf_raise_bw"),
    *("db_rdl", "goblet_squat", "single_arm_db_row", "pull_up", "inverted_row", "bent_over_row"),
    *("glute_bridge", "bw_squat", "dead_bug", "towel_doorway_row"),
)
HOSTILE = ("=1+1", "<script>alert(1)</script>|x", "two\u2028lines\x1b[31m")
BANDS_AND_BENCH = {"extends": "bands", "bench": 1}


def week(**overrides: Any) -> Scenario:
    """Two evenings, two weeks, a handful of exercises."""
    return scenario(
        only=FEW,
        **{
            "weeks": 2,
            "block_weeks": 2,
            "sessions": days("monday", "thursday", setup="bands"),
            **overrides,
        },
    )


def impossible_without_dumbbells() -> dict[str, Any]:
    """A wish that bands cannot fulfil."""
    return {"pins": [{"exercise": "db_rdl", "session": "mon"}]}


@cache
def three_setups() -> Comparison:
    """Compare nothing, bands and dumbbells."""
    return compare(week(), ["none", "bands", "home_dumbbells"], limits=QUICK)


@cache
def hostile() -> Comparison:
    """Compare setups with names from nightmares; one of them is impossible, none has a price."""
    setups = dict.fromkeys((n.replace(" ", "") for n in HOSTILE), BANDS_AND_BENCH)
    names = list(setups)
    setups[names[1]] = {"dumbbells": {"pairs_kg": ["16", "20", "24"]}, "bench": 1}
    asked = week(setups=setups, name="=2+2|<b>week</b>", **impossible_without_dumbbells())
    return compare(asked, names, limits=QUICK)


@cache
def more_for_bands() -> Additions:
    """Try a few items beside bands."""
    items = ["rings_pair", "foam_roller", "bands_set", "plates_117_5", "adjustable_dumbbells_24"]
    return compare_additions(week(), "bands", items, limits=QUICK)
