"""Value and bound out of the log lines of HiGHS and SCIP: MathOpt passes on nothing else under way."""

from __future__ import annotations

import re
from fractions import Fraction

NUMBER = r"[-+]?(?:\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|inf(?:inity)?)"
# `Src Proc. InQueue | Leaves Expl. | BestBound BestSol Gap | Cuts …`; the first bar may be missing.
HIGHS = re.compile(rf"\d+\.\d+%\s+(?P<bound>{NUMBER})\s+(?P<value>{NUMBER})\s+\S+\s")
# `… | dualbound | primalbound | gap | compl.`
SCIP = re.compile(rf"\|\s*(?P<bound>{NUMBER})\s*\|\s*(?P<value>{NUMBER}|--)\s*\|[^|]*\|[^|]*$")

Reading = tuple[Fraction | None, Fraction | None]


def read_highs(line: str) -> Reading | None:
    """Read a line of HiGHS' table; None for any other line.

    Returns
    -------
    tuple or None
        Value and bound in score points, each None where it is infinite.
    """
    return _reading(HIGHS.search(line))


def read_scip(line: str) -> Reading | None:
    """Read a line of SCIP's table; None for any other line.

    Returns
    -------
    tuple or None
        Value and bound in score points, each None where it is infinite.
    """
    return _reading(SCIP.search(line))


def _reading(match: re.Match[str] | None) -> Reading | None:
    if match is None:
        return None
    return _finite(match["value"]), _finite(match["bound"])


def _finite(text: str) -> Fraction | None:
    return None if "inf" in text or text == "--" else Fraction(text)
