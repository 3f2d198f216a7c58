"""A foreign row beside our own prescription: how it is done, and what is wrong with its dose.

What a row does not say (tempo, rest, effort, repetitions, load) is prescribed as for any plan. What it
does say is kept, and judged: repetitions that make no working set, loads that are too heavy or too light.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from optimizer.foreign.rows import Row
from optimizer.horizon import Block
from optimizer.loads import loadable
from optimizer.prescribe import Option, Prescriber
from optimizer.scenario import Scenario
from optimizer.scoring import cents


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, whichever its week; `excess` in `unit`."""

    rule: str
    excess: Fraction | int
    unit: str
    text: str


@dataclass(frozen=True)
class Fit:
    """A row in one block.

    Parameters
    ----------
    row, block
        What is done when.
    option
        How it is done; without a load where no option exists.
    load_kg
        The load the row gives, where it is one that can be judged.
    faults
        What is wrong with it.
    note
        What could not be judged.
    """

    row: Row
    block: Block
    option: Option
    load_kg: Decimal | None
    faults: tuple[Fault, ...]
    note: str | None = None


class Fitter:
    """Fits rows to the prescriptions of a scenario.

    Parameters
    ----------
    scenario
        The scenario.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.prescriber = Prescriber(scenario)
        self.refusals = {
            (r.exercise, r.method, r.slot, r.block): r for r in scenario.offers.refusals
        }

    def fit(self, row: Row, block: Block) -> Fit:
        """Fit a row to a block."""
        option, faults = self._option(row, block)
        load, note = None, None
        if isinstance(row.load, Decimal):
            load, further, note = self._load(row, block, option, row.load)
            faults += further
        elif row.load is not None and row.load != option.load:
            text = f"{row.exercise}: {row.load}; the load is prescribed as {option.load}"
            faults += (Fault("load", 1, "load", text),)
        return Fit(row, block, option, load, faults, note)

    def _option(self, row: Row, block: Block) -> tuple[Option, tuple[Fault, ...]]:
        """Find how a row is done, at its own repetitions where it gives any."""
        exercise = self.scenario.catalogue.exercises[row.exercise]
        method = self.scenario.catalogue.methods[row.method]
        key = (row.exercise, row.method, row.slot, block.index)
        offered = self.scenario.offers.options.get(key)
        ours = offered or self.prescriber.unloaded(exercise, method, block)
        faults: tuple[Fault, ...] = ()
        if offered is None:
            refusal = self.refusals.get(key)
            rule = "method" if refusal is None else refusal.rule
            reason = f"{method.name} is not offered here" if refusal is None else refusal.reason
            faults = (Fault(rule, 1, "option", f"{row.exercise} cannot be done here: {reason}"),)
        if row.amount is None or row.amount[0] <= ours.amount <= row.amount[1]:
            return ours, faults
        least, most = method.hold_seconds or (exercise.dose.lo, exercise.dose.hi)
        given = range(row.amount[0], row.amount[1] + 1)
        sensible = sorted(
            (amount for amount in given if least <= amount <= most),
            key=lambda amount: abs(amount - ours.amount),
        )
        if not sensible:
            outside = max(least - given[-1], given[0] - most)
            amount = given[-1] if given[-1] < least else given[0]
            text = (
                f"{row.exercise}: {amount} {ours.unit} a set, {least} to {most} make a working set"
            )
            faults += (Fault("dose", outside, _one(ours.unit), text),)
            return self.prescriber.unloaded(exercise, method, block, amount), faults
        if offered is not None:
            setup = self.scenario.setup_of(row.slot)
            found = self.prescriber.prescribe(exercise, method, setup, block, sensible)
            if isinstance(found, Option):
                return found, faults
            faults += (Fault("load", 1, "option", f"{row.exercise} cannot be done so: {found}"),)
        return self.prescriber.unloaded(exercise, method, block, sensible[0]), faults

    def _load(
        self, row: Row, block: Block, option: Option, given: Decimal
    ) -> tuple[Decimal | None, tuple[Fault, ...], str | None]:
        """Judge a load in kg: what to write down, what is wrong, what cannot be said."""
        if not given and option.load != "kg":
            return None, (), None  # other programs write 0 for body mass
        if option.load == "body mass":
            text = f"{row.exercise}: {given} kg, it is done with body mass alone"
            return None, (Fault("load", Fraction(given), "kg", text),), None
        setup = self.scenario.setup_of(row.slot)
        owned = setup.owned()
        ways = [w for w in option.exercise.equipment_any_of if owned.issuperset(w)]
        if not any(loadable(option.exercise, way, setup) for way in ways):
            slot = self.scenario.sessions[row.slot].id
            note = f"not judged: {row.exercise} with {given} kg; {slot} has no list of its loads"
            return None, (), note if ways else None
        if option.load != "kg":
            return given, (), None  # without a known maximum nothing is too heavy or too light
        return given, tuple(self._heavy_or_light(row, block, option, given)), None

    def _heavy_or_light(
        self, row: Row, block: Block, option: Option, given: Decimal
    ) -> Iterable[Fault]:
        """Compare a load with what the athlete should lift in the build weeks of the block."""
        doses = option.weeks[: block.build_weeks]
        wanted = {
            dose.rir: self.prescriber.wanted_kg(
                option.exercise, option.method, option.amount, dose.rir
            )
            for dose in doses
        }
        hardest, easiest = min(wanted), max(wanted)
        what = f"{row.exercise}: {given} kg for {option.amount} {option.unit}"
        most = wanted[hardest]
        if given > most:
            shown = _kg(most, ROUND_FLOOR)
            text = f"{what} is too heavy: {shown} kg at most leave {hardest} in reserve"
            yield Fault("load", Fraction(given) - most, "kg", text)
        percent = self.prescriber.parameters.load.min_percent_of_wanted
        least = wanted[easiest] * percent / 100
        # Where only coarse steps are owned, the prescribed load itself may be lighter than that.
        prescribed = min(dose.load_kg for dose in doses if dose.load_kg is not None)
        if given < least and given < prescribed:
            shown = _kg(least, ROUND_CEILING)
            text = (
                f"{what} is too light: {shown} kg at least, {percent} % of what leaves {easiest} "
                "in reserve"
            )
            yield Fault("load", least - Fraction(given), "kg", text)


def _one(unit: str) -> str:
    return {"reps": "repetition"}.get(unit, unit.removesuffix("s"))


def _kg(mass: Fraction, rounding: str) -> str:
    return f"{cents(mass, rounding, '0.1').normalize():f}"
