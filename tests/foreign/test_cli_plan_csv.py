"""`verify --plan-csv`: what is printed, kept and returned; and long lists of violations."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from constraints import RULES, Violation
from optimizer.cli import main
from optimizer.cli.findings import MOST_SHOWN, violation_lines
from optimizer.plan_file import load_plan
from optimizer.scenario import Scenario
from optimizer.verifier import verify
from tests.foreign.tables import bands
from tests.test_architecture import ROOT, SOLVING, dotted, imports
from tests.test_cli import BLOCK_ORTOOLS

GOOD = "day,name,sets\nMon,band RDL,2\nMon,band row,2\nThu,band squat,2\nThu,band face pull,2\n"
BAD = GOOD.replace("band squat,2", "leg press,9")
QUICK = ("--time-limit", "10", "--workers", "1")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a scenario and three tables; it is the current one."""
    monkeypatch.chdir(tmp_path)
    document = bands().model_dump(mode="json", exclude_unset=True)
    Path("toy.yaml").write_text(json.dumps(document), encoding="utf-8")
    for name, text in (("good", GOOD), ("bad", BAD), ("wrong", GOOD.replace("row", "rwo"))):
        Path(f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def run(*args: str, **options: Any) -> Result:
    result = CliRunner().invoke(main, ["verify", *args], **options)
    assert "Traceback" not in result.output
    return result


def test_a_good_plan_is_verified(files: Path) -> None:
    result = run("toy.yaml", "--plan-csv", "good.csv")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[-1] == f"verified: {len(RULES)} rules checked over 2 weeks, no violation"
    assert lines[0].startswith("score ")
    assert "no column for the week" in result.stderr
    assert sorted(path.name for path in files.iterdir()) == [
        *("bad.csv", "good.csv", "toy.yaml", "wrong.csv"),
    ]


def test_a_bad_plan_is_told_by_rule_and_place(files: Path) -> None:
    result = run("toy.yaml", "--plan-csv", "bad.csv")
    assert result.exit_code == 5
    assert "equipment: weeks 1-2, thu: leg_press needs equipment" in result.stdout
    assert "session_shape: weeks 1-2, thu: leg_press has 9 sets, 2 to 5 [4 sets]" in result.stdout
    assert "leg_press cannot be done here: needs a leg press" in result.stdout
    assert "not verified: " in result.stdout.splitlines()[-1]


def test_a_table_that_cannot_be_read_is_a_bad_file(files: Path) -> None:
    before = sorted(files.iterdir())
    result = run("toy.yaml", "--plan-csv", "wrong.csv", "--repair", "-o", "out.plan.json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "wrong.csv:3:2: exercise: unknown exercise 'band rwo'; close names are band_row" in (
        result.stderr
    )
    assert sorted(files.iterdir()) == before, "nothing is written"


def test_the_table_may_come_from_standard_input(files: Path) -> None:
    assert run("toy.yaml", "--plan-csv", "-", input=GOOD).exit_code == 0
    scenario = Path("toy.yaml").read_text(encoding="utf-8")
    assert run("-", "--plan-csv", "good.csv", input=scenario).exit_code == 0
    assert run("-", "--plan-csv", "-", input=GOOD).exit_code == 2


def test_the_nearest_plan_is_shown_and_kept(files: Path) -> None:
    args = ("toy.yaml", "--plan-csv", "bad.csv", "--repair", "-o", "new.plan.json", *QUICK)
    result = run(*args)
    assert result.exit_code == 5, "the exit code speaks about the plan that was given"
    lines = result.stdout.splitlines()
    (head,) = [line for line in lines if line.startswith("nearest plan: ")]
    assert head.endswith("; nearest: proved")
    assert "  block 1, thu: - leg_press, 9 sets" in lines
    assert "plan written to new.plan.json" in result.stderr
    plan, scenario = load_plan("new.plan.json"), bands()
    assert verify(scenario, plan).passed
    assert run("toy.yaml", "new.plan.json").exit_code == 0


def test_a_repaired_plan_goes_to_standard_output(files: Path) -> None:
    result = run("toy.yaml", "--plan-csv", "good.csv", "--repair", "-o", "-", *QUICK)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["format"] == "liftproof.plan/1"
    assert "nearest plan: no change; nearest: proved" in result.stderr


def test_the_best_plan_is_found_for_comparison(files: Path) -> None:
    result = run("toy.yaml", "--plan-csv", "good.csv", "--against-best", "--gap", "20", *QUICK)
    assert result.exit_code == 0
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("yours ")]
    head, best, bound = line.split(", ")
    assert best.startswith("best proved plan ")
    assert bound.startswith("no plan above ")
    numbers = [float(part.split()[-1]) for part in (head, best, bound)]
    assert numbers == sorted(numbers)


def test_everything_as_data(files: Path) -> None:
    args = ("--repair", "--against-best", "--format", "json", "--gap", "20", *QUICK)
    result = run("toy.yaml", "--plan-csv", "bad.csv", *args)
    assert result.exit_code == 5
    found = json.loads(result.stdout)
    assert found["verified"] is False
    assert {"equipment", "session_shape"} <= {one["rule"] for one in found["violations"]}
    assert found["best"]["status"] in ("optimal", "feasible")
    repair = found["repair"]
    assert repair["status"] == "optimal"
    assert repair["changes_at_least"] == len(repair["changes"])
    assert {change["exercise"] for change in repair["changes"]} >= {"leg_press"}


