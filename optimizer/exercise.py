"""One exercise of the catalogue: what it trains, what it costs, what it needs. No rule."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from optimizer.data_files import Record

Confidence = Literal["high", "med", "low"]
Step = Literal["bodyweight", "band", "dumbbell", "barbell"]
Tier = Literal["bodyweight", "band", "dumbbell", "barbell", "machine"]
Role = Literal[
    "main",
    "accessory",
    "activation",
    "stability",
    "mobility",
    "warmup",
    "recovery",
    "daily",
    "drill",
    "decompression",
    "power",
    "test",
]
Flag = Literal[
    "lengthened_bias",
    "isometric",
    "eccentric_bias",
    "hold_10s_per_rep",
    "ballistic",
    "unstable_surface",
]
Points = Annotated[int, Field(ge=0, le=10)]
# 0xFFFF means "no value" in a FIT file.
FitNumber = Annotated[int, Field(ge=0, lt=0xFFFF)]
# Equipment as the Liftosaur app spells it; the other characters would end a name in its language.
LIFTOSAUR_NAME = (
    r"^[A-Za-z][A-Za-z0-9' -]*, (Band|Barbell|Bodyweight|Cable|Dumbbell|EZ Bar|Kettlebell|"
    r"Leverage Machine|Medicine Ball|Smith Machine|Trap Bar)$"
)


class Dose(Record):
    """How much of an exercise makes one working set, per side where there are two.

    Parameters
    ----------
    unit
        What is counted.
    lo, hi
        Smallest and largest sensible dose, in `unit`.
    sec_per_unit
        Seconds of one unit at normal tempo.
    """

    unit: Literal["reps", "seconds", "metres", "steps"]
    lo: Annotated[int, Field(ge=1)]
    hi: Annotated[int, Field(ge=1)]
    sec_per_unit: Annotated[Decimal, Field(gt=0, le=15)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.lo > self.hi:
            raise ValueError(f"dose lo {self.lo} is above hi {self.hi}")
        return self


class LoadRelation(Record):
    """Estimated one-repetition maximum as a share of a reference lift; a start value, +-15 %.

    Parameters
    ----------
    ref
        Reference: deadlift, squat (high-bar back squat), row (Pendlay row) or body mass.
    ratio
        Share of the reference.
    mode
        ``total`` load, load ``per_hand``, or ``system`` (body mass plus load).
    confidence
        How well the ratio is known.
    implements
        Weights held at once: 2 for one in each hand, otherwise 1.
    """

    ref: Literal["deadlift", "squat", "row", "bodyweight"]
    ratio: Annotated[Decimal, Field(gt=0, le=2)]
    mode: Literal["total", "per_hand", "system"]
    confidence: Confidence
    implements: Literal[1, 2]

    @model_validator(mode="after")
    def _one_implement_unless_per_hand(self) -> Self:
        if self.implements == 2 and self.mode != "per_hand":
            raise ValueError(f"a load in mode {self.mode!r} has one implement, not 2")
        return self


class ExternalIds(Record):
    """The same exercise elsewhere, named only where movement and implement certainly match.

    Parameters
    ----------
    liftosaur
        Built-in exercise and equipment of the Liftosaur app, as ``Name, Equipment``.
    garmin_fit
        Exercise category and exercise name of the FIT profile.
    free_exercise_db
        Id in the free-exercise-db data set.
    """

    liftosaur: Annotated[str, Field(pattern=LIFTOSAUR_NAME)] | None = None
    garmin_fit: tuple[FitNumber, FitNumber] | None = None
    free_exercise_db: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]+$")] | None = None


class Exercise(Record):
    """An exercise; points are ordinal and per working set, never newtons.

    Parameters
    ----------
    tier, tier_equiv
        Implement class; machines stand beside the ladder, at the step `tier_equiv`.
    rung
        Order of difficulty inside the family, from 1.
    equipment_any_of
        Alternative sets of equipment, each sufficient; empty when nothing is needed.
    sides
        2 where one set means both sides, one after the other.
    muscles
        Muscle to tenths of a fractional hard set per working set (10 = direct work).
    volume_credit
        False for drills and mobility, which the solver does not choose.
    axial, shear, fatigue
        Compression and shear of the lumbar spine, systemic cost: 0 to 10 points.
    external_axial_load
        Whether an outside load is carried through the spine.
    setup_min
        Minutes to set up, once per session.
    contraindications
        Restriction tags: excluded at ``avoid``, penalised at ``caution``.
    load
        Relation to a reference lift; without one the load is found by RIR test.
    external_ids
        The same exercise in other programs and data sets, for exports.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Annotated[str, Field(min_length=1)]
    family: str
    tier: Tier
    tier_equiv: Step | None = None
    rung: Annotated[int, Field(ge=1, le=20)]
    equipment_any_of: tuple[tuple[str, ...], ...]
    laterality: Literal["bilateral", "unilateral", "alternating"]
    sides: Literal[1, 2]
    muscles: Mapping[str, Annotated[int, Field(ge=1, le=10)]]
    volume_credit: bool
    axial: Points
    shear: Points
    external_axial_load: bool
    fatigue: Points
    dose: Dose
    setup_min: Annotated[Decimal, Field(ge=0, le=10, decimal_places=1)]
    skill: Annotated[int, Field(ge=1, le=5)]
    balance: Annotated[int, Field(ge=0, le=4)]
    grip: Annotated[int, Field(ge=0, le=3)]
    region: Literal["leg", "back", "both", "core", "neck", "recovery"]
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    contraindications: tuple[str, ...]
    load: LoadRelation | None
    flags: tuple[Flag, ...]
    evidence: tuple[str, ...] = ()
    cue: str | None = None
    stop_sign: str | None = None
    external_ids: ExternalIds = ExternalIds()

    @property
    def step(self) -> Step:
        """Ladder step: the own tier, or for a machine the tier it equals."""
        if self.tier == "machine":
            assert self.tier_equiv is not None  # the validator below
            return self.tier_equiv
        return self.tier

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = []
        if (self.tier == "machine") != (self.tier_equiv is not None):
            problems.append("tier_equiv is needed for tier 'machine' and only there")
        if (self.laterality == "bilateral") != (self.sides == 1):
            problems.append(f"a {self.laterality} exercise cannot have sides {self.sides}")
        if any(not alternative for alternative in self.equipment_any_of):
            problems.append("an empty equipment alternative; write [] when nothing is needed")
        if self.volume_credit and not self.muscles:
            problems.append("volume credit without a muscle")
        if problems:
            raise ValueError(f"{self.id}: {'; '.join(problems)}")
        return self
