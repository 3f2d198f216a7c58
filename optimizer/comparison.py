"""Which equipment trains this athlete best: setups side by side, and what one more item adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from optimizer.comparing.additions import (
    Addition,
    Refused,
    Target,
    best_pairs,
    joint_pairs,
    with_items,
)
from optimizer.comparing.candidates import combinations, price_of
from optimizer.comparing.conflicts import why_impossible
from optimizer.comparing.results import Additions, Comparison, Tried
from optimizer.comparing.row import Row
from optimizer.comparing.separation import Interval, best_possible
from optimizer.comparing.solving import Asked, Found, Solving, share_plans
from optimizer.engines.answer import Limits, Watch
from optimizer.names import unknown
from optimizer.scenario import Scenario
from optimizer.setups import load_setups_library
from optimizer.trials import Outcome

ZERO = Fraction(0)
OnDone = Callable[[int, int, Outcome], None]


def compare(
    scenario: Scenario,
    setups: Sequence[str] = (),
    *,
    slots: Mapping[str, Sequence[str]] | None = None,
    limits: Limits | None = None,
    watch: Watch | None = None,
    on_done: OnDone | None = None,
) -> Comparison:
    """Solve the same week with several setups.

    Parameters
    ----------
    scenario
        Athlete, week and rules.
    setups
        Names of setups, the scenario's own or the library's, each for the whole week; none keeps what
        the slots say.
    slots
        By slot id, setups to try in that slot; with several everything is combined with everything.
    limits
        Limits of each solve; `workers` threads in all, shared by parallel processes. Reproducible
        with one worker, a deterministic limit and no wall-clock limit.
    watch
        Its `stop` event ends the work with what has been found.
    on_done
        Called after every solve with how many are done, of how many, and the outcome.

    Returns
    -------
    Comparison
        Rows in the order asked. Every plan has been verified, and has been tried with other setups
        too, so that the luck of a search matters less.

    Raises
    ------
    ProblemAt
        A `ValueError`: a name is unknown, or there are more than 64 combinations.
    EngineError
        If a verified plan contradicts what an engine has proved; please report.
    """
    candidates = combinations(scenario, setups, slots or {})
    solving = Solving(limits or Limits(), watch, on_done)
    found = share_plans(solving.solve([Asked(one.name, one.scenario) for one in candidates]))
    rows = [
        Row(number, one.name, one.price, answer, why_impossible(answer, solving))
        for number, (one, answer) in enumerate(zip(candidates, found, strict=True), start=1)
    ]
    return Comparison(scenario, solving.limits, tuple(rows), solving.watch.stop.is_set())


def compare_additions(
    scenario: Scenario,
    setup: str,
    items: Sequence[str] = (),
    *,
    slots: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    watch: Watch | None = None,
    on_done: OnDone | None = None,
) -> Additions:
    """Solve the same week with one more item in a setup, and with the most promising pairs.

    Parameters
    ----------
    scenario
        Athlete, week and rules.
    setup
        The setup for the whole week, but for `slots`.
    items
        Items of the library to try; none tries all.
    slots
        By slot id, the setup of slots that have another one; nothing is added to those.
    limits, watch, on_done
        As in `compare`.

    Returns
    -------
    Additions
        Items that leave the problem as it is are not solved; those that cannot be added are listed
        with the reason.

    Raises
    ------
    ProblemAt
        A `ValueError`: a name is unknown.
    EngineError
        If a verified plan contradicts what an engine has proved; please report.
    """
    library = load_setups_library()
    for item in items:
        if item not in library.items:
            raise unknown(("items",), "item", item, library.items)
    fixed = {slot: [name] for slot, name in (slots or {}).items()}
    (candidate,) = combinations(scenario, [setup], fixed)
    solving = Solving(limits or Limits(), watch, on_done)
    asked = Asked(candidate.name, candidate.scenario)
    names = list(dict.fromkeys(items)) or list(library.items)
    target = Target(asked.scenario, setup, frozenset(fixed))
    singles, refused = _additions(target, [(name,) for name in names])
    first = solving.solve([asked, *map(_asked, singles)])
    tried = _tried(share_plans(first), singles)
    pairs, _ = _additions(target, _pairs_worth_trying(target, tried))
    # All plans once more: one found with two items may need only one of them, or none.
    found = share_plans([*first, *solving.solve([*map(_asked, pairs)])])
    base = Row(0, candidate.name, candidate.price, found[0], why_impossible(found[0], solving))
    both = _tried(found, [*singles, *pairs])
    alone, together = both[: len(singles)], both[len(singles) :]
    kept = [one for one in alone if one.row.found.same_as is not asked]
    kept_pairs = [one for one in together if not _adds_nothing(one, asked, alone)]
    return Additions(
        scenario,
        solving.limits,
        setup,
        base,
        singles=_numbered(kept, 1),
        pairs=_numbered(kept_pairs, 1 + len(kept)),
        without_effect=tuple(o.addition for o in alone if o.row.found.same_as is asked),
        refused=tuple(refused),
        stopped=solving.watch.stop.is_set(),
    )


def _additions(
    target: Target, wanted: Sequence[tuple[str, ...]]
) -> tuple[list[Addition], list[Refused]]:
    made = [with_items(target, items) for items in wanted]
    return (
        [one for one in made if isinstance(one, Addition)],
        [one for one in made if isinstance(one, Refused)],
    )


def _asked(addition: Addition) -> Asked:
    return Asked(addition.name, addition.scenario)


def _tried(found: Sequence[Found], additions: Sequence[Addition]) -> list[Tried]:
    """Set what was found with additions against what was found without, which comes first."""
    base = found[0]
    start = None if base.result is None else best_possible(base.result.score, base.result.bound)
    tried = []
    for addition, answer in zip(additions, found[1:], strict=True):
        setups = [slot.setup for slot in addition.scenario.sessions]
        price = price_of(addition.scenario, setups)
        row = Row(0, addition.name, price, answer)
        gain = None
        if row.interval is not None and start is not None:
            same = answer.same_as is base.asked
            gain = Interval(ZERO, ZERO) if same else row.interval.minus(start)
        tried.append(Tried(addition, row, gain))
    return tried


def _numbered(tried: Sequence[Tried], first: int) -> tuple[Tried, ...]:
    return tuple(
        replace(one, row=replace(one.row, number=number)) for number, one in enumerate(tried, first)
    )


def _pairs_worth_trying(target: Target, singles: Sequence[Tried]) -> list[tuple[str, ...]]:
    """Choose pairs: items that need each other, and the different singles that gained most."""
    gained = [
        (one.gain.low, one.addition.items[0])
        for one in singles
        if one.gain is not None and one.gain.high > 0 and one.row.found.same_as is None
    ]
    ranked = [item for _, item in sorted(gained, key=lambda pair: pair[0], reverse=True)]
    joint = joint_pairs(target, [one.addition.items[0] for one in singles])
    return list(dict.fromkeys(tuple(sorted(pair)) for pair in [*joint, *best_pairs(ranked)]))


def _adds_nothing(pair: Tried, base: Asked, singles: Sequence[Tried]) -> bool:
    """Whether a pair is the same problem as the setup without it or with one of its items."""
    mine = [one.row.found for one in singles if one.addition.items[0] in pair.addition.items]
    known = [base, *(one.same_as or one.asked for one in mine)]
    return any(pair.row.found.same_as is one for one in known)
