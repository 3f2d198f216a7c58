"""Where a run happens: commit, versions, processor. Nothing that names a person or a machine."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.record import Machine
from optimizer._version import __version__

ROOT = Path(__file__).parents[1]
PACKAGES = ("numpy", "ortools", "pydantic")
WHOLE_COMMIT = re.compile(r"[0-9a-f]{40,64}")


def commit() -> tuple[str | None, bool | None]:
    """Return the commit and whether files differ from it; None where there is no repository."""
    found = _git("rev-parse", "HEAD")
    if found is None or not WHOLE_COMMIT.fullmatch(found):
        return None, None
    changes = _git("status", "--porcelain")
    return found, None if changes is None else bool(changes)


def versions() -> dict[str, str]:
    """Return the versions of what computes."""
    found = {"liftproof": __version__, "python": platform.python_version()}
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def machine() -> Machine:
    """Describe the machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return Machine(
        system=f"{platform.system()} {platform.machine()}",
        processor=_line_of(Path("/proc/cpuinfo"), "model name") or platform.processor() or None,
        cores=cores or 1,
        memory_bytes=_kibibytes(Path("/proc/meminfo"), "MemTotal"),
        load_average=None if load is None else round(load, 2),
    )


def peak_memory_bytes() -> int | None:
    """Return the most memory this process has held; None where the system does not say.

    `ru_maxrss` is not used: on Linux it survives the start of a new program, and so would count the
    memory of the process that started this one.
    """
    return _kibibytes(Path("/proc/self/status"), "VmHWM")


def _kibibytes(source: Path, key: str) -> int | None:
    text = _line_of(source, key)
    number = "" if text is None else text.partition(" ")[0]
    return 1024 * int(number) if number.isdecimal() else None


def _line_of(source: Path, key: str) -> str | None:
    with suppress(OSError):
        for line in source.read_text(encoding="utf-8", errors="replace").splitlines():
            name, colon, value = line.partition(":")
            if colon and name.strip() == key:
                return value.strip()
    return None


def _git(*arguments: str) -> str | None:
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True, timeout=10
        )
        return done.stdout.strip()
    return None
