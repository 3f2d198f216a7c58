"""Items that could be added to a setup, and which pairs of them are worth a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from optimizer.comparing.candidates import known_setups, with_setups
from optimizer.comparing.effects import Effect, effect_of
from optimizer.errors import ProblemAt
from optimizer.scenario import Scenario
from optimizer.setups import Setup, load_setups_library, resolve_setup

# Pairs that are tried: of the singles that gained most, and of items that need each other.
BEST_SINGLES = 4
MOST_JOINT_PAIRS = 4


@dataclass(frozen=True)
class Addition:
    """A setup with more items in it.

    Parameters
    ----------
    items
        What is added.
    price
        Typical price of that.
    scenario
        The scenario with it.
    effect
        What it makes possible.
    """

    items: tuple[str, ...]
    price: Decimal
    scenario: Scenario
    effect: Effect

    @property
    def name(self) -> str:
        """The items in one word."""
        return " + ".join(self.items)


@dataclass(frozen=True)
class Refused:
    """An item that cannot be added, and why."""

    item: str
    reason: str


@dataclass(frozen=True)
class Target:
    """What items are added to.

    Parameters
    ----------
    scenario
        The week without them.
    setup
        Name of the setup that they are added to.
    fixed
        Ids of the slots to which nothing is added.
    """

    scenario: Scenario
    setup: str
    fixed: frozenset[str] = frozenset()


def with_items(target: Target, items: Sequence[str]) -> Addition | Refused:
    """Add items of the library to a setup, wherever the week uses it."""
    base, setup = target.scenario, target.setup
    library = load_setups_library()
    name = f"{setup}+{'+'.join(items)}"
    while name in known_setups(base):
        name += "+"
    more = {name: Setup(extends=setup, items=tuple(items))}
    try:
        resolve_setup(name, {**base.setups, **more}, library)
    except ProblemAt as problem:
        return Refused(" + ".join(items), problem.problem)
    by_slot = {s.id: s.setup if s.id in target.fixed else name for s in base.sessions}
    scenario = with_setups(base, by_slot, more)
    price = sum((library.items[item].price for item in items), Decimal(0))
    return Addition(tuple(items), price, scenario, effect_of(base, scenario))


def joint_pairs(target: Target, items: Sequence[str]) -> list[tuple[str, str]]:
    """Find pairs that allow exercises which neither item allows alone, such as bar and plates.

    Parameters
    ----------
    target
        What is added to.
    items
        Items to pair.

    Returns
    -------
    list of tuple
        Those that allow most first; of pairs that allow the same, the cheapest; at most four.
    """
    base, library = target.scenario, load_setups_library()
    owned = resolve_setup(target.setup, base.setups, library).owned()
    provides = {item: library.items[item].provides.owned() for item in items}
    needs = {
        exercise.id: [frozenset(kinds) for kinds in exercise.equipment_any_of]
        for exercise in base.catalogue.exercises.values()
        if exercise.volume_credit and exercise.id not in base.bans
    }

    def allowed(kinds: frozenset[str]) -> frozenset[str]:
        return frozenset(
            name for name, ways in needs.items() if not ways or any(way <= kinds for way in ways)
        )

    cheapest: dict[frozenset[str], tuple[Decimal, tuple[str, str]]] = {}
    for pair in combinations(items, 2):
        alone = [allowed(owned | provides[item]) for item in pair]
        gained = allowed(owned | provides[pair[0]] | provides[pair[1]]) - alone[0] - alone[1]
        if gained:
            price = sum((library.items[item].price for item in pair), Decimal(0))
            cheapest[gained] = min(cheapest.get(gained, (price, pair)), (price, pair))
    ranked = sorted((-len(gained), *found) for gained, found in cheapest.items())
    return [pair for _, _, pair in ranked][:MOST_JOINT_PAIRS]


def best_pairs(ranked: Sequence[str]) -> list[tuple[str, str]]:
    """Pair the items that gained most.

    Parameters
    ----------
    ranked
        Items, the best first.
    """
    return list(combinations(ranked[:BEST_SINGLES], 2))
