"""`export`: nothing leaves that breaks a rule; files, folders, streams, errors, equal bytes."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimizer.cli import main
from optimizer.cli.export import BINARY, FORMATS
from optimizer.errors import VerificationError
from optimizer.export.checked import CheckedPlan
from optimizer.export.render import render
from optimizer.export.set_table import COLUMNS
from optimizer.report.markdown import render_markdown
from tests.export import plans
from tests.test_cli import BLOCK_ORTOOLS


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "toy.plan.json"
    path.write_text(plans.varied().plan.to_json(), encoding="utf-8")
    return path


def export(*args: object, **options: object) -> Result:
    return CliRunner().invoke(main, ["export", *map(str, args)], **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("to", FORMATS)
def test_every_format_to_a_file_and_to_standard_output(to: str, plan: Path, tmp_path: Path) -> None:
    target = tmp_path / ("out.zip" if to == "fit" else "out")
    target.write_text("an older file", encoding="utf-8")
    done = export(plan, "--to", to, "-o", target)
    assert (done.exit_code, done.stdout_bytes) == (0, b"")
    assert f"{to} written to {target}" in done.stderr
    assert target.read_bytes() == render(plans.varied(), to)
    piped = export(plan, "--to", to)
    assert (piped.exit_code, piped.stderr) == (0, "")
    assert piped.stdout_bytes == target.read_bytes()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_json_is_the_plan_file_and_markdown_the_verified_view(plan: Path) -> None:
    assert export(plan, "--to", "json").stdout_bytes == plan.read_bytes()
    checked = plans.varied()
    page = export(plan, "--to", "markdown").stdout
    assert page == render_markdown(checked.result, checked.scenario)
    assert "Feasible: verified" in page


def test_plan_from_standard_input(plan: Path) -> None:
    done = export("-", "--to", "csv", input=plan.read_text(encoding="utf-8"))
    assert done.exit_code == 0
    assert done.stdout.startswith("scenario,")


@pytest.mark.parametrize("to", FORMATS)
def test_a_plan_that_breaks_a_rule_is_not_exported(to: str, plan: Path, tmp_path: Path) -> None:
    data = json.loads(plan.read_text(encoding="utf-8"))
    data["weeks"][0]["sessions"][0]["exercises"][0]["sets"] = 9
    plan.write_text(json.dumps(data), encoding="utf-8")
    for target in ("-", tmp_path / "out"):
        done = export(plan, "--to", to, "-o", target)
        assert (done.exit_code, done.stdout_bytes) == (5, b"")
        assert "session_shape: week 1, mon" in done.stderr
        assert "not exported: " in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_checked_plan_cannot_be_made_from_a_bad_one() -> None:
    checked = plans.varied()
    week = checked.plan.weeks[0]
    less = checked.plan.model_copy(update={"weeks": (week,)})
    from optimizer.verifier import verify

    with pytest.raises(VerificationError, match="not exported"):
        CheckedPlan(less, checked.scenario, verify(checked.scenario, less))


def test_the_bound_of_the_file_is_told_as_in_the_file() -> None:
    checked = plans.varied()
    data = checked.plan.model_dump()
    for exact, total, bound, gap in (
        ("2000/23", "86.95", "95.00", "8.47"),
        ("90", "90", "90", "0"),
    ):
        data["score"] |= {"exact": exact, "total": total, "bound": bound, "gap": gap}
        told = CheckedPlan(
            type(checked.plan).model_validate(data), checked.scenario, checked.verification
        )
        page = render(told, "markdown").decode("utf-8")
        wanted = f"above {bound}, this one is within {gap} %" if gap != "0" else "Optimal: no plan"
        assert wanted in page


# ---- watches ----


def test_workouts_into_a_folder_that_is_made(plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "watch"
    for _ in range(2):  # again over the same files
        done = export(plan, "--to", "fit", "-o", folder)
        assert done.exit_code == 0
        assert "12 FIT workouts written to" in done.stderr
        assert "GARMIN/NewFiles" in done.stderr
    names = sorted(path.name for path in folder.iterdir())
    assert names[0] == "001-2026-11-30-mon.fit"
    with zipfile.ZipFile(io.BytesIO(render(plans.varied(), "fit"))) as archive:
        assert archive.namelist() == names
        assert all(archive.read(name) == (folder / name).read_bytes() for name in names)


def test_without_the_extra_the_message_says_what_to_install(plan: Path) -> None:
    code = "import sys; sys.modules['fit_tool'] = None; from optimizer.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "export", plan, "--to", "fit"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'liftproof[garmin]'" in done.stderr
    assert "Traceback" not in done.stderr


# ---- wrong usage ----


@pytest.mark.parametrize("to", BINARY)
def test_no_binary_format_goes_to_a_terminal(
    to: str, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimizer.cli.export._to_a_terminal", lambda: True)
    done = export(plan, "--to", to)
    assert (done.exit_code, done.stdout_bytes) == (2, b"")
    assert "name a file with -o" in done.stderr
    assert export(plan, "--to", "csv").exit_code == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--to", "csv", "--timezone", "Europe/Berlin"], "are for ics, not csv"),
        (["--to", "xlsx", "--daily-drills"], "are for ics, not xlsx"),
        (["--to", "ics", "--timezone", "Europe/Berln"], "did you mean 'Europe/Berlin'?"),
        (["--to", "ics", "--sequence", "-1"], "-1 is not in the range"),
        (["--to", "cvs"], "'cvs' is not one of"),
        ([], "Missing option '--to'"),
        (["--to", "csv", "-o", "."], "is a directory; name a file in it"),
        (["--to", "fit", "-o", "toy.plan.json"], "name a folder or a .zip file"),
        (["--to", "csv", "-o", "toy.plan.json"], "is the plan itself"),
        (["--to", "csv", "-o", "nowhere/out.csv"], "cannot be written: No such file"),
        (["--to", "fit", "-o", "nowhere/out"], "cannot be made: No such file"),
        (["--to", "csv", "-o", "x" * 300], "cannot be used: File name too long"),
    ],
)
def test_errors_say_what_to_do(
    args: list[str], message: str, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = plan.read_bytes()
    monkeypatch.chdir(plan.parent)
    done = export(plan.name, *args)
    assert (done.exit_code, done.stdout_bytes) == (2, b"")
    assert message in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert plan.read_bytes() == before


def test_calendar_options_arrive(plan: Path) -> None:
    args = ("--to", "ics", "--timezone", "Europe/Berlin", "--daily-drills", "--sequence", "3")
    text = export(plan, *args).stdout
    assert "DTSTART;TZID=Europe/Berlin:20261130T180000" in text
    assert "BEGIN:VTIMEZONE" in text
    assert "RRULE:FREQ=DAILY;COUNT=28" in text
    assert "SEQUENCE:3" in text


def test_daily_drills_that_do_not_exist_are_said_to_be_missing(tmp_path: Path) -> None:
    checked = plans.small(rules={"daily_stability": {"exercises": []}})
    path = tmp_path / "p.json"
    path.write_text(checked.plan.to_json(), encoding="utf-8")
    done = export(path, "--to", "ics", "--daily-drills")
    assert done.exit_code == 0
    assert "no drills for every day" in done.stderr


def test_the_help_documents_every_column_and_format() -> None:
    text = export("--help").stdout
    for name, about in COLUMNS.items():
        assert f"{name:13}{about}" in text
    for name, about in FORMATS.items():
        assert f"\n    {name:13}{about}" in text


# ---- as a whole ----


def test_needs_no_solver_and_help_loads_nothing_heavy(plan: Path) -> None:
    blocked = ("ortools", "highspy", "rich")
    for args, more in (
        (["export", str(plan), "--to", "csv"], ("icalendar", "xlsxwriter", "fit_tool")),
        (["export", "--help"], ("icalendar", "xlsxwriter", "fit_tool", "pydantic", "yaml")),
    ):
        code = BLOCK_ORTOOLS.format(blocked=(*blocked, *more), args=args)
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


HASHES = """
import hashlib, sys
from optimizer import load_plan
from optimizer.export.checked import check_plan
from optimizer.export.render import CalendarOptions, render
checked = check_plan(load_plan(sys.argv[1]))
options = CalendarOptions("Europe/Berlin", True)
for to in sys.argv[2:]:
    print(hashlib.sha256(render(checked, to, options)).hexdigest())
"""


def test_equal_plans_give_equal_bytes_in_every_process(plan: Path) -> None:
    seen = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        done = subprocess.run(
            [sys.executable, "-c", HASHES, str(plan), *FORMATS],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PATH": ""},
            cwd=Path(__file__).parents[2],
        )
        seen.add(done.stdout)
    [lines] = seen
    assert len(set(lines.split())) == len(FORMATS)
    assert (
        lines.split()[list(FORMATS).index("json")] == hashlib.sha256(plan.read_bytes()).hexdigest()
    )


def test_markdown_and_json_keep_foreign_text_in_its_place() -> None:
    for checked in plans.hostile():
        page = render(checked, "markdown").decode("utf-8")
        assert "<script>" not in page
        assert "\x1b" not in page
        assert page.count("\n# ") == 0
        again = json.loads(render(checked, "json"))
        assert again["scenario"]["name"] == checked.scenario.name
