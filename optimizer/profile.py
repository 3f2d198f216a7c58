"""What kind of athlete this is: the facts from which every rule takes its default parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from optimizer.parameters import Budget, Parameters

Level = Literal["novice", "intermediate", "advanced"]


@dataclass(frozen=True)
class Profile:
    """Level, population and horizon of one athlete.

    Parameters
    ----------
    level
        Training level.
    youth, older
        Population switches by age (below 18, from 60 by default).
    low_back
        Whether a low-back restriction is set, at caution or at avoid.
    returning
        Whether the athlete comes back after a lay-off: the first weeks are those of a novice.
    weeks, block_weeks
        Horizon and block length in weeks.
    parameters
        The level defaults with their sources.
    """

    level: Level
    youth: bool
    older: bool
    low_back: bool
    returning: bool
    weeks: int
    block_weeks: int
    parameters: Parameters

    @property
    def starts_gently(self) -> bool:
        """Whether the first weeks are a stabilisation phase (S59)."""
        return self.level == "novice" or self.returning

    @property
    def budget(self) -> Budget:
        """The tightest budget of every group the athlete belongs to."""
        groups = self.parameters.budgets.groups
        mine = [groups[self.level]]
        mine += [groups["youth"]] if self.youth else []
        mine += [groups["older_adult"]] if self.older else []
        mine += [groups["low_back"]] if self.low_back else []
        shears = [b.shear_exercise_max for b in mine if b.shear_exercise_max is not None]
        return Budget(
            axial_session_points=min(b.axial_session_points for b in mine),
            axial_week_points=min(b.axial_week_points for b in mine),
            fatigue_session_points=min(b.fatigue_session_points for b in mine),
            fatigue_week_points=min(b.fatigue_week_points for b in mine),
            shear_exercise_max=min(shears) if shears else None,
        )
