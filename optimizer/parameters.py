"""Level defaults of every rule: the file ``parameters.yaml`` as one frozen record."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Self

from pydantic import model_validator

from optimizer import dose_parameters as doses
from optimizer import parameter_groups as groups
from optimizer.data_files import Record, read_data
from optimizer.parameter_groups import Budget, Emphasis, Level, Sourced, VolumeBand

__all__ = ["Budget", "Emphasis", "Level", "Parameters", "Sourced", "VolumeBand", "load_parameters"]


class Parameters(Record):
    """Every default a rule can take; names of groups are those of the data file."""

    weekly_volume_sets: groups.WeeklyVolume
    session_muscle_cap_sets: groups.SessionMuscleCap
    session_shape: groups.SessionShape
    budgets: groups.Budgets
    heavy_leg: groups.HeavyLeg
    heavy_back: groups.HeavyBack
    heavy_axial: groups.HeavyAxial
    recovery: groups.Recovery
    leg_back: groups.LegBack
    training_days: groups.TrainingDays
    stabilisation: groups.Stabilisation
    deload: groups.Deload
    growth: groups.Growth
    plateau: groups.Plateau
    continuity: groups.Continuity
    ladder: groups.Ladder
    structure: groups.Structure
    rir: doses.Rir
    percent_of_max: doses.PercentOfMax
    rest_seconds: doses.RestSeconds
    rep_target: doses.RepTarget
    warm_up: doses.WarmUp
    big_three: doses.BigThree
    decompression: doses.Decompression
    skill: groups.Skill
    populations: groups.Populations
    load: doses.LoadFit
    prices: groups.Prices
    report_only: doses.ReportOnly

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = []
        shape = self.session_shape
        if set(self.deload.sets) != set(range(shape.min_sets, shape.max_sets + 1)):
            problems.append("deload.sets must name every set count a session_shape allows")
        bands = self.weekly_volume_sets.levels
        if any(set(one) != set(other) for one, other in pairwise(bands.values())):
            problems.append("weekly_volume_sets must name the same muscles at every level")
        table = self.percent_of_max.permille
        if list(table) != list(range(1, len(table) + 1)):
            problems.append("percent_of_max.permille must name 1, 2, 3 and so on without a gap")
        if any(later > earlier for earlier, later in pairwise(table.values())):
            problems.append("percent_of_max.permille must not rise")
        if any(low > high for low, high in self.rir.levels.values()):
            problems.append("rir.levels must give the lowest before the highest")
        if problems:
            raise ValueError("\n".join(problems))
        return self


@cache
def load_parameters() -> Parameters:
    """Read the shipped defaults.

    Raises
    ------
    pydantic.ValidationError
        A `ValueError` that lists every problem of the data.
    """
    return Parameters.model_validate(read_data("parameters.yaml"))
