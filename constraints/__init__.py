"""The rules and the goal: what is allowed and what is good.

Each rule is one file with its parameters, its posting to the linear model, its independent check and
its explanation; each score term likewise. This package imports pydantic and the standard library only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from constraints import (
    choices,
    continuity,
    coverage,
    daily_stability,
    deload,
    equipment,
    facility_capacity,
    fatigue_budget,
    fewer_exercises,
    fewer_sets,
    growth,
    lat_balance,
    leg_back_spacing,
    plateau,
    preferences,
    progress,
    progression_ladder,
    recovery_gap,
    restrictions,
    session_shape,
    session_time,
    spinal_load,
    stabilisation,
    stabilisers,
    strong_back,
    together,
    training_days,
    trap_bar,
    volume,
    weakest_link,
    weekly_structure,
)
from constraints._contract import (
    NotApplicable,
    Rule,
    RuleParams,
    Shortage,
    Term,
    TermScore,
    Violation,
)
from constraints._roster_contract import RosterRule
from constraints.choices import Params as Choices
from constraints.continuity import Params as Continuity
from constraints.daily_stability import Params as DailyStability
from constraints.deload import Params as Deload
from constraints.equipment import Params as Equipment
from constraints.fatigue_budget import Params as FatigueBudget
from constraints.growth import Params as Growth
from constraints.leg_back_spacing import Params as LegBackSpacing
from constraints.plateau import Params as Plateau
from constraints.progression_ladder import Params as ProgressionLadder
from constraints.recovery_gap import Params as RecoveryGap
from constraints.restrictions import Params as Restrictions
from constraints.session_shape import Params as SessionShape
from constraints.session_time import Params as SessionTime
from constraints.spinal_load import Params as SpinalLoad
from constraints.stabilisation import Params as Stabilisation
from constraints.training_days import Params as TrainingDays
from constraints.volume import Params as Volume
from constraints.weekly_structure import Params as WeeklyStructure

if TYPE_CHECKING:
    from optimizer.profile import Profile

__all__ = [
    "ROSTER_RULES",
    "RULES",
    "TERMS",
    "NotApplicable",
    "RosterRule",
    "Rule",
    "RuleParams",
    "RuleSettings",
    "Shortage",
    "Term",
    "TermScore",
    "Violation",
    "resolve_settings",
]

# The order is that of posting: caps come first, so that later indicators can rely on them.
RULES: tuple[Rule, ...] = (
    equipment.RULE,
    restrictions.RULE,
    stabilisation.RULE,
    session_shape.RULE,
    fatigue_budget.RULE,
    spinal_load.RULE,
    volume.RULE,
    session_time.RULE,
    training_days.RULE,
    recovery_gap.RULE,
    leg_back_spacing.RULE,
    progression_ladder.RULE,
    weekly_structure.RULE,
    daily_stability.RULE,
    deload.RULE,
    growth.RULE,
    plateau.RULE,
    continuity.RULE,
    choices.RULE,
)

# What binds a whole roster: posted and checked over all of its athletes.
ROSTER_RULES: tuple[RosterRule, ...] = (facility_capacity.RULE,)

TERMS: tuple[Term, ...] = (
    coverage.TERM,
    weakest_link.TERM,
    progress.TERM,
    preferences.TERM,
    together.TERM,
    trap_bar.TERM,
    strong_back.TERM,
    lat_balance.TERM,
    stabilisers.TERM,
    fewer_exercises.TERM,
    fewer_sets.TERM,
)


class RuleSettings(BaseModel):
    """Parameters of every rule; written out so that editors know them, compared with RULES by a test."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    equipment: Equipment = Equipment()
    restrictions: Restrictions = Restrictions()
    stabilisation: Stabilisation = Stabilisation()
    session_shape: SessionShape = SessionShape()
    fatigue_budget: FatigueBudget = FatigueBudget()
    spinal_load: SpinalLoad = SpinalLoad()
    volume: Volume = Volume()
    session_time: SessionTime = SessionTime()
    training_days: TrainingDays = TrainingDays()
    recovery_gap: RecoveryGap = RecoveryGap()
    leg_back_spacing: LegBackSpacing = LegBackSpacing()
    progression_ladder: ProgressionLadder = ProgressionLadder()
    weekly_structure: WeeklyStructure = WeeklyStructure()
    daily_stability: DailyStability = DailyStability()
    deload: Deload = Deload()
    growth: Growth = Growth()
    plateau: Plateau = Plateau()
    continuity: Continuity = Continuity()
    choices: Choices = Choices()


def resolve_settings(written: RuleSettings, profile: Profile) -> RuleSettings:
    """Fill what a person did not write with the athlete's defaults.

    Parameters
    ----------
    written
        Settings as written in the scenario; only fields that were given count.
    profile
        Facts about the athlete.

    Returns
    -------
    RuleSettings
        Complete settings. Tables (floors by muscle, say) are filled entry by entry.
    """
    resolved: dict[str, RuleParams] = {}
    for rule in RULES:
        given: RuleParams = getattr(written, rule.name)
        values: dict[str, Any] = dict(rule.defaults(profile))
        for name in given.model_fields_set:
            value = getattr(given, name)
            values[name] = {**values[name], **value} if isinstance(value, dict) else value
        resolved[rule.name] = rule.params.model_validate(values)
    return RuleSettings.model_validate(resolved)
