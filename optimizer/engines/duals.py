"""The linear relaxation again and again, with its dual values: the raw material of certificates.

What comes back are doubles, good for guessing. Nobody may conclude anything from them before integers
have been made of them and checked.

GLOP is spoken to directly: MathOpt takes five times as long to hand over a solution as GLOP takes to
find it after a change of one bound (garage, 4 weeks: 45 ms and 5 ms).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.linear_model import LinearModel, Row

if TYPE_CHECKING:
    from ortools.linear_solver import pywraplp


@dataclass(frozen=True)
class Relaxed:
    """What the relaxation says about one box.

    Parameters
    ----------
    points
        Largest objective in score points; None where the box has no solution.
    values
        Value of every variable; empty without a solution.
    multipliers
        Dual value of every row, score points per unit; empty without a solution.
    """

    points: float | None
    values: tuple[float, ...]
    multipliers: tuple[float, ...]


class Relaxation:
    """The linear relaxation of a model, kept warm between changes of bounds (GLOP, dual simplex).

    Parameters
    ----------
    model
        The linear model; its variables need not be whole here.
    elastic
        Instead of the score, press down the share by which rows are missed: a box without a solution
        has a negative optimum here, and its dual values prove it (Farkas).
    """

    def __init__(self, model: LinearModel, *, elastic: bool = False) -> None:
        from ortools.linear_solver import pywraplp

        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._box = [(v.lower, v.upper) for v in model.variables]
        self._variables = [self._solver.NumVar(*ends, "") for ends in self._box]
        self._changed: set[int] = set()
        self._miss = self._solver.NumVar(0, self._solver.infinity(), "") if elastic else None
        self._places = [self._added(row).index() for row in model.rows]
        objective = self._solver.Objective()
        objective.SetMaximization()
        if self._miss is not None:
            objective.SetCoefficient(self._miss, -1)
        else:
            coefficients, constant = model.objective()
            # Points keep the engine's numbers near 1.
            objective.SetOffset(constant / model.scale)
            for index, coefficient in coefficients.items():
                objective.SetCoefficient(self._variables[index], coefficient / model.scale)
        self._parameters = pywraplp.MPSolverParameters()
        for name, value in (
            ("LP_ALGORITHM", "DUAL"), ("PRESOLVE", "PRESOLVE_OFF"),
            ("INCREMENTALITY", "INCREMENTALITY_ON"),
        ):  # fmt: skip
            self._parameters.SetIntegerParam(
                getattr(pywraplp.MPSolverParameters, name),
                getattr(pywraplp.MPSolverParameters, value),
            )

    def solve(
        self, box: Mapping[int, tuple[int, int]], seconds: float, *, points_only: bool = False
    ) -> Relaxed | None:
        """Solve over a box.

        Parameters
        ----------
        box
            Bounds by variable that differ from the model's.
        seconds
            Wall-clock limit.
        points_only
            Leave values and multipliers out: handing them over costs as much as a small solve.

        Returns
        -------
        Relaxed or None
            None where nothing came of it in time.
        """
        status = self._solved(box, seconds)
        if status == self._solver.OPTIMAL:
            points = self._solver.Objective().Value()
            return Relaxed(points, (), ()) if points_only else Relaxed(points, *self._handed_over())
        return Relaxed(None, (), ()) if status == self._solver.INFEASIBLE else None

    def points(self, box: Mapping[int, tuple[int, int]], seconds: float) -> float | None:
        """Return the largest objective over a box in score points, without its solution.

        Taking a solution out of the engine costs as much as finding it. None where the box has no
        solution, or nothing came of it in time.
        """
        if self._solved(box, seconds) != self._solver.OPTIMAL:
            return None
        return float(self._solver.Objective().Value())

    def values(self) -> tuple[float, ...]:
        """Return the values of all variables at the optimum found last."""
        return self._handed_over()[0]

    def _handed_over(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Fetch values and multipliers in one piece: one by one takes ten times as long."""
        from ortools.linear_solver import linear_solver_pb2

        answer = linear_solver_pb2.MPSolutionResponse()
        self._solver.FillSolutionResponseProto(answer)
        duals = list(answer.dual_value)
        values = tuple(answer.variable_value)[: len(self._variables)]
        return values, tuple(duals[place] for place in self._places)

    def _solved(self, box: Mapping[int, tuple[int, int]], seconds: float) -> int:
        for index in sorted(self._changed.union(box)):
            self._variables[index].SetBounds(*box.get(index, self._box[index]))
        self._changed = set(box)
        self._solver.SetTimeLimit(max(1, int(1000 * seconds)))
        return int(self._solver.Solve(self._parameters))

    def reprice(self, points: Mapping[int, float]) -> None:
        """Change what variables are worth; the next solve starts from the last basis.

        Parameters
        ----------
        points
            Score points per unit, by variable.
        """
        objective = self._solver.Objective()
        for index, worth in points.items():
            objective.SetCoefficient(self._variables[index], worth)

    def add_row(self, row: Row) -> None:
        """Add a row behind the others; the next solve starts from the last basis where it can."""
        self._places.append(self._added(row).index())

    def _added(self, row: Row) -> pywraplp.Constraint:
        infinity = self._solver.infinity()
        made = self._solver.RowConstraint(
            -infinity if row.lower is None else row.lower,
            infinity if row.upper is None else row.upper,
            "",
        )
        for index, coefficient in zip(row.variables, row.coefficients, strict=True):
            made.SetCoefficient(self._variables[index], coefficient)
        if self._miss is not None:
            self._soften(made, row)
        return made

    def _soften(self, made: pywraplp.Constraint, row: Row) -> None:
        """Let a row be missed by the common share of its largest coefficient."""
        weight = max(map(abs, row.coefficients), default=1)
        if row.lower is None or row.upper is None:
            made.SetCoefficient(self._miss, weight if row.upper is None else -weight)
            return
        # Both sides: the row's own miss lies between the common share and its negative.
        infinity = self._solver.infinity()
        own = self._solver.NumVar(-infinity, infinity, "")
        made.SetCoefficient(own, 1)
        for sign in (-1, 1):
            limit = self._solver.RowConstraint(0, infinity, "")
            limit.SetCoefficient(self._miss, weight)
            limit.SetCoefficient(own, sign)
