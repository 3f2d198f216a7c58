"""Random small scenarios: what is found verifies, and more freedom is never worse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from optimizer.api import solve
from optimizer.catalogue import load_catalogue
from optimizer.result import Result, Status
from optimizer.scenario import Scenario
from optimizer.verifier import verify
from tests import builders

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Each owns everything of the one before it.
RISING = ("none", "bands", "home_dumbbells", "garage")
# A few per family, from the floor up to the barbell: small models, and no property is empty.
POOL = (
    "bw_good_morning", "band_rdl", "db_rdl", "romanian_deadlift",
    "glute_bridge", "db_hip_thrust",
    "bw_squat", "goblet_squat", "front_squat",
    "reverse_lunge_bw", "db_reverse_lunge",
    "hamstring_walkout", "band_leg_curl", "nordic_curl",
    "towel_doorway_row", "band_row", "single_arm_db_row", "bent_over_row",
    "band_pulldown", "pull_up",
    "prone_ytw", "band_face_pull", "db_reverse_fly",
    "prone_cobra", "dead_bug", "pallof_press", "suitcase_carry",
    "side_lying_abduction", "single_leg_calf_raise", "barbell_calf_raise",
)  # fmt: skip
UNITS = 2.0

few = settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # shrinking would solve hundreds of models
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
counted: Counter[str] = Counter()


@st.composite
def documents(draw: st.DrawFn, setups: tuple[str, ...] = (*RISING, "hotel")) -> dict[str, Any]:
    """Draw arguments for `builders.scenario`: one block, one to three days, up to ten exercises."""
    days = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3, unique=True))
    setup, minutes = draw(st.sampled_from(setups)), draw(st.sampled_from((30, 45, 60)))
    tags = st.sampled_from(sorted(load_catalogue().restrictions))
    chosen = draw(st.lists(st.sampled_from(POOL), min_size=6, max_size=10, unique=True))
    return {
        # Two that need nothing keep most scenarios possible.
        "only": sorted({*chosen, "bw_squat", "dead_bug", "glute_bridge"}),
        "bans": draw(st.lists(st.sampled_from(POOL), max_size=1)),
        "sessions": builders.days(*sorted(days, key=WEEKDAYS.index), minutes=minutes, setup=setup),
        "athlete": {
            "level": draw(st.sampled_from(("novice", "intermediate", "advanced"))),
            "age": draw(st.sampled_from((15, 34, 67))),
            "restrictions": draw(
                st.dictionaries(tags, st.sampled_from(("caution", "avoid")), max_size=2)
            ),
        },
    }


def solved(document: dict[str, Any]) -> tuple[Scenario, Result]:
    asked = builders.scenario(**{**document, "athlete": dict(document["athlete"])})
    result = solve(
        asked, gap=0, time_limit=None, deterministic_time=UNITS, workers=1, confirm_seconds=0
    )
    return asked, result


def compare(test: str, poorer: dict[str, Any], richer: dict[str, Any]) -> None:
    """Check that the richer scenario is never worse, where proofs allow to say so."""
    _, less = solved(poorer)
    _, more = solved(richer)
    counted[f"{test}, tried"] += 1
    if less.score is None:
        return
    assert more.status is not Status.IMPOSSIBLE
    if more.bound is not None:
        assert more.bound >= less.score
    if more.status is Status.OPTIMAL and less.status is Status.OPTIMAL:
        counted[f"{test}, proved"] += 1
        assert more.score is not None
        assert more.score >= less.score


@pytest.fixture(autouse=True)
def enough_was_compared(request: pytest.FixtureRequest) -> Iterator[None]:
    """A run in which nothing was possible or proved shows nothing, and fails."""
    yield
    test = request.node.originalname
    tried, proved = counted[f"{test}, tried"], counted[f"{test}, proved"]
    assert tried > 0
    assert 2 * proved >= tried, f"{proved} of {tried} cases say something"


@few
@given(documents())
def test_what_is_found_verifies(document: dict[str, Any]) -> None:
    asked, result = solved(document)
    counted["test_what_is_found_verifies, tried"] += 1
    if result.plan is not None:
        counted["test_what_is_found_verifies, proved"] += 1
        fresh = Scenario.model_validate(asked.document())
        assert verify(fresh, result.plan).passed
        assert result.bound is None or result.score <= result.bound  # type: ignore[operator]


@few
@given(documents(setups=RISING[:-1]), st.integers(1, 3))
def test_more_equipment_is_never_worse(document: dict[str, Any], steps: int) -> None:
    # The progress term and the demands of the week are measured against what is equipped, by design;
    # equipment can only be compared where they do not change the measure.
    poorer = without_measure(document)
    setup = document["sessions"][0]["setup"]
    better = RISING[min(RISING.index(setup) + steps, len(RISING) - 1)]
    richer = {**poorer, "sessions": [{**s, "setup": better} for s in poorer["sessions"]]}
    compare("test_more_equipment_is_never_worse", poorer, richer)


@few
@given(documents(), st.sampled_from((15, 30)))
def test_more_minutes_are_never_worse(document: dict[str, Any], more: int) -> None:
    longer = [{**s, "minutes": str(int(s["minutes"]) + more)} for s in document["sessions"]]
    compare("test_more_minutes_are_never_worse", document, {**document, "sessions": longer})


LOOSER = (
    {"fatigue_budget": {"session_points": 200, "week_points": 400}},
    {"session_shape": {"max_working_sets": 30}},
    {"training_days": {"max_consecutive": 7}},
    {"leg_back_spacing": {"gap_hours": 0, "both_per_7_days": 7}},
)


@few
@given(documents(), st.sampled_from(LOOSER))
def test_a_looser_limit_is_never_worse(document: dict[str, Any], rules: dict[str, Any]) -> None:
    compare("test_a_looser_limit_is_never_worse", document, {**document, "rules": rules})


@few
@given(documents(), st.text("abcdefghij", min_size=1, max_size=12))
def test_the_name_of_the_athlete_changes_nothing(document: dict[str, Any], name: str) -> None:
    _, first = solved(document)
    _, second = solved({**document, "athlete": {**document["athlete"], "id": name}})
    test = "test_the_name_of_the_athlete_changes_nothing"
    counted[f"{test}, tried"] += 1
    assert (first.status, first.score, first.bound) == (second.status, second.score, second.bound)
    if first.plan is not None and second.plan is not None:
        counted[f"{test}, proved"] += 1
        assert first.plan.weeks == second.plan.weeks


def without_measure(document: dict[str, Any]) -> dict[str, Any]:
    """Leave only what is measured alike in every setup: coverage, with all prices at 0."""
    return {
        **document,
        "objective": {"coverage": "1", "weakest_link": "0", "progress": "0"},
        "rules": {"volume": {"price_points": 0}, "weekly_structure": {"price_points": 0}},
    }
