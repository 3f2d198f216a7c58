"""The catalogue: families and ladders, exercises, methods, muscles, equipment, sources."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache, cached_property
from typing import Annotated, Any, Literal, Self, cast

from pydantic import Field, model_validator

from optimizer.catalogue_checks import problems_of
from optimizer.data_files import Record, read_data
from optimizer.exercise import Confidence, Dose, Exercise, LoadRelation, Role, Step, Tier

__all__ = [
    "Catalogue",
    "Confidence",
    "DefaultGate",
    "Dose",
    "EquipmentKind",
    "Exercise",
    "Family",
    "Gate",
    "LoadRelation",
    "Method",
    "Muscle",
    "Prerequisite",
    "Restriction",
    "Role",
    "Source",
    "Step",
    "Tier",
    "load_catalogue",
]

Multiplier = Annotated[Decimal, Field(gt=0, le=2)]


class Gate(Record):
    """What a person should be able to do before the next step or rung; printed, not solved."""

    from_tier: Step | None = None
    to_tier: Step | None = None
    from_rung: int | None = None
    to_rung: int | None = None
    criteria: Annotated[tuple[str, ...], Field(min_length=1)]
    waivable: bool = False

    @model_validator(mode="after")
    def _between_two_things_of_a_kind(self) -> Self:
        tiers = [tier for tier in (self.from_tier, self.to_tier) if tier is not None]
        rungs = [rung for rung in (self.from_rung, self.to_rung) if rung is not None]
        if sorted((len(tiers), len(rungs))) != [0, 2]:
            raise ValueError("a gate leads from a tier to a tier or from a rung to a rung")
        if rungs and rungs[0] >= rungs[1]:
            raise ValueError(f"a gate from rung {rungs[0]} to {rungs[1]} leads down")
        return self


class DefaultGate(Record):
    """What holds at every gate besides its own criteria."""

    consecutive_sessions_at_top_of_range: int
    min_rir: int
    min_exposures: int
    min_weeks_on_rung: int
    max_pain_0_10: int
    technique_ok: bool


class Prerequisite(Record):
    """A step of this family that needs a step of another family first."""

    step: Step
    needs_family: str
    needs_step: Step
    source: str


class Family(Record):
    """A movement family and its ladder of implement steps.

    Parameters
    ----------
    ladder
        Existing steps in gate order; machines stand beside it.
    main
        Whether a session holds at most one exercise of the family.
    counts_for_progress
        Whether the family counts in the progress score.
    rest_class
        Which rest applies: by role and emphasis, or that of core or small-muscle work.
    """

    id: str
    name: str
    region: Literal["leg", "back", "both", "core", "neck", "recovery"]
    primary_muscles: tuple[str, ...]
    ladder: Annotated[tuple[Step, ...], Field(min_length=1)]
    gates: tuple[Gate, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    main: bool = False
    counts_for_progress: bool = False
    rest_class: Literal["by_role", "core", "small"] = "by_role"

    @cached_property
    def predecessors(self) -> Mapping[str, Step | None]:
        """For every step, the one below it: where its gate leads from, `None` for the first."""
        gated = {gate.to_tier: gate.from_tier for gate in self.gates if gate.to_tier}
        return {step: gated.get(step) for step in self.ladder}

    def steps_below(self, step: str) -> tuple[Step, ...]:
        """List the steps below one, lowest first; a step that gates pass by is left out."""
        below: list[Step] = []
        current = self.predecessors.get(step)
        while current is not None:
            below.insert(0, current)
            current = self.predecessors.get(current)
        return tuple(below)


class Method(Record):
    """A way to do the sets of an exercise: tempo, load and cost relative to straight sets.

    Parameters
    ----------
    sec_per_rep
        Seconds of one repetition; `None` for holds and where the exercise's own tempo stays.
    hold_seconds
        Shortest and longest hold of an isometric method.
    plateau
        Whether the method breaks a plateau of straight sets.
    all, families, exercises, max_axial, min_dose_hi, tiers, roles
        Where the method applies; see `applies_to`.
    """

    id: str
    name: str
    tempo: str
    sec_per_rep: Annotated[Decimal, Field(gt=0, le=15)] | None = None
    hold_seconds: tuple[int, int] | None = None
    load_mult: Multiplier
    fatigue_mult: Multiplier
    axial_mult: Multiplier
    doms_extra_hours: Annotated[int, Field(ge=0, le=96)] = 0
    min_level: Literal["novice", "intermediate", "advanced"]
    plateau: bool = False
    all: bool = False
    families: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    max_axial: int | None = None
    min_dose_hi: int | None = None
    tiers: tuple[Tier, ...] | None = None
    roles: tuple[Role, ...] | None = None

    def applies_to(self, exercise: Exercise) -> bool:
        """Whether sets of this exercise can be done this way.

        A named exercise is always meant. Otherwise the exercise must be counted in repetitions,
        must not be ballistic (a slow swing is no swing), and must meet every limit that is set.
        """
        if self.all or exercise.id in self.exercises:
            return True
        if exercise.dose.unit != "reps" or "ballistic" in exercise.flags:
            return False
        if self.exercises and not self.families:
            return False
        return (
            (not self.families or exercise.family in self.families)
            and (self.max_axial is None or exercise.axial <= self.max_axial)
            and (self.min_dose_hi is None or exercise.dose.hi >= self.min_dose_hi)
            and (self.tiers is None or exercise.tier in self.tiers)
            and (self.roles is None or not set(self.roles).isdisjoint(exercise.roles))
        )


class Muscle(Record):
    """A muscle group; `weight` is its share in coverage, `small` ones recover a day sooner."""

    id: str
    name: str
    primary: bool
    posterior_chain: bool
    small: bool
    weight: Annotated[int, Field(ge=0, le=10)]


class EquipmentKind(Record):
    """A kind of equipment an exercise can need."""

    id: str
    name: str


class Restriction(Record):
    """A tag that excludes exercises; `sentence` says to a person when to set it."""

    id: str
    name: str
    low_back: bool
    sentence: str


class Source(Record):
    """A publication; status V read, V2 seen through secondary coverage, K not re-checked."""

    id: str
    reference: str
    status: Literal["V", "V2", "K"]


class Catalogue(Record):
    """Everything known about exercises, each table keyed by id and in file order."""

    default_gate: DefaultGate
    families: Mapping[str, Family]
    exercises: Mapping[str, Exercise]
    methods: Mapping[str, Method]
    muscles: Mapping[str, Muscle]
    equipment: Mapping[str, EquipmentKind]
    restrictions: Mapping[str, Restriction]
    sources: Mapping[str, Source]

    @model_validator(mode="before")
    @classmethod
    def _tables_by_id(cls, data: Any) -> Any:
        """Key every list by id, and refuse an id that is used twice."""
        keyed = dict(data)
        repeated = []
        for table, rows in data.items():
            if isinstance(rows, list):
                ids = [row["id"] for row in rows]
                repeated += [
                    f"{table}: id {i!r} is used twice" for i in set(ids) if ids.count(i) > 1
                ]
                keyed[table] = dict(zip(ids, rows, strict=True))
        if repeated:
            raise ValueError("\n".join(sorted(repeated)))
        return keyed

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = problems_of(self)
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def of_family(self, family: str) -> tuple[Exercise, ...]:
        """Exercises of a family, easiest first."""
        return tuple(e for e in self.exercises.values() if e.family == family)


def catalogue_data() -> dict[str, Any]:
    """Read the catalogue's files as they are; exercises by family, then by rung.

    Returns
    -------
    dict
        Input of `Catalogue`: one list per table.
    """
    data = dict(cast(dict[str, Any], read_data("catalogue/families.yaml")))
    for table in ("methods", "muscles", "equipment", "restrictions", "sources"):
        data[table] = read_data(f"catalogue/{table}.yaml")
    data["exercises"] = [
        exercise
        for family in data["families"]
        for exercise in cast(list[Any], read_data(f"catalogue/exercises/{family['id']}.yaml"))
    ]
    return data


@cache
def load_catalogue() -> Catalogue:
    """Read and cross-check the shipped catalogue.

    Raises
    ------
    pydantic.ValidationError
        A `ValueError` that lists every problem of the data.
    """
    return Catalogue.model_validate(catalogue_data())
