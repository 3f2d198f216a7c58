"""Everything the page works on: the draft, the running solve, the plans that were found."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from optimizer.errors import LiftproofError
from optimizer.web.draft import Draft
from optimizer.web.run import Order, Outcome, Run
from optimizer.web.shelf import KeptPlan, Shelf

LONGEST_SECONDS = 24 * 3600


class FieldError(LiftproofError):
    """A field of the solve panel that holds no usable number.

    Parameters
    ----------
    field
        Its name.
    """

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


class Desk:
    """State of the page; it lives on the server, so nothing is lost when the page is loaded again.

    Parameters
    ----------
    draft
        The scenario being edited.
    shelf
        Where plans are kept.
    workers
        Threads of a solve.
    """

    def __init__(self, draft: Draft, shelf: Shelf, workers: int) -> None:
        self.draft, self.shelf, self.workers = draft, shelf, workers
        self.gap, self.time_limit = "1", "30"
        self.run: Run | None = None
        self.found: KeptPlan | None = None
        self.save_failure = ""

    @property
    def solving(self) -> bool:
        """Whether a solve is running."""
        return self.run is not None and self.run.outcome is None

    def start(self, gap: str, time_limit: str) -> None:
        """Start a solve of the draft; does nothing while one is running.

        Raises
        ------
        FieldError
            If one of the two is no usable number; or, for the field ``""``, if the draft is not
            ready to be solved, or no process can be started.
        """
        if self.solving:
            return
        self.gap, self.time_limit = gap.strip(), time_limit.strip()
        order = Order(
            gap=_number("gap", self.gap, 0, 100, "0 to below 100 %") / 100,
            time_limit=_number("time_limit", self.time_limit, 1, LONGEST_SECONDS, "1 s to a day"),
            workers=self.workers,
        )
        checked = self.draft.checked
        if checked.scenario is None:
            raise FieldError("", "the scenario has problems; repair them first")
        self.found, self.save_failure = None, ""
        try:
            self.run = Run(checked.text, checked.scenario, order, self._keep)
        except OSError as error:
            reason = error.strerror or str(error)
            raise FieldError("", f"the solver's process cannot be started: {reason}") from None

    def close(self) -> None:
        """End what is running."""
        if self.run is not None and self.solving:
            self.run.end()

    def _keep(self, outcome: Outcome) -> None:
        if outcome.checked is None:
            return
        self.found, failure = self.shelf.add(outcome.checked)
        if failure is not None:
            self.save_failure = (
                f"the plan could not be kept on disk ({failure.strerror or failure}): download it"
            )


def _number(field: str, written: str, least: int, below: int, allowed: str) -> Decimal:
    try:
        number = Decimal(written)
    except InvalidOperation:
        number = Decimal("NaN")
    if not (number.is_finite() and least <= number < below):
        raise FieldError(field, f"{written[:40]!r} is not allowed; {allowed}")
    return number
