"""`compare` on the command line: what it accepts, where results go, exit codes, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

import optimizer.cli.compare_run
from optimizer.cli import main
from optimizer.comparing.results import Comparison
from optimizer.comparing.solving import Found
from optimizer.engines.answer import Watch
from optimizer.result import Result as Solved
from optimizer.result import Status
from tests.compare.weeks import more_for_bands, three_setups, week

Answering = Callable[..., Any]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory with a small scenario."""
    monkeypatch.chdir(tmp_path)
    document = week().model_dump(mode="json", exclude_unset=True)
    (tmp_path / "toy.yaml").write_text(json.dumps(document), encoding="utf-8")
    return tmp_path


def compare(*args: str) -> Result:
    return CliRunner().invoke(main, ["compare", *args])


def pretend(monkeypatch: pytest.MonkeyPatch, answering: Answering) -> None:
    """Answer without solving."""
    monkeypatch.setattr(optimizer.cli.compare_run, "answer", answering)


TWO = ("toy.yaml", "--setup", "none", "--setup", "bands")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "name two setups or more"),
        (("--setup", "none"), "name two setups or more"),
        (("--setup", "none", "--setup", "bnads"), "did you mean 'bands'"),
        (("--slot", "mon"), "write it as ID=NAME"),
        (("--slot", "fri=none"), "unknown session 'fri'"),
        (("--slot", "mon=gargae", "--slot", "mon=none"), "did you mean 'garage'"),
        (("--from", "bands"), "--from needs --add"),
        (("--add",), "--from NAME"),
        (("--from", "bands", "--add", "ringspair"), "did you mean 'rings_pair'"),
        (("--from", "bands", "--add", "xyz"), "items: bands_set"),
        (("--from", "bnads", "--add"), "did you mean 'bands'"),
        (("--from", "bands", "--add", "--slot", "mon=none", "--slot", "mon=bands"), "2 setups"),
        (("--budget", "-1"), "at least 0"),
        (("--budget", "much"), "is no number"),
        (("--budget", "10", "--setup", "none"), "--setup compares setups"),
        (("--budget", "10", "--chart", "a.svg"), "--chart draws comparisons"),
        (("--setup", "none", "--setup", "bands", "--chart", "-"), "cannot both go"),
        (("--setup", "none", "--setup", "bands", "-o", "toy.yaml"), "looks like a scenario"),
        (("--setup", "none", "--setup", "bands", "--chart", "toy.yaml"), "looks like a scenario"),
        (("--setup", "none", "--setup", "bands", "-o", "no/such/place"), "cannot be written"),
    ],
)
def test_what_cannot_be_asked(
    here: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], words: str
) -> None:
    def never(*_: Any) -> None:
        raise AssertionError("it was solved")

    pretend(monkeypatch, never)
    done = compare("toy.yaml", *args)
    assert done.exit_code == 2, done.output
    assert words in done.stderr
    assert done.stdout == ""


def test_too_many_combinations(here: Path) -> None:
    from optimizer.setups import load_setups_library

    names = [*load_setups_library().setups]
    sides = [f"--slot={slot}={name}" for slot in ("mon", "thu") for name in names]
    done = compare("toy.yaml", "--setup", "none", *sides, "--setup", "bands")
    assert done.exit_code == 2
    assert "128 combinations of setups; allowed: at most 64" in done.stderr


def test_a_comparison_from_end_to_end(here: Path) -> None:
    quick = ("--deterministic-time", "0.2", "--workers", "1", "--gap", "5")
    done = compare(*TWO, *quick, "--chart", "c.svg", "--format", "json")
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert [row["name"] for row in data["setups"]] == ["none", "bands"]
    assert {row["status"] for row in data["setups"]} <= {"optimal", "feasible"}
    assert ElementTree.parse(here / "c.svg").getroot().tag.endswith("svg")
    assert "chart written to c.svg" in done.stderr


def test_a_purchase_from_end_to_end(here: Path) -> None:
    quick = ("--deterministic-time", "0.5", "--workers", "1", "--gap", "5")
    items = ("--add", "rings_pair", "--add", "foam_roller")
    done = compare("toy.yaml", "--from", "bands", "--budget", "50", *items, *quick)
    assert done.exit_code == 0, done.output
    assert "What to buy beside bands for at most 50 EUR" in done.stdout
    assert "Within the budget: buy " in done.stdout


@pytest.mark.parametrize("style", ["text", "markdown", "json", "csv"])
def test_formats_and_files(here: Path, monkeypatch: pytest.MonkeyPatch, style: str) -> None:
    pretend(monkeypatch, lambda *_: three_setups())
    shown = compare(*TWO, "--format", style)
    assert shown.exit_code == 0
    saved = compare(*TWO, "--format", style, "-o", "out")
    assert saved.exit_code == 0
    assert saved.stdout == ""
    assert (here / "out").read_bytes() == shown.stdout_bytes
    assert "written to out" in saved.stderr


def test_what_one_item_adds(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answering(question: Any, *_: Any) -> Any:
        asked.append(question)
        return more_for_bands()

    pretend(monkeypatch, answering)
    assert compare("toy.yaml", "--from", "bands", "--add").exit_code == 0
    assert compare("toy.yaml", "--from", "bands", "--add", "rings_pair").exit_code == 0
    assert [question.named_items for question in asked] == [(), ("rings_pair",)]
    assert compare("toy.yaml", "--reach", "80.5").exit_code == 0
    assert (asked[-1].budget, asked[-1].reach) == (None, Decimal("80.5"))


def with_result(result: Solved | None, error: str | None = None) -> Comparison:
    found = three_setups()
    rows = tuple(replace(row, found=Found(row.found.asked, result, error)) for row in found.rows)
    return replace(found, rows=rows)


UNKNOWN = Solved(Status.UNKNOWN, None, None, None)
IMPOSSIBLE = Solved(Status.IMPOSSIBLE, None, None, None)


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (with_result(UNKNOWN), 4),
        (with_result(IMPOSSIBLE), 0),
        (with_result(None, "the worker was killed"), 1),
    ],
)
def test_exit_codes(
    here: Path, monkeypatch: pytest.MonkeyPatch, found: Comparison, code: int
) -> None:
    pretend(monkeypatch, lambda *_: found)
    done = compare(*TWO)
    assert done.exit_code == code
    assert "Without a plan" in done.stdout


def test_one_unknown_among_others_is_no_failure(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = three_setups()
    rows = (with_result(UNKNOWN).rows[0], *found.rows[1:])
    pretend(monkeypatch, lambda *_: replace(found, rows=rows))
    done = compare(*TWO)
    assert done.exit_code == 0
    assert "nothing found within the limit" in done.stdout


@pytest.mark.parametrize(("done_before", "code"), [(True, 0), (False, 130)])
def test_ctrl_c_prints_what_is_done(
    here: Path, monkeypatch: pytest.MonkeyPatch, done_before: bool, code: int
) -> None:
    def interrupted(question: Any, limits: Any, watch: Watch, report: Any) -> Comparison:
        os.kill(os.getpid(), signal.SIGINT)
        assert watch.stop.wait(20)
        return three_setups() if done_before else replace(with_result(None), stopped=True)

    pretend(monkeypatch, interrupted)
    done = compare(*TWO)
    assert done.exit_code == code
    assert "interrupted: this is what was done" in done.stderr
    assert done.stdout.startswith("toy\n")
