"""Demands that take options away before there is a model, and the scenario without each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from constraints._contract import Demand
from optimizer.report.words import spoken
from optimizer.scenario import Scenario

# Stands in for "equipment is no obstacle here": everything the catalogue knows.
EVERYTHING = "commercial_gym"

Key = tuple[str, str]
REFUSALS = "refusals"
TEMPLATE: Key = ("choices", "template")
Document = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """A demand that takes options away: dropped by changing the scenario, not the model.

    Parameters
    ----------
    demand
        What is demanded, in words.
    drop
        Takes it out of a scenario document; None where the rule's refusals are left out instead.
    safety
        Whether it protects the athlete and is never offered for relaxing.
    """

    demand: Demand
    drop: Callable[[Document], None] | None = None
    safety: bool = False

    @property
    def key(self) -> Key:
        """Rule and place."""
        return self.demand.rule, self.demand.where


def givens(scenario: Scenario) -> Iterator[Given]:
    """Yield the demands that refuse at least one option of a scenario.

    Parameters
    ----------
    scenario
        The scenario.

    Yields
    ------
    Given
        Rules first, what the person wrote last.
    """
    refusals = scenario.offers.refusals
    refusing = {refusal.rule for refusal in refusals}
    settings = scenario.settings
    texts = {
        "progression_ladder": "a ladder step opens only after enough work on the step below",
        "stabilisation": f"no axial score above {settings.stabilisation.max_axial} in the first "
        f"{settings.stabilisation.weeks} weeks",
        "spinal_load": f"no exercise with shear above {settings.spinal_load.max_shear}, none that is "
        "unstable under a loaded spine",
    }
    for name, text in texts.items():
        if name in refusing:
            demand = Demand(name, REFUSALS, text, ("rules", name))
            yield Given(demand, safety=name != "progression_ladder")
    if "restrictions" in refusing:
        yield from _restrictions(scenario)
    yield from _choices(scenario)
    for index, slot in enumerate(scenario.sessions):
        if any(r.slot == index and r.rule in ("equipment", "load") for r in refusals):
            text = f"{slot.day.capitalize()} ({slot.id}) trains with the setup {slot.setup}"
            demand = Demand("equipment", slot.id, text, ("sessions", index, "setup"))
            yield Given(demand, _setting(("sessions", index, "setup"), EVERYTHING))


def _restrictions(scenario: Scenario) -> Iterator[Given]:
    for tag, how in scenario.athlete.restrictions.items():
        if how == "avoid":
            path = ("athlete", "restrictions", tag)
            demand = Demand("restrictions", tag, f"{spoken(tag)}: avoid", path)
            yield Given(demand, _removing(path), safety=True)
    limits = scenario.settings.restrictions
    text = (
        f"no exercise above skill {limits.max_skill} at level {scenario.athlete.level}, "
        f"no set under {limits.min_reps} repetitions"
    )
    demand = Demand("restrictions", "skill", text, ("rules", "restrictions", "max_skill"))
    free = _setting(("rules", "restrictions"), {"max_skill": 5, "min_reps": 1})
    yield Given(demand, free, safety=True)


def _choices(scenario: Scenario) -> Iterator[Given]:
    for index, name in enumerate(scenario.bans):
        title = scenario.catalogue.exercises[name].name
        demand = Demand("choices", f"ban {name}", f"{title} is banned", ("bans", index))
        yield Given(demand, _unbanning(name))
    if scenario.template is not None:
        text = f"the days of the weekly template {scenario.template} exclude other heavy work"
        yield Given(Demand(*TEMPLATE, text, ("template",)))


def _setting(path: tuple[str | int, ...], value: Any) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        *parents, last = path
        place: Any = document
        for part in parents:
            place = place.setdefault(part, {}) if isinstance(place, dict) else place[part]
        place[last] = value

    return change


def _removing(path: tuple[str | int, ...]) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        *parents, last = path
        place: Any = document
        for part in parents:
            place = place[part]
        del place[last]

    return change


def _unbanning(name: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document["bans"] = [ban for ban in document["bans"] if ban != name]

    return change
