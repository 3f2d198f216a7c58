"""A worker process seen from outside: ask it, stop it, end it; its death is an answer, not a crash."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from typing import IO, Any

# The caller's own search path, and nothing of the current directory: a file beside the scenario
# must not be imported in place of a module.
_START = "import sys; sys.path[:] = sys.argv[1:]; from optimizer.trial_worker import main; main()"
_LAST_WORDS = 300
_DYING_SECONDS = 1


class TrialProcess:
    """A worker process that is started when it is first asked and again if it has died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this object
        self._deadline: float | None = None
        self._stopped = False
        self._overdue = False
        self._ended = False
        self._lock = threading.Lock()

    def ask(self, request: dict[str, Any], allowed_seconds: float | None) -> dict[str, Any]:
        """Send a request and wait for the reply.

        Parameters
        ----------
        request
            A line for `optimizer.trial_worker`.
        allowed_seconds
            After so long `end_if_overdue` ends the worker; None for no limit.

        Returns
        -------
        dict
            The reply; with ``error`` alone if the worker failed, died or was ended.
        """
        line = json.dumps(request).encode() + b"\n"
        with self._lock:
            if self._ended:
                return {"error": "ended before it began"}
            process = self._process or self._start()
            self._deadline = None if allowed_seconds is None else time.monotonic() + allowed_seconds
        assert process.stdin is not None  # both are pipes
        assert process.stdout is not None
        try:
            process.stdin.write(line)
            process.stdin.flush()
            reply: dict[str, Any] = json.loads(process.stdout.readline())
        except (OSError, ValueError):
            return {"error": self._bury(process)}
        with self._lock:
            self._deadline = None
        return reply

    def stop(self, grace_seconds: float) -> None:
        """Ask the worker to end this search, and begin no other; the best plan so far comes back."""
        with self._lock:
            if self._process is None or self._stopped or self._process.stdin is None:
                return
            self._stopped = True
            latest = time.monotonic() + grace_seconds
            self._deadline = min(self._deadline or latest, latest)
            # If it has died meanwhile, whoever waits for its reply will see.
            with suppress(OSError, ValueError):
                self._process.stdin.write(b'{"stop": true}\n')
                self._process.stdin.flush()

    def end_if_overdue(self, now: float) -> None:
        """End the worker if its time has passed (`now` as `time.monotonic` counts)."""
        with self._lock:
            if self._process is not None and self._deadline is not None and now > self._deadline:
                self._overdue = True
                self._process.kill()

    def end(self) -> None:
        """End the worker for good."""
        with self._lock:
            self._ended = True
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            _close(process)
        self._errors.close()

    def _start(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C on the terminal is for the parent, which then says stop.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            start_new_session=True,
        )
        return self._process

    def _bury(self, process: subprocess.Popen[bytes]) -> str:
        """Say how the worker died; the next request starts another."""
        # Its pipe closes a moment before it is gone: a kill now would hide how it died.
        with suppress(subprocess.TimeoutExpired):
            process.wait(_DYING_SECONDS)
        process.kill()
        code = process.wait()
        with self._lock:
            self._process, self._deadline = None, None
            overdue, self._overdue = self._overdue, False
            said = _last_words(self._errors)
        _close(process)
        if overdue:
            return "the worker did not end within its limit and was ended"
        if code < 0:
            why = f"the worker was killed by signal {-code} ({signal.strsignal(-code)})"
            return f"{why}, perhaps for want of memory" if code == -signal.SIGKILL else why
        return f"the worker died with exit code {code}{f': {said}' if said else ''}"


def _close(process: subprocess.Popen[bytes]) -> None:
    process.wait()
    for pipe in (process.stdin, process.stdout):
        # A last line may be left that nobody can take any more.
        with suppress(OSError):
            if pipe is not None:
                pipe.close()


def _last_words(errors: IO[bytes]) -> str:
    if errors.closed:
        return ""
    errors.seek(0)
    lines = errors.read().decode(errors="replace").strip().splitlines()
    return lines[-1][-_LAST_WORDS:] if lines else ""
