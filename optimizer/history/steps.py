"""Ladder steps that a log shows to be regularly trained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimizer.catalogue import load_catalogue


@dataclass(frozen=True)
class TrainedStep:
    """The highest step of a family that was regularly trained.

    Parameters
    ----------
    family, step
        The step.
    days, weeks
        Days on which an exercise of the step was trained, and different weeks among them, which
        begin on Monday as those of a plan do.
    last
        The last of the days.
    """

    family: str
    step: str
    days: int
    weeks: int
    last: dt.date


def trained_steps(
    days: Mapping[str, Sequence[dt.date]], sessions: int, weeks: int
) -> list[TrainedStep]:
    """Find the highest step of each family that was trained as often as the next step demands.

    Parameters
    ----------
    days
        Days of training by exercise.
    sessions, weeks
        Exposure that the rule progression_ladder asks of the step below. Two workouts on one day
        count as one. Machines stand beside the ladder and count for no step.

    Returns
    -------
    list of TrainedStep
        In the catalogue's order of families; families with a single step are left out.
    """
    catalogue = load_catalogue()
    found = []
    for family in catalogue.families.values():
        if len(family.ladder) == 1:
            continue
        for step in reversed(family.ladder):
            members = [e.id for e in catalogue.of_family(family.id) if e.tier == step]
            trained = sorted({day for exercise in members for day in days.get(exercise, ())})
            different_weeks = {day.isocalendar()[:2] for day in trained}
            if trained and len(trained) >= sessions and len(different_weeks) >= weeks:
                counts = (len(trained), len(different_weeks))
                found.append(TrainedStep(family.id, step, *counts, trained[-1]))
                break
    return found
