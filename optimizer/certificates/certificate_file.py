"""Reading certificate files from anywhere: every problem with its place, nothing believed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from optimizer.certificates.certificate import FORMAT, Certificate
from optimizer.errors import Diagnostic, ScenarioError, show
from optimizer.read import parse_yaml, read_text, validate

LARGEST = 8 * 2**20


def load_certificate(source: str | Path) -> Certificate:
    """Read a certificate file.

    Parameters
    ----------
    source
        Path, or ``-`` for standard input.

    Returns
    -------
    Certificate

    Raises
    ------
    ScenarioError
        With every problem of the file and its place.
    """
    name, text = read_text(source, limit=LARGEST, what="a certificate")
    document = parse_yaml(text, name)
    found = document.data.get("format") if isinstance(document.data, Mapping) else None
    if found != FORMAT:
        shown = "no format" if found is None else f"format {show(found)}"
        raise ScenarioError([Diagnostic(name, 1, 1, "format", shown, FORMAT)])
    return validate(Certificate, document)
