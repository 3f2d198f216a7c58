"""Who trains: levels, ages, strength, restrictions and free hours of drawn people.

The numbers and their sources are told in README.md of this folder; what has no source is marked
*heuristic* there. Nothing is rounded by floats: shares are in thousandths, masses in grams.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from benchmarks.roster.draws import Draws

Shares = Mapping[str, int]

# ---- levels and ages ----

LEVELS: Mapping[str, Shares] = MappingProxyType(
    {
        "school": {"novice": 600, "intermediate": 350, "advanced": 50},
        "varsity": {"novice": 250, "intermediate": 600, "advanced": 150},
        "college": {"novice": 200, "intermediate": 550, "advanced": 250},
        "members": {"novice": 450, "intermediate": 450, "advanced": 100},
    }
)
# First and last year of an age band, and its share.
AGES: Mapping[str, Mapping[tuple[int, int], int]] = MappingProxyType(
    {
        "school": {(14, 14): 220, (15, 15): 260, (16, 16): 270, (17, 18): 250},
        "varsity": {(14, 14): 50, (15, 15): 200, (16, 16): 350, (17, 18): 400},
        "college": {(18, 19): 480, (20, 21): 400, (22, 24): 120},
        "members": {
            (18, 24): 180,
            (25, 34): 260,
            (35, 44): 200,
            (45, 54): 160,
            (55, 64): 120,
            (65, 79): 80,
        },
    }
)
ADULT, MIDDLE_AGED, FIFTY, OLDER = 18, 40, 50, 65

# ---- body mass and strength ----

# Mean in grams at the age or older, men and women; the deviation is a share of the mean.
MASS_GRAMS: Mapping[int, tuple[int, int]] = MappingProxyType(
    {14: (51_000, 49_500), 15: (56_000, 52_000), 16: (61_000, 54_000), 17: (65_000, 56_000)}
)
COLLEGE_GRAMS, ADULT_GRAMS = (80_000, 66_000), (89_800, 77_400)
MASS_DEVIATION_PERMILLE = 140
LIGHTEST_GRAMS, HEAVIEST_GRAMS = 38_000, 160_000
# One-repetition maxima of men in thousandths of body mass: deadlift, high-bar squat, Pendlay row.
STRENGTH_PERMILLE: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {
        "novice": (1250, 1000, 500),
        "intermediate": (2000, 1750, 1000),
        "advanced": (2500, 2250, 1400),
    }
)
WOMEN_PERMILLE = 650
YOUTH_PERMILLE = 800
LOSS_PERMILLE_A_YEAR = 8
STRENGTH_DEVIATION_PERMILLE = 110
# Heavier than these the published shares no longer hold; they describe the middle of the scale.
STRENGTH_CUT_GRAMS = 100_000
TESTED_PERMILLE: Shares = MappingProxyType({"novice": 300, "intermediate": 800, "advanced": 1000})
FIRST_TEST_AGE = 16
STEP_GRAMS = 2_500

# ---- restrictions ----

LOW_BACK: Shares = MappingProxyType(
    {"lbp_flexion": 450, "lbp_extension": 250, "lbp_compression": 200, "lbp_shear": 100}
)
SHOULDER: Shares = MappingProxyType(
    {
        "shoulder_overhead": 400,
        "shoulder_load": 200,
        "shoulder_pull": 150,
        "shoulder_hang": 150,
        "shoulder_er": 100,
    }
)
AVOID_PERMILLE = 150
# More than two at once leave some people without any exercise for a muscle; they are not drawn.
MOST_RESTRICTIONS = 2
RETURNING_PERMILLE = 50


@dataclass(frozen=True)
class Squad:
    """People with something in common: the offered slots.

    Parameters
    ----------
    id
        Name of the group.
    kind
        school, varsity, college or members: whose levels and ages.
    emphasis
        strength, hypertrophy or endurance.
    women_permille
        Share of women.
    hall
        Where the group trains.
    offered
        Slots that the group may train in; none where everybody has hours of their own.
    neck_work
        Whether neck extensors count, as in collision sports.
    """

    id: str
    kind: str
    emphasis: str
    women_permille: int
    hall: str
    offered: tuple[str, ...] = ()
    neck_work: bool = False


@dataclass(frozen=True)
class Person:
    """What is drawn of one person before hours are; masses in grams, unknown maxima None."""

    level: str
    age: int
    woman: bool
    mass_grams: int
    maxima_grams: tuple[int, int, int] | None
    restrictions: Mapping[str, str]
    returning: bool


def draw_person(draws: Draws, squad: Squad) -> Person:
    """Draw a person of a group.

    Parameters
    ----------
    draws
        The person's draws.
    squad
        The group.
    """
    level = draws.one_of("level", LEVELS[squad.kind])
    first, last = draws.one_of("age", AGES[squad.kind])
    age = first + draws.below("year", last - first + 1)
    woman = draws.happens("woman", squad.women_permille)
    mass = _mass(draws, squad.kind, age, woman)
    tested = age >= FIRST_TEST_AGE and draws.happens("tested", TESTED_PERMILLE[level])
    return Person(
        level=level,
        age=age,
        woman=woman,
        mass_grams=mass,
        maxima_grams=_maxima(draws, level, age, woman, mass) if tested else None,
        restrictions=dict(list(_restrictions(draws, age, woman))[:MOST_RESTRICTIONS]),
        returning=draws.happens("returning", RETURNING_PERMILLE),
    )


def _mass(draws: Draws, kind: str, age: int, woman: bool) -> int:
    if kind in ("school", "varsity"):
        mean = MASS_GRAMS[min(age, max(MASS_GRAMS))][woman]
    else:
        mean = (COLLEGE_GRAMS if kind == "college" else ADULT_GRAMS)[woman]
    drawn = draws.bell("mass", mean, mean * MASS_DEVIATION_PERMILLE // 1000)
    return min(max(drawn, LIGHTEST_GRAMS), HEAVIEST_GRAMS) // 500 * 500


def _maxima(draws: Draws, level: str, age: int, woman: bool, mass: int) -> tuple[int, int, int]:
    """Draw maxima by level and body mass; one draw for all lifts, for the strong are strong in all."""
    share = draws.bell("strength", 1000, STRENGTH_DEVIATION_PERMILLE)
    share = share * WOMEN_PERMILLE // 1000 if woman else share
    share = share * YOUTH_PERMILLE // 1000 if age < ADULT else share
    share = share * (1000 - LOSS_PERMILLE_A_YEAR * max(0, age - MIDDLE_AGED)) // 1000
    lifted = min(mass, STRENGTH_CUT_GRAMS) * share // 1000
    deadlift, squat, row = (
        max(STEP_GRAMS, lifted * permille // 1000 // STEP_GRAMS * STEP_GRAMS)
        for permille in STRENGTH_PERMILLE[level]
    )
    return deadlift, squat, row


def _restrictions(draws: Draws, age: int, woman: bool) -> Iterator[tuple[str, str]]:
    """Draw restrictions, the most frequent first; each is drawn for itself."""
    for name, permille in _prevalence(age, woman).items():
        if not draws.happens(name, permille):
            continue
        tag = {"low_back": LOW_BACK, "shoulder": SHOULDER}.get(name)
        how = "avoid" if draws.happens(f"{name}/avoid", AVOID_PERMILLE) else "caution"
        # What is a matter of dose is met with care, not by leaving half the catalogue out.
        yield (
            (name if tag is None else draws.one_of(f"{name}/kind", tag)),
            ("caution" if name in ("hypertension", "osteoporosis") else how),
        )


def _prevalence(age: int, woman: bool) -> dict[str, int]:
    """Return how many in a thousand have what, by age and sex."""
    adult = age >= ADULT
    hypertension = 0 if not adult else 133 if age < MIDDLE_AGED else 323 if age < 60 else 441
    return {
        "low_back": 119 if adult else 120,
        "hypertension": hypertension,
        "knee_pain": 125 if adult else 72,
        "shoulder": 160 if adult else 80,
        "osteoporosis": 0 if age < FIFTY else 196 if woman else 44,
        "wrist_pain": 20,
        "neck_pain": 20,
        "elbow_pain": 15,
        "hamstring_strain": 15,
        "groin_strain": 10,
        "hip_impingement": 10,
        "achilles": 10,
    }
