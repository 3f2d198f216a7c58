"""Examples under the help of a command."""

from __future__ import annotations


def example(*lines: str) -> str:
    r"""Write an epilog; the sign \b keeps click from filling its lines up."""
    return "\n".join(["\b", "Example:", *(f"  {line}" for line in lines)])
