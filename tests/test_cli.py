"""The command line as a whole: help, exit codes, streams, colour, no solver where none is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from optimizer._version import __version__
from optimizer.cli import COMMANDS, main
from optimizer.errors import EngineError, VerificationError

BLOCK_ORTOOLS = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {blocked!r}:
            raise ImportError(f"blocked: {{name}}")
sys.meta_path.insert(0, Block())
from optimizer.cli import main
main({args!r})
"""


def run(*args: str, **options: object) -> object:
    return CliRunner().invoke(main, list(args), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_lists_every_command_and_exit_code(flag: str) -> None:
    result = run(flag)
    assert result.exit_code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in result.stdout
    for code in ("0", "1", "2", "3", "4", "5", "130"):
        assert f"\n    {code}  " in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented_with_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"Example:\n    liftproof {command}" in result.stdout


def test_version() -> None:
    assert __version__ in run("--version").stdout


def test_no_command_is_a_usage_error_that_shows_help() -> None:
    result = run()
    assert result.exit_code == 2
    assert "Commands:" in result.output


@pytest.mark.parametrize(("typed", "meant"), [("solv", "solve"), ("verifi", "verify")])
def test_unknown_command_suggests_a_close_one(typed: str, meant: str) -> None:
    result = run(typed)
    assert result.exit_code == 2
    assert f"did you mean {meant!r}?" in result.stderr
    assert result.stdout == ""


def test_unknown_command_that_is_like_none_names_all() -> None:
    assert "commands: solve, verify" in run("xyzzy").stderr


@pytest.mark.parametrize(
    ("blocked", "args"),
    [
        (("ortools", "highspy", "pydantic", "rich", "yaml"), ["--help"]),
        (("ortools", "highspy", "pydantic", "rich", "yaml"), ["solve", "--help"]),
        (("ortools", "highspy", "rich"), ["rules"]),
        (("ortools", "highspy", "rich"), ["exercises"]),
        (("ortools", "highspy", "rich"), ["setups"]),
        (("ortools", "highspy", "rich"), ["schema"]),
        (("ortools", "highspy", "rich"), ["new", "-"]),
    ],
)
def test_imports_no_solver(blocked: tuple[str, ...], args: list[str]) -> None:
    code = BLOCK_ORTOOLS.format(blocked=blocked, args=args)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "optimizer", "--version"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"liftproof, version {__version__}\n")


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("the moon is full"),
        EngineError("the moon is full"),
        VerificationError("the moon is full"),
    ],
)
def test_unexpected_errors_ask_to_report_without_traceback(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("optimizer.setups.load_setups_library", fail)
    plain = run("setups")
    assert plain.exit_code == 1
    assert "the moon is full" in plain.stderr
    assert "please report it" in plain.stderr
    assert "Traceback" not in plain.stderr
    assert plain.stdout == ""
    debug = run("--debug", "setups")
    assert debug.exit_code == 1
    assert "Traceback" in debug.stderr


def test_ctrl_c_outside_a_solve_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("optimizer.setups.load_setups_library", interrupt)
    assert run("setups").exit_code == 130


def test_color_is_refused_when_misspelt() -> None:
    assert run("--color", "sometimes", "setups").exit_code == 2
