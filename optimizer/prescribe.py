"""How an exercise is done: repetitions, effort by week, tempo, rest and a load that exists.

Every option that does not exist keeps its reason. Solver-free; `verify` recomputes prescriptions
with these functions, the rules check them with their own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from optimizer.catalogue import Exercise, Method
from optimizer.horizon import Block
from optimizer.loads import Basis, basis, loadable, ways
from optimizer.setups import Setup

if TYPE_CHECKING:
    from optimizer.scenario import Scenario

HEAVY_AXIAL = 7


@dataclass(frozen=True)
class WeekDose:
    """Effort and load of one week.

    Parameters
    ----------
    rir
        Repetitions in reserve.
    load_kg
        Load in kg, per implement or in total as the catalogue counts; None where it has no number.
    """

    rir: int
    load_kg: Decimal | None


@dataclass(frozen=True)
class Option:
    """An exercise by a method, as it would be done in a setup during a block.

    Parameters
    ----------
    exercise, method
        What is done and how.
    amount, unit
        Repetitions, seconds, metres or steps of one set, per side.
    tempo
        Seconds down-hold-up, or ``hold`` or ``walk``.
    rest_seconds
        Rest after a set.
    set_seconds
        Seconds of one set with its rest.
    fixed_seconds
        Set-up and ramp sets.
    load
        What the load rests on.
    weeks
        Effort and load by week of the block, the deload week last where there is one.
    """

    exercise: Exercise
    method: Method
    amount: int
    unit: str
    tempo: str
    rest_seconds: int
    set_seconds: int
    fixed_seconds: int
    load: Basis
    weeks: tuple[WeekDose, ...]

    def seconds(self, sets: int) -> int:
        """Seconds of the exercise with its set-up, ramp sets and rests."""
        return self.fixed_seconds + sets * self.set_seconds


class Prescriber:
    """Prescribes options for one scenario.

    Parameters
    ----------
    scenario
        The scenario.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.parameters = scenario.profile.parameters

    @cached_property
    def references(self) -> dict[str, Decimal | None]:
        """One-repetition maxima and body mass in kg."""
        maxima = self.scenario.athlete.one_rep_max_kg
        mass = self.scenario.athlete.body_mass_kg
        lifts = {"deadlift": maxima.deadlift, "squat": maxima.squat, "row": maxima.row}
        return {**lifts, "bodyweight": mass}

    def prescribe(
        self,
        exercise: Exercise,
        method: Method,
        setup: Setup,
        block: Block,
        amounts: Iterable[int] | None = None,
    ) -> Option | str:
        """Work out an option, or say why its load does not exist.

        Parameters
        ----------
        exercise, method, setup, block
            The candidate; its equipment is owned and no rule refuses it.
        amounts
            Repetitions, seconds, metres or steps to try in this order; by emphasis when left out.

        Returns
        -------
        Option or str
            The option, or the reason in words.
        """
        alternatives = ways(exercise, setup)
        reasons = []
        # The first alternative that fits wins; fewest repetitions first, so that a lighter implement
        # is taken only where the heavier one does not exist.
        for amount in amounts or self._amounts(exercise, method):
            for way in alternatives:
                doses = self._doses(exercise, method, amount, way, setup, block)
                if not isinstance(doses, str):
                    return self._option(exercise, method, amount, doses)
                reasons.append(doses)
        return reasons[-1]

    def unloaded(
        self, exercise: Exercise, method: Method, block: Block, amount: int | None = None
    ) -> Option:
        """Prescribe everything but a load: how an exercise would be done that is no option."""
        if amount is None:
            amount = next(self._amounts(exercise, method), exercise.dose.hi)
        doses = tuple(WeekDose(rir, None) for rir in self.rir_by_week(exercise, block))
        return self._option(exercise, method, amount, doses)

    def _amounts(self, exercise: Exercise, method: Method) -> Iterator[int]:
        dose = exercise.dose
        if method.hold_seconds is not None:
            yield method.hold_seconds[1]
        elif dose.unit == "reps":
            least = max(dose.lo, self.scenario.settings.restrictions.min_reps)
            target = getattr(self.parameters.rep_target, self.scenario.athlete.emphasis)
            yield from range(max(least, min(target, dose.hi)), dose.hi + 1)
        else:
            emphasis = self.scenario.athlete.emphasis
            middle = (dose.lo + dose.hi) // 2
            yield {"strength": dose.lo, "hypertrophy": middle, "endurance": dose.hi}[emphasis]

    def _option(
        self, exercise: Exercise, method: Method, amount: int, doses: tuple[WeekDose, ...]
    ) -> Option:
        unit = "seconds" if method.hold_seconds is not None else exercise.dose.unit
        rest = self.rest_seconds(exercise)
        warm = self.scenario.settings.session_time
        ramp = warm.ramp_sets * warm.ramp_set_seconds if exercise.axial >= warm.ramp_axial else 0
        tempo = {"seconds": "hold", "metres": "walk", "steps": "walk"}.get(unit, method.tempo)
        return Option(
            exercise=exercise,
            method=method,
            amount=amount,
            unit=unit,
            tempo=tempo,
            rest_seconds=rest,
            set_seconds=self._work_seconds(exercise, method, amount) + rest,
            fixed_seconds=int(exercise.setup_min * 60) + ramp,
            load=self._basis(exercise, doses),
            weeks=doses,
        )

    def _basis(self, exercise: Exercise, doses: tuple[WeekDose, ...]) -> Basis:
        if doses[0].load_kg is not None:
            return "kg"
        rests_on = basis(exercise, self.references)
        # A machine whose loads the setup does not list has no number to write down.
        return "by RIR test" if rests_on == "kg" else rests_on

    def _work_seconds(self, exercise: Exercise, method: Method, amount: int) -> int:
        if method.hold_seconds is not None:
            pace = Decimal(1)
        elif method.id == "straight" or method.sec_per_rep is None:
            pace = exercise.dose.sec_per_unit
        else:
            pace = max(exercise.dose.sec_per_unit, method.sec_per_rep)
        work = amount * pace * exercise.sides
        return int(work.to_integral_value(ROUND_CEILING))

    def rest_seconds(self, exercise: Exercise) -> int:
        """Rest after a set, by role and emphasis (evidence 2.8)."""
        rest = self.parameters.rest_seconds
        kind = self.scenario.catalogue.families[exercise.family].rest_class
        if kind == "core":
            return rest.core
        if kind == "small":
            return rest.small
        if "main" in exercise.roles:
            return rest.main[self.scenario.athlete.emphasis]
        return rest.accessory

    # ---- effort ----

    def rir_by_week(self, exercise: Exercise, block: Block) -> tuple[int, ...]:
        """Repetitions in reserve by week: falling over the build weeks, at least 4 in a deload."""
        effort, profile = self.parameters.rir, self.scenario.profile
        low, high = effort.levels[profile.level]
        floors = [effort.axial_7_min] if exercise.axial >= HEAVY_AXIAL else []
        floors += [effort.youth_min] if profile.youth else []
        floors += [effort.older_min] if profile.older else []
        floors += [effort.low_back_min] if profile.low_back else []
        low = max([low, *floors])
        high = max(low, high)
        steps = max(1, block.build_weeks - 1)
        build = [high - (high - low) * week // steps for week in range(block.build_weeks)]
        light = [max(self.scenario.settings.deload.min_rir, high)] if block.deload else []
        return tuple(build + light)

    # ---- load ----

    def _doses(
        self,
        exercise: Exercise,
        method: Method,
        amount: int,
        way: tuple[str, ...],
        setup: Setup,
        block: Block,
    ) -> tuple[WeekDose, ...] | str:
        efforts = self.rir_by_week(exercise, block)
        if basis(exercise, self.references) != "kg":
            return tuple(WeekDose(rir, None) for rir in efforts)
        loads = loadable(exercise, way, setup)
        if not loads:
            return tuple(WeekDose(rir, None) for rir in efforts)
        build = efforts[: block.build_weeks]
        wanted = [self.wanted_kg(exercise, method, amount, rir) for rir in build]
        least = self.parameters.load.min_percent_of_wanted
        if loads[-1] * 100 < max(wanted) * least:
            return (
                f"too light: {_kg(max(wanted))} kg{_each(exercise)} wanted at {amount} "
                f"repetitions, the heaviest here is {_kg(loads[-1])} kg"
            )
        if min(wanted) <= 0:
            return f"too heavy: body mass alone is more than {amount} repetitions allow"
        if min(wanted) < loads[0]:
            return (
                f"too heavy: {_kg(min(wanted))} kg{_each(exercise)} wanted at {amount} "
                f"repetitions, the lightest here is {_kg(loads[0])} kg"
            )
        doses = [
            WeekDose(rir, loads[bisect_right(loads, want) - 1])
            for rir, want in zip(build, wanted, strict=True)
        ]
        if block.deload:
            light = wanted[-1] * Fraction(self.scenario.settings.deload.load_multiplier)
            below = bisect_right(loads, light)
            doses.append(WeekDose(efforts[-1], loads[max(0, below - 1)]))
        return tuple(doses)

    def wanted_kg(self, exercise: Exercise, method: Method, amount: int, rir: int) -> Fraction:
        """Load that the athlete should lift: reference x ratio x %1RM x method multiplier, exact.

        A ratio is that of a one-repetition maximum; holds and carries take it as the working load.
        """
        relation = exercise.load
        reference = self.references[relation.ref] if relation else None
        if relation is None or reference is None:
            raise ValueError(f"{exercise.id} has no reference load")
        load = Fraction(reference) * Fraction(relation.ratio) * Fraction(method.load_mult)
        if exercise.dose.unit == "reps" and method.hold_seconds is None:
            table = self.parameters.percent_of_max.permille
            load = load * table[min(amount + rir, max(table))] / 1000
        if relation.mode == "system":
            mass = self.references["bodyweight"]
            load -= Fraction(mass if mass is not None else 0)
        return load


def _kg(mass: Fraction | Decimal) -> str:
    return f"{float(mass):.1f}".rstrip("0").rstrip(".")


def _each(exercise: Exercise) -> str:
    per_hand = exercise.load is not None and exercise.load.mode == "per_hand"
    return " a hand" if per_hand else ""
