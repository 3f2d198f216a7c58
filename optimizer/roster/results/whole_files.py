"""Files of any length, written row by row, that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import TextIO


class WholeFile:
    """A text file (UTF-8) beside its place, which is moved there when all went well.

    Parameters
    ----------
    target
        Where it is to stand; a file that is there stays until then.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        self._beside = Path(name)
        self.stream: TextIO = os.fdopen(handle, "w", encoding="utf-8", newline="")

    @property
    def beside(self) -> Path:
        """Where the content is until it is whole."""
        return self._beside

    def keep(self) -> Path:
        """Close the file and move it into place."""
        self.stream.close()
        # mkstemp makes files that nobody else may read; a result is read by others.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(self._beside, 0o666 & ~mask)
        os.replace(self._beside, self.target)
        return self.target

    def drop(self) -> None:
        """Close the file and leave nothing behind; what has been kept stays."""
        self.stream.close()
        self._beside.unlink(missing_ok=True)

    def __enter__(self) -> WholeFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.drop()
