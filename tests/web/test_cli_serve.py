"""`liftproof serve` as a user starts it: its address, its end, its errors, a solver that is killed."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from optimizer.cli import main
from tests.web.page import toy_text
from tests.web.served import PATIENCE, Served, children

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    running = Served(tmp_path)
    yield running
    if running.process.poll() is None:
        running.end()


def test_serves_here_survives_a_killed_solver_and_ends_on_ctrl_c(served: Served) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{40,}", served.url)
    port = int(served.home.split(":")[2].split("/")[0])
    with pytest.raises(OSError), socket.create_connection(("127.0.0.2", port), timeout=5):  # noqa: PT011
        pass  # this machine's too, but not the one address that is served
    # A gap of nothing and many weeks: it would go on for long.
    served.post("edit", revision="0", field="f-weeks", value="52")
    served.post("solve", gap="0", time_limit="600")
    (solver,) = children(served.process.pid)
    served.wait_for("Solving")
    os.kill(solver, signal.SIGKILL)
    assert "SIGKILL" in served.wait_for("the solve failed")
    served.post("edit", revision="1", field="f-weeks", value="2")
    served.post("solve", gap="20", time_limit="30")
    assert re.search(r"(Feasible|Optimal): score \d", served.wait_for("outcome"))
    assert served.client.get(served.home + "plans/1/export/json").status_code == 200
    code, rest = served.end()
    assert code == 0
    assert "your edits and plans are kept" in rest
    assert "Traceback" not in rest
    assert served.scenario.read_text(encoding="utf-8") == toy_text()


def test_a_running_solve_ends_with_the_server(served: Served) -> None:
    served.post("edit", revision="0", field="f-weeks", value="52")
    served.post("solve", gap="0", time_limit="600")
    (solver,) = children(served.process.pid)
    served.end(signal.SIGKILL)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and Path(f"/proc/{solver}").exists():
        time.sleep(0.05)
    assert not Path(f"/proc/{solver}").exists()


def test_edits_come_back_and_two_servers_do_not_share(served: Served, tmp_path: Path) -> None:
    served.post("edit", revision="0", field="f-weeks", value="3")
    again = subprocess.run(
        [sys.executable, "-m", "optimizer", "serve", str(served.scenario)],
        env=os.environ | {"XDG_STATE_HOME": str(tmp_path / "state")},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert again.returncode == 2
    assert "open in another" in again.stderr
    served.end(signal.SIGTERM)
    second = Served(tmp_path)
    try:
        assert "your draft from an earlier visit" in second.client.get(second.home).text
    finally:
        second.end()


def test_files_that_cannot_be_read_and_ports_that_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    missing = CliRunner().invoke(main, ["serve", str(tmp_path / "none.yaml")])
    assert missing.exit_code == 2
    assert "no such file" in missing.stderr
    scenario = tmp_path / "toy.yaml"
    scenario.write_text(toy_text(), encoding="utf-8")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        used = CliRunner().invoke(main, ["serve", str(scenario), "--port", port])
    assert used.exit_code == 2
    assert f"port {port} cannot be used" in used.stderr
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    unusable = CliRunner().invoke(main, ["serve", str(scenario)])
    assert unusable.exit_code == 2
    assert "cannot be used" in unusable.stderr


@pytest.mark.parametrize("package", ["fastapi", "uvicorn", "python_multipart"])
def test_a_missing_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    installed = importlib.util.find_spec
    monkeypatch.setattr(
        "optimizer.cli.serve.find_spec",
        lambda name: None if name == package else installed(name),
    )
    done = CliRunner().invoke(main, ["serve", str(tmp_path / "toy.yaml")])
    assert done.exit_code == 2
    assert "pip install 'liftproof[web]'" in done.stderr
    assert not (tmp_path / "state").exists()


def test_help_has_an_example() -> None:
    shown = CliRunner().invoke(main, ["serve", "--help"])
    assert shown.exit_code == 0
    assert "liftproof serve garage.yaml" in shown.stdout
