"""How long a working set lasts, by a stop watch: what checks of time share."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.catalogue import Exercise, Method
    from optimizer.plan import Prescription


def work_seconds(prescription: Prescription, exercise: Exercise, method: Method) -> int:
    """Seconds of work of one set, both sides where there are two, without the rest.

    Parameters
    ----------
    prescription
        What is done.
    exercise, method
        What the catalogue says about it.

    Returns
    -------
    int
        Rounded up to a whole second.
    """
    if prescription.seconds_hold is not None:
        pace = Decimal(1)
    elif prescription.reps is not None and method.sec_per_rep is not None:
        slower = method.id != "straight"
        natural = exercise.dose.sec_per_unit
        pace = max(natural, method.sec_per_rep) if slower else natural
    else:
        pace = exercise.dose.sec_per_unit
    work = prescription.amount * pace * exercise.sides
    return int(work.to_integral_value(ROUND_CEILING))
