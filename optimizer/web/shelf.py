"""The plans that were found, newest last; each is checked before it is shown."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from optimizer.errors import PlanFileError, VerificationError
from optimizer.export.checked import CheckedPlan, check_plan
from optimizer.plan_file import load_plan
from optimizer.web.store import MOST_PLANS, Store


@dataclass(frozen=True)
class KeptPlan:
    """A plan that has passed the check; numbers count up from 1."""

    number: int
    checked: CheckedPlan


class Shelf:
    """Plans in memory and in a store; may be used from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._plans: list[KeptPlan] | None = None
        self._refused: list[int] = []

    def add(self, checked: CheckedPlan) -> tuple[KeptPlan, OSError | None]:
        """Keep a plan: in memory in any case, on disk if that is possible.

        Returns
        -------
        tuple
            The plan with its number, and why it could not be written, if so.
        """
        with self._lock:
            plans = self._loaded()
            number = max([0, *self._store.plan_numbers(), *(p.number for p in plans)]) + 1
            kept = KeptPlan(number, checked)
            self._plans = [*plans, kept][-MOST_PLANS:]
            try:
                self._store.save_plan(number, checked.plan.to_json())
            except OSError as error:
                return kept, error
        return kept, None

    def plans(self) -> list[KeptPlan]:
        """List the plans, oldest first."""
        with self._lock:
            return list(self._loaded())

    def refused(self) -> list[int]:
        """List the numbers of stored plans that do not pass the check any more."""
        with self._lock:
            self._loaded()
            return list(self._refused)

    def plan(self, number: int) -> KeptPlan | None:
        """Find a plan by its number."""
        return next((kept for kept in self.plans() if kept.number == number), None)

    def _loaded(self) -> list[KeptPlan]:
        """Read the stored plans when they are first asked for: the page must not wait for them."""
        if self._plans is None:
            self._plans = []
            for number in self._store.plan_numbers()[-MOST_PLANS:]:
                try:
                    checked = check_plan(load_plan(self._store.plan_path(number)))
                except (PlanFileError, VerificationError):
                    self._refused.append(number)
                else:
                    self._plans.append(KeptPlan(number, checked))
        return self._plans
