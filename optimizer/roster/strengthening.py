"""Rows that every whole plan satisfies anyway, for the relaxation of an athlete who chooses his slots.

A session holds at most so many exercises of a family; one that is not trained holds none. A relaxation
that trains every offered slot in part may do the most in each, so that two sessions out of three hold
the exercises of three. The most times `uses` takes that back. (Six exercises, 2 of 3 slots: 70.7 points
without, 64.6 with these rows; 64.5 for any two given slots.) CP-SAT finds plans more slowly with more
rows, so that only relaxations get them.
"""

from __future__ import annotations

from optimizer.linear_model import LinearModel, Row
from optimizer.plan_model import PlanModel

RULE = "strengthening"


def strengthening_rows(model: PlanModel) -> tuple[Row, ...]:
    """Write the most exercises of a family in a session as a multiple of `uses`.

    Parameters
    ----------
    model
        An athlete's model with all rules posted; it is not changed.

    Returns
    -------
    tuple of Row
        Over the model's variables; none where every offered slot is trained.
    """
    aside = LinearModel(variables=list(model.linear.variables))
    limits = model.problem.limits
    for slot in range(len(model.problem.slots)):
        for block in range(len(model.problem.blocks)):
            cells = model.cells(slot, block)
            for family in model.problem.catalogue.families.values():
                most = (
                    limits.main_family_exercises if family.main else limits.other_family_exercises
                )
                done = model.number_done(c for c in cells if c.exercise.family == family.id)
                where = f"{model.place(slot, block)}, {family.id}"
                aside.row(done - most * model.uses(slot), None, 0, rule=RULE, where=where)
    return tuple(aside.rows)
