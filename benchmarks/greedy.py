"""A planner as apps have it: the most useful exercise first, one week written once and then repeated.

No solver and no bound. Sessions take turns; each takes the exercise that fills most of what the muscles
still lack this week. What once was placed is never moved, and what would break a rule is passed over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise

from constraints import RULES, Rule
from optimizer.assemble import assemble, training_order, unscored_plan
from optimizer.horizon import MINUTES_PER_WEEK
from optimizer.options import Key
from optimizer.plan import Plan
from optimizer.prescribe import Option
from optimizer.scenario import Scenario
from optimizer.scoring import score_plan, write_score, write_shortages

USUAL_SETS = (3, 2)
TENTHS = 10
NUMBER = re.compile(r"\d+(\.\d+)?")
Broken = dict[str, Fraction]


def greedy_plan(scenario: Scenario) -> Plan:
    """Write a plan, the most useful exercise first.

    Parameters
    ----------
    scenario
        What is asked.

    Returns
    -------
    Plan
        Scored, not verified: a greedy plan may miss what a rule asks for.
    """
    used = _spread_slots(scenario)
    # One block says all about a week that repeats, unless pins speak of later blocks.
    whole = any(pin.blocks for pin in scenario.pins)
    shown = scenario if whole else scenario.first_weeks(scenario.blocks[0].weeks)
    week = _Week(shown, used)
    week.pin()
    week.fill()
    plan = _written(scenario, week.chosen, used)
    scoring = score_plan(scenario, plan)
    return plan.model_copy(
        update={
            "score": write_score(scoring, None),
            "shortages": write_shortages(scoring.shortages),
        }
    )


class _Week:
    """A week being written: exercises with their sets by slot, repeated in every block shown."""

    def __init__(self, scenario: Scenario, used: frozenset[int]) -> None:
        self.scenario = scenario
        self.used = used
        self.chosen: dict[tuple[str, str, int], int] = {}
        self.rules = list(RULES)
        plan = _written(scenario, {}, used)
        self.broken = {rule.name: _broken(rule, scenario, plan) for rule in RULES}
        volume = scenario.settings.volume
        self.lacking = {m: Decimal(volume.target_sets[m]) for m in scenario.coverage_muscles}
        self.offers: dict[int, list[Option]] = {slot: [] for slot in used}
        for key, option in scenario.offers.options.items():
            if key[3] == 0 and key[2] in used:
                self.offers[key[2]].append(option)

    def pin(self) -> None:
        """Place what the person insists on."""
        for pin in self.scenario.pins:
            for slot in sorted(self.used):
                if pin.session in (None, self.scenario.sessions[slot].id):
                    wanted = [
                        option
                        for option in self.offers[slot]
                        if option.exercise.id == pin.exercise
                        and pin.method in (None, option.method.id)
                    ]
                    sizes = USUAL_SETS if pin.sets is None else (pin.sets,)
                    if any(self._place(option, slot, sizes) for option in wanted):
                        break

    def fill(self) -> None:
        """Let the sessions take turns in adding what helps most, until nothing helps or fits."""
        open_slots = sorted(self.used)
        while open_slots:
            open_slots = [slot for slot in open_slots if self._add_best(slot)]

    def _add_best(self, slot: int) -> bool:
        """Place the most useful exercise that fits; what does not fit now never will."""
        offers = self.offers[slot]
        while offers:
            best = max(offers, key=lambda o: (self._worth(o), _by_custom(o)))
            if not self._worth(best):
                return False
            offers.remove(best)
            if self._place(best, slot, USUAL_SETS):
                return True
        return False

    def _worth(self, option: Option) -> Fraction:
        """Share of the weekly targets that the usual sets would fill, by the muscles' weights."""
        muscles = self.scenario.catalogue.muscles
        targets = self.scenario.settings.volume.target_sets
        worth = Fraction(0)
        for muscle, tenths in option.exercise.muscles.items():
            if muscle in self.lacking:
                filled = min(Decimal(tenths * USUAL_SETS[0]) / TENTHS, self.lacking[muscle])
                worth += muscles[muscle].weight * Fraction(filled) / Fraction(targets[muscle])
        return worth

    def _place(self, option: Option, slot: int, sizes: tuple[int, ...]) -> bool:
        """Place an option with the first number of sets that breaks nothing that was whole."""
        key = (option.exercise.id, option.method.id, slot)
        for sets in () if key in self.chosen else sizes:
            self.chosen[key] = sets
            if self._harmless():
                for muscle, tenths in option.exercise.muscles.items():
                    if muscle in self.lacking:
                        left = self.lacking[muscle] - Decimal(tenths * sets) / TENTHS
                        self.lacking[muscle] = max(Decimal(0), left)
                return True
            del self.chosen[key]
        return False

    def _harmless(self) -> bool:
        """Whether no rule is broken more than before; if so, that is how things stand now."""
        plan = _written(self.scenario, self.chosen, self.used)
        now: dict[str, Broken] = {}
        for position, rule in enumerate(self.rules):
            now[rule.name] = _broken(rule, self.scenario, plan)
            before = self.broken[rule.name]
            if any(excess > before[what] for what, excess in now[rule.name].items()):
                # The rule that refused last is the likeliest to refuse next.
                self.rules.insert(0, self.rules.pop(position))
                return False
        self.broken = now
        return True


def _broken(rule: Rule, scenario: Scenario, plan: Plan) -> Broken:
    """Return by how much a rule is broken, by its sentence without the numbers."""
    found: Broken = defaultdict(Fraction)
    for violation in rule.check(scenario, plan):
        found[NUMBER.sub("", violation.message) + violation.where] += Fraction(violation.excess)
    return found


def _written(
    scenario: Scenario, chosen: dict[tuple[str, str, int], int], used: frozenset[int]
) -> Plan:
    return unscored_plan(scenario, assemble(scenario, dict(_repeated(scenario, chosen)), used))


def _repeated(
    scenario: Scenario, chosen: dict[tuple[str, str, int], int]
) -> Iterator[tuple[Key, int]]:
    for (exercise, method, slot), sets in chosen.items():
        for block in scenario.blocks:
            key = (exercise, method, slot, block.index)
            if key in scenario.offers.options:
                yield key, sets


def _spread_slots(scenario: Scenario) -> frozenset[int]:
    """Choose the slots that stand farthest apart."""
    starts = [slot.start_minute for slot in scenario.sessions]

    def nearest(chosen: Iterable[int]) -> int:
        times = sorted(starts[slot] for slot in chosen)
        return min(b - a for a, b in pairwise([*times, times[0] + MINUTES_PER_WEEK]))

    every = combinations(range(len(starts)), scenario.trained_sessions)
    return frozenset(max(every, key=nearest))


def _by_custom(option: Option) -> tuple[int, ...]:
    """Prefer, among equals, what is trained first; the catalogue's order decides the rest."""
    return tuple(-part for part in training_order(option.exercise)[:3])
