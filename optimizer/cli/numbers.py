"""Option types: decimal numbers within limits; infinite and not-a-number are refused."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import click


class Number(click.ParamType["Decimal"]):
    """A finite decimal number.

    Parameters
    ----------
    above, below
        Limits, themselves excluded.
    least
        Limit, itself included.
    """

    name = "number"

    def __init__(
        self, *, above: int | None = None, least: int | None = None, below: int | None = None
    ) -> None:
        self.above, self.least, self.below = above, least, below

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Read the number."""
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.fail(f"{str(value)[:60]!r} is no number", param, ctx)
        if self.above is not None and number <= self.above:
            self.fail(f"{value} is too small; more than {self.above}", param, ctx)
        if self.least is not None and number < self.least:
            self.fail(f"{value} is too small; at least {self.least}", param, ctx)
        if self.below is not None and number >= self.below:
            self.fail(f"{value} is too large; less than {self.below}", param, ctx)
        return number
