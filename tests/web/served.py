"""A server in its own process, as a user starts it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.web.page import toy_text

PATIENCE = 60


class Served:
    """A server in its own process, with a browser that has opened its address."""

    def __init__(self, folder: Path, *args: str, text: str | None = None) -> None:
        self.scenario = folder / "toy.yaml"
        self.scenario.write_text(text or toy_text(), encoding="utf-8")
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "optimizer",
                "serve",
                str(self.scenario),
                "--workers",
                "1",
                *args,
            ],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"XDG_STATE_HOME": str(folder / "state")},
            text=True,
        )
        assert self.process.stderr is not None
        self.url = self.process.stderr.readline().strip()
        self.client = httpx.Client(follow_redirects=True, timeout=PATIENCE)
        self.home = str(self.client.get(self.url).url)

    def post(self, path: str, **data: str) -> httpx.Response:
        origin = "/".join(self.home.split("/")[:3])
        return self.client.post(self.home + path, data=data, headers={"origin": origin})

    def wait_for(self, pattern: str) -> str:
        """Poll as the page does until something is shown."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            text = self.client.get(self.home + "progress").text
            if re.search(pattern, text):
                return text
            time.sleep(0.05)
        raise AssertionError(f"{pattern} was not shown: {text}")

    def end(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        self.client.close()
        self.process.send_signal(how)
        _, rest = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, rest


def children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]
