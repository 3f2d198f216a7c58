"""Answering the coordinator's questions about one athlete: pure, and the same wherever it runs.

Models are kept warm for the next question. What is asked last may find its relaxation at another basis
than it would have had alone, so that every answer starts from one that is fixed by the question.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from optimizer.roster.athlete_model import AthleteModel
from optimizer.roster.borrowing import Profile, choice_profile
from optimizer.roster.choice import Choice, choice_from
from optimizer.roster.members import Member, member_from
from optimizer.roster.planning import Planned, Wish, plan_athlete
from optimizer.roster.priced import Prices
from optimizer.roster.room_problem import room_problem
from optimizer.roster.shapes import shape_of
from optimizer.roster.task import Outcome, Shard, Task
from optimizer.roster.writing import written_plan

# Models kept by a process; one takes some seven megabytes.
MOST_MODELS = 150

_models: OrderedDict[tuple[str, int], AthleteModel] = OrderedDict()


def perform(shard: Shard, task: Task) -> list[Outcome]:
    """Answer a task, one outcome per member in their order.

    Parameters
    ----------
    shard
        The athletes.
    task
        What is asked: ``shape``, ``price``, ``plan`` or ``write``.

    Returns
    -------
    list of dict
        JSON data; numbers that count are fractions as text.
    """
    answer = KINDS[task.kind]
    outcomes = []
    for position, index in enumerate(task.members):
        own = task.own[position] if task.own else {}
        outcomes.append(answer(shard, index, {**task.common, **own}))
    return outcomes


def athlete_model(shard: Shard, index: int) -> AthleteModel:
    """Return the model of a member, kept from an earlier question where there was one lately."""
    key = shard.sha256, index
    if key in _models:
        _models.move_to_end(key)
        return _models[key]
    made = AthleteModel(member(shard, index), room_problem(shard.room))
    _models[key] = made
    while len(_models) > MOST_MODELS:
        _models.popitem(last=False)
    return made


def member(shard: Shard, index: int) -> Member:
    """Read a member of a shard."""
    return member_from(shard.members[index])


def forget() -> None:
    """Let go of all models."""
    _models.clear()


def prices_from(document: Mapping[str, str]) -> Prices:
    """Read prices by flat resource index."""
    return {int(index): Fraction(price) for index, price in document.items()}


def amounts_from(document: Mapping[str, int]) -> dict[int, int]:
    """Read amounts by flat resource index."""
    return {int(index): amount for index, amount in document.items()}


def texts(by_index: Mapping[int, object]) -> dict[str, str]:
    """Write fractions by flat resource index."""
    return {str(index): str(value) for index, value in sorted(by_index.items())}


def numbers(by_index: Mapping[int, int]) -> dict[str, int]:
    """Write amounts by flat resource index."""
    return {str(index): value for index, value in sorted(by_index.items())}


def _shape(shard: Shard, index: int, asked: Mapping[str, Any]) -> Outcome:
    """Say which athletes have the same problem."""
    return {"shape": shape_of(member(shard, index))}


def _price(shard: Shard, index: int, asked: Mapping[str, Any]) -> Outcome:
    """Bound an athlete at prices, and say what the relaxation would use."""
    athlete = athlete_model(shard, index)
    prices = prices_from(asked["prices"])
    relaxed = athlete.relax(prices)
    outcome: Outcome = {"bound": str(athlete.bound(prices, relaxed))}
    if relaxed is not None and relaxed.values:
        use = athlete.fractional_use(relaxed)
        outcome["relaxed_use"] = {str(resource): round(used, 6) for resource, used in use.items()}
    return outcome


def _plan(shard: Shard, index: int, asked: Mapping[str, Any]) -> Outcome:
    """Plan an athlete at prices, within what is left."""
    athlete = athlete_model(shard, index)
    found = plan_athlete(athlete, _wish(asked), _lenders(asked))
    return _planned(athlete, found) if isinstance(found, Planned) else {"planned": found.value}


def _wish(asked: Mapping[str, Any]) -> Wish:
    least = asked.get("least")
    left = amounts_from(asked.get("left", {}))
    for resource, amount in amounts_from(asked.get("own_use", {})).items():
        if resource in left:
            left[resource] += amount
    return Wish(
        prices=prices_from(asked.get("prices", {})),
        left=left,
        least=None if least is None else Fraction(least),
        enough=Fraction(asked.get("enough", 1000)),
        effort=asked.get("effort", 0.0),
        other_days=asked.get("other_days", False),
        days=tuple(asked["days"]) if "days" in asked else None,
        seed=asked["seed"],
    )


def _lenders(asked: Mapping[str, Any]) -> list[tuple[Profile, Choice, Fraction]]:
    return [
        (tuple(one["profile"]), choice_from(one["choice"]), Fraction(one["score"]))
        for one in asked.get("lenders", ())
    ]


def _planned(athlete: AthleteModel, found: Planned) -> Outcome:
    return {
        "profile": list(choice_profile(athlete.model.problem.slots, found.choice)),
        "planned": "feasible",
        "choice": found.choice.document(),
        "score": str(found.score),
        "use": numbers(found.use),
    }


def _write(shard: Shard, index: int, asked: Mapping[str, Any]) -> Outcome:
    """Write a choice as a plan that passed the independent check."""
    bound = asked.get("bound")
    plan = written_plan(
        member(shard, index),
        choice_from(asked["choice"]),
        None if bound is None else Fraction(bound),
        asked.get("provenance", {}),
    )
    return {"plan": plan.model_dump(mode="json", exclude_none=True)}


KINDS = {"price": _price, "plan": _plan, "write": _write, "shape": _shape}
