"""Every exercise is done with equipment and loads that exist where the session takes place.

Why
    A plan that asks for a weight nobody owns is not a plan (S29, mission).
Formally
    for every prescription: one of the exercise's equipment alternatives is owned by the session's
    setup, and its load is bar + symmetric pairs of owned plates, an owned dumbbell, or a stack step.
Boundary
    An exercise without equipment can be done anywhere. A load equal to the empty bar is allowed. An
    exercise that holds two weights needs two equal ones: a single kettlebell does not serve it.
Size
    No rows: options that fail never become variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from constraints._contract import Rule, RuleParams, Violation, no_relaxations

if TYPE_CHECKING:
    from optimizer.candidate import Candidate
    from optimizer.catalogue import Exercise
    from optimizer.plan import Plan
    from optimizer.plan_facts import Entry
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario
    from optimizer.setups import HandWeights, Setup


class Params(RuleParams):
    """The rule has no parameters: the setups are the parameters."""


def defaults(profile: Profile) -> Params:
    """Return the only setting."""
    return Params()


def refuse(scenario: Scenario, candidate: Candidate) -> str | None:
    """Say which equipment an exercise lacks."""
    owned = candidate.setup.owned()
    alternatives = candidate.exercise.equipment_any_of
    complete = [items for items in alternatives if owned.issuperset(items)]
    if not alternatives or any(_enough(candidate.exercise, w, candidate.setup) for w in complete):
        return None
    if complete:
        return "needs two equal weights to hold, the setup has only single ones"
    missing = min((sorted(set(items) - owned) for items in alternatives), key=len)
    names = scenario.catalogue.equipment
    return "needs " + " and ".join(_article(item, names[item].name) for item in missing)


def post(model: PlanModel) -> None:
    """Leave nothing to post: options are made only from equipment that exists."""


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Look for missing equipment and for loads that cannot be put together."""
    for session in plan.facts(scenario).sessions:
        setup = scenario.resolved_setups.get(session.session.setup)
        if setup is None:
            yield Violation(
                "equipment", session.where, 1, "setup", f"{session.where}: no such setup"
            )
            continue
        owned = setup.owned()
        for entry in session.entries:
            ways = [w for w in entry.exercise.equipment_any_of or ((),) if owned.issuperset(w)]
            name = entry.exercise.id
            if not ways:
                text = f"{session.where}: {name} needs equipment that the setup does not have"
                yield Violation("equipment", session.where, 1, "exercise", text)
            elif not any(_enough(entry.exercise, way, setup) for way in ways):
                text = f"{session.where}: {name} needs two equal weights to hold"
                yield Violation("equipment", session.where, 1, "piece", text)
            elif not any(_loadable(entry, way, setup) for way in ways):
                text = (
                    f"{session.where}: {name} with {entry.prescription.load_kg} kg cannot be loaded"
                )
                yield Violation("equipment", session.where, 1, "load", text)


def explain(params: Params) -> str:
    """Say the rule in words."""
    return "Every exercise uses only equipment and loads that the session's setup has."


def _article(item: str, name: str) -> str:
    plural = {"bands", "plates", "dumbbells", "rings", "sliders"}
    return name if item in plural else ("an " if name[0] in "aeiou" else "a ") + name


def _enough(exercise: Exercise, way: tuple[str, ...], setup: Setup) -> bool:
    """Whether an exercise that holds two weights finds two equal ones."""
    if exercise.load is None or exercise.load.implements < 2:
        return True
    held = [getattr(setup, kind) for kind in way if kind in ("dumbbells", "kettlebell")]
    return all(
        weights.pairs_kg or (weights.adjustable is not None and weights.adjustable_count == 2)
        for weights in held
    )


def _loadable(entry: Entry, way: tuple[str, ...], setup: Setup) -> bool:
    load = entry.prescription.load_kg
    if load is None:
        return True
    relation = entry.exercise.load
    hands = relation.implements if relation else 1
    if "barbell" in way and setup.barbell is not None:
        return _on_bar(load, setup.barbell.bar_kg, setup.plates_kg)
    if "trap_bar" in way and setup.trap_bar is not None:
        return _on_bar(load, setup.trap_bar.bar_kg, setup.plates_kg)
    if "dumbbells" in way and setup.dumbbells is not None:
        return _in_hand(load, setup.dumbbells, hands)
    if "kettlebell" in way and setup.kettlebell is not None:
        return _in_hand(load, setup.kettlebell, hands)
    if "plates" in way:
        return _makes_up(load, sorted(setup.plates_kg.items()), 1)
    stacks = [getattr(setup, item) for item in way]
    return any(
        hasattr(s, "step_kg")
        and s.min_kg <= load <= s.max_kg
        and (load - s.min_kg) % s.step_kg == 0
        for s in stacks
    )


def _on_bar(load: Decimal, bar: Decimal, plates: Mapping[Decimal, int]) -> bool:
    return load >= bar and _makes_up(load - bar, sorted(plates.items()), 2)


def _makes_up(rest: Decimal, plates: list[tuple[Decimal, int]], each: int) -> bool:
    """Whether plates, taken `each` at a time, weigh exactly `rest`: heaviest first, backtracking."""
    if rest == 0:
        return True
    if not plates or rest < 0:
        return False
    *lighter, (weight, count) = plates
    return any(
        _makes_up(rest - taken * each * weight, lighter, each)
        for taken in range(count // each, -1, -1)
    )


def _in_hand(load: Decimal, weights: HandWeights, hands: int) -> bool:
    if load in weights.pairs_kg or (hands == 1 and load in weights.singles_kg):
        return True
    if weights.adjustable is None or weights.adjustable_count < hands:
        return False
    steps = weights.adjustable
    inside = steps.from_kg <= load <= steps.to_kg
    return inside and (load - steps.from_kg) % steps.step_kg == 0


RULE = Rule(
    name="equipment",
    title="Equipment and loads exist where the session takes place.",
    kind="hard",
    safety=True,
    sources=("S29",),
    confidence="high",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=no_relaxations,
    refuse=refuse,
)
