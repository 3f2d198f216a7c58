"""Exit codes: what a script can rely on."""

from __future__ import annotations

DONE = 0
INTERNAL = 1
USAGE = 2
IMPOSSIBLE = 3
NOT_FOUND = 4
VIOLATIONS = 5
INTERRUPTED = 130