def test_no_plan_at_all_has_the_exit_code_of_a_solve(files: Path) -> None:
    data = json.loads(Path("toy.yaml").read_text(encoding="utf-8"))
    data["athlete"]["red_flags"] = ["numbness"]
    Path("toy.yaml").write_text(json.dumps(data), encoding="utf-8")
    result = run("toy.yaml", "--plan-csv", "good.csv", "--repair", "--against-best", *QUICK)
    assert result.exit_code == 3
    assert "proved impossible: no plan keeps all rules" in result.stdout
    assert "red flag 'numbness'" in result.stdout


def test_a_file_that_is_no_plan_is_not_replaced(files: Path) -> None:
    args = ("toy.yaml", "--plan-csv", "good.csv", "--repair", "-o", "good.csv", *QUICK)
    assert run(*args).exit_code == 2
    assert Path("good.csv").read_text(encoding="utf-8") == GOOD
    assert run(*args, "--force").exit_code == 0
    assert load_plan("good.csv").athlete == "sam"


@pytest.mark.parametrize(
    "args",
    [
        ("--plan-csv", "good.csv"),
        ("toy.yaml", "x.plan.json", "--plan-csv", "good.csv"),
        ("toy.yaml", "--plan-csv", "good.csv", "-o", "x.plan.json"),
        ("toy.yaml", "--plan-csv", "good.csv", "--explain-trust"),
        ("toy.yaml", "--plan-csv", "good.csv", "--repair", "-o", "-", "--format", "json"),
        ("toy.yaml", "--plan-csv", "nowhere.csv"),
        ("toy.yaml", "--plan-csv", "."),
        ("x.plan.json", "--repair"),
        ("x.plan.json", "-o", "y.plan.json"),
        ("x.plan.json", "--gap", "3"),
    ],
    ids=" ".join,
)
def test_what_does_not_go_together_is_a_usage_error(files: Path, args: tuple[str, ...]) -> None:
    before = sorted(files.iterdir())
    assert run(*args).exit_code == 2
    assert sorted(files.iterdir()) == before


def test_the_check_needs_no_solver(files: Path) -> None:
    args = ["verify", "toy.yaml", "--plan-csv", "bad.csv"]
    code = BLOCK_ORTOOLS.format(blocked=("ortools", "rich"), args=args)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 5, done.stderr


def test_only_the_repair_imports_what_solves() -> None:
    users = set()
    for path in (ROOT / "optimizer" / "foreign").glob("*.py"):
        found = {name for name, _ in imports(path)}
        if any(name == s or name.startswith(f"{s}.") for name in found for s in SOLVING):
            users.add(dotted(path))
    assert users == {"optimizer.foreign.counting", "optimizer.foreign.repair"}


# ---- long lists ----


def many(*counts: int) -> list[Violation]:
    return [
        Violation(f"rule_{rule}", f"week {week}, mon", 1, "set", f"week {week}, mon: too much")
        for rule, count in enumerate(counts)
        for week in range(1, count + 1)
    ]


def test_short_lists_are_shown_whole() -> None:
    assert len(violation_lines(many(10, 20), show_all=False)) == MOST_SHOWN
    assert violation_lines([], show_all=False) == []


def test_long_lists_show_some_of_every_rule_and_count_the_rest() -> None:
    lines = violation_lines(many(200, 3, 50), show_all=False)
    assert len(lines) == MOST_SHOWN + 1
    shown = [line.split(":")[0] for line in lines[:-1]]
    assert shown == sorted(shown), "grouped by rule"
    assert shown.count("rule_1") == 3
    assert lines[-1] == "and 223 more (--all shows them): 186 of rule_0, 37 of rule_2"
    assert len(violation_lines(many(200, 3, 50), show_all=True)) == 253


def test_the_same_in_several_weeks_is_one_line() -> None:
    found = [*many(3), Violation("rule_0", "week 5, mon", 1, "set", "week 5, mon: too much")]
    other = Violation("rule_0", "week 5, mon", 2, "set", "week 5, mon: too much")
    whole = Violation("rule_0", "plan", 1, "week", "no deload as in week 3")
    lines = violation_lines([*found, other, whole], show_all=False, join_weeks=True)
    assert lines == [
        "rule_0: weeks 1-3, 5, mon: too much [1 set]",
        "rule_0: week 5, mon: too much [2 sets]",
        "rule_0: plan: no deload as in week 3 [1 week]",
    ]


def test_a_plan_against_another_scenario_is_told_in_short(files: Path) -> None:
    run("toy.yaml", "--plan-csv", "good.csv", "--repair", "-o", "new.plan.json", *QUICK)
    data = json.loads(Path("toy.yaml").read_text(encoding="utf-8"))
    names = {entry["exercise"] for session in _sessions() for entry in session["exercises"]}
    data |= {"weeks": 12, "block_weeks": 4, "bans": sorted(names), "name": "another"}
    data["setups"] = {"bands": {"items": []}}
    Path("other.yaml").write_text(json.dumps(data), encoding="utf-8")
    Scenario.model_validate(data)
    short = run("other.yaml", "new.plan.json").stdout.splitlines()
    whole = run("other.yaml", "new.plan.json", "--all").stdout.splitlines()
    (more,) = [line for line in short if "(--all shows them)" in line]
    number = int(more.split()[1])
    assert short.index(more) == MOST_SHOWN
    assert len(whole) == len(short) - 1 + number
    assert whole[-1] == short[-1]


def _sessions() -> list[dict[str, Any]]:
    plan = json.loads(Path("new.plan.json").read_text(encoding="utf-8"))
    return [session for week in plan["weeks"] for session in week["sessions"]]
