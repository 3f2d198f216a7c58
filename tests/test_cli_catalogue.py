"""`rules`, `exercises`, `setups`, `schema` and `new`: contents, filters, formats, generated files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from constraints import RULES, TERMS
from optimizer.api import load_scenario
from optimizer.build import build_model
from optimizer.catalogue import load_catalogue
from optimizer.claims import load_claims
from optimizer.cli import main
from optimizer.cli.exercises import formula_safe
from optimizer.cli.new import next_monday
from optimizer.compile import compile_problem
from optimizer.setups import load_setups_library

ROOT = Path(__file__).parent.parent
SETUPS = sorted(load_setups_library().setups)


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


def data(*args: str) -> Any:
    result = run(*args)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


# ---- rules ----


def test_rules_lists_every_rule_and_term() -> None:
    text = run("rules").stdout
    for part in (*RULES, *TERMS):
        assert f"\n{part.name} (" in text


@pytest.mark.parametrize("part", [*RULES, *TERMS], ids=lambda part: part.name)
def test_one_rule_in_full_shows_its_reason_and_parameters(part: Any) -> None:
    text = run("rules", part.name).stdout
    assert "Formally" in text
    for name in getattr(part, "params", type("", (), {"model_fields": {}})).model_fields:
        assert f"\n    {name}" in text


def test_rule_names_are_suggested() -> None:
    result = run("rules", "recovery_gaps")
    assert result.exit_code == 2
    assert "did you mean 'recovery_gap'?" in result.stderr


def test_defaults_are_given_by_level_where_they_differ() -> None:
    text = run("rules", "session_shape").stdout
    assert "novice: " in text
    assert "advanced: " in text


def test_rules_as_set_in_a_scenario(tmp_path: Path) -> None:
    source = tmp_path / "s.yaml"
    text = (ROOT / "scenarios/starter.yaml").read_text(encoding="utf-8")
    source.write_text(text + "\nrules: {recovery_gap: {heavy_hours: 99}}\n", encoding="utf-8")
    assert "99 h" in run("rules", "--scenario", str(source)).stdout
    assert "99 h" not in run("rules").stdout


def test_sources_lists_every_claim() -> None:
    text = run("rules", "--sources").stdout
    for claim in load_claims().values():
        assert f"{claim.id} {claim.fate}" in text
    assert len(data("rules", "--sources", "--format", "json")) == len(load_claims())
    assert run("rules", "coverage", "--sources").exit_code == 2


def test_rules_as_json() -> None:
    found = data("rules", "--format", "json")
    assert [rule["name"] for rule in found["rules"]] == [rule.name for rule in RULES]
    one = data("rules", "volume", "--format", "json")
    caps = next(p for p in one["rules"][0]["parameters"] if p["name"] == "session_cap_sets")
    assert caps["novice"] != caps["advanced"]
    assert one["terms"] == []


# ---- generated files ----


def test_readme_of_the_rules_is_current() -> None:
    shipped = (ROOT / "constraints/README.md").read_text(encoding="utf-8")
    assert run("rules", "--format", "markdown").stdout == shipped, "run: make generated"


def test_schema_is_current() -> None:
    shipped = (ROOT / "scenarios/scenario.schema.json").read_text(encoding="utf-8")
    assert run("schema").stdout == shipped, "run: make generated"


def test_schema_says_what_editors_need() -> None:
    schema = data("schema")
    assert schema["$schema"].endswith("draft/2020-12/schema")
    for key in ("$id", "title", "description", "examples"):
        assert schema[key]
    assert set(schema["$defs"]["exercise"]["enum"]) == set(load_catalogue().exercises)
    assert "__" not in json.dumps(schema["$defs"])
    assert set(schema["properties"]) >= {"name", "athlete", "rules"}


def test_the_schema_example_is_a_scenario() -> None:
    from optimizer.scenario import Scenario

    for example in data("schema")["examples"]:
        assert Scenario.model_validate(example).name


# ---- exercises ----


def test_filters_add_up() -> None:
    catalogue = load_catalogue()
    args = ("--family", "hip_hinge", "--tier", "dumbbell", "--format", "json")
    found = data("exercises", *args)
    wanted = {
        e.id
        for e in catalogue.exercises.values()
        if (e.family, e.tier) == ("hip_hinge", "dumbbell")
    }
    assert wanted
    assert {row["id"] for row in found} == wanted
    fewer = data("exercises", *args, "--level", "novice")
    assert {row["id"] for row in fewer} < wanted
    assert data("exercises", *args, "--setup", "none") == []


def test_filter_by_equipment_and_muscle() -> None:
    found = data("exercises", "--equipment", "ghd", "--muscle", "hamstrings", "--format", "json")
    assert found
    assert all(any("ghd" in way for way in row["equipment"]) for row in found)
    assert all("hamstrings" in row["muscles"] for row in found)


@pytest.mark.parametrize("option", ["--family", "--muscle", "--equipment", "--setup"])
def test_filters_refuse_unknown_names(option: str) -> None:
    result = run("exercises", option, "hamstring")
    assert result.exit_code == 2
    assert "hamstring" in result.stderr


def test_nothing_found_is_a_note_not_an_error() -> None:
    result = run("exercises", "--family", "squat", "--equipment", "sliders")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no exercise" in result.stderr


def test_csv_has_a_row_per_exercise() -> None:
    rows = list(csv.DictReader(io.StringIO(run("exercises", "--format", "csv").stdout)))
    assert [row["id"] for row in rows] == list(load_catalogue().exercises)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_csv_cells_are_no_formulas(cell: str) -> None:
    assert formula_safe(cell) == f"'{cell}"
    assert formula_safe("2-0-1") == "2-0-1"


# ---- setups ----


def test_setups_have_totals_that_add_up() -> None:
    for row in data("setups", "--format", "json")["setups"]:
        parts = sum(float(item["typical_total"]) for item in row["items"])
        assert parts == float(row["typical_price"]), row["id"]


def test_one_setup_in_full() -> None:
    text = run("setups", "garage").stdout
    assert "Olympic barbell" in text
    assert "typical total" in text
    assert run("setups", "garrage").exit_code == 2


# ---- new ----


@pytest.mark.parametrize("setup", SETUPS)
def test_new_scenario_is_good_as_it_is(setup: str, tmp_path: Path) -> None:
    target = tmp_path / "my.yaml"
    result = run("new", str(target), "--setup", setup, "--start", "2027-01-04")
    assert (result.exit_code, result.stdout) == (0, "")
    text = target.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=scenario.schema.json\n")
    scenario = load_scenario(target)
    assert scenario.start == dt.date(2027, 1, 4)
    assert {slot.setup for slot in scenario.sessions} == {setup}
    assert not build_model(compile_problem(scenario)).linear.impossible_rows()


def test_new_replaces_nothing_unless_told(tmp_path: Path) -> None:
    target = tmp_path / "my.yaml"
    target.write_text("mine", encoding="utf-8")
    result = run("new", str(target))
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert target.read_text(encoding="utf-8") == "mine"
    assert run("new", str(target), "--force").exit_code == 0
    assert load_scenario(target).weeks == 8


def test_new_starts_on_the_next_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    assert next_monday(dt.date(2026, 11, 29)) == dt.date(2026, 11, 30)
    assert next_monday(dt.date(2026, 11, 30)) == dt.date(2026, 12, 7)
    monkeypatch.setattr("optimizer.cli.new.today", lambda: dt.date(2026, 12, 31))
    assert "start: 2027-01-04" in run("new", "-").stdout


@pytest.mark.parametrize(
    "args",
    [
        ("--setup", "garrage"),
        ("--start", "2026-12-01"),
        ("--start", "soon"),
    ],
)
def test_new_refuses_what_makes_no_scenario(args: tuple[str, ...], tmp_path: Path) -> None:
    target = tmp_path / "my.yaml"
    assert run("new", str(target), *args).exit_code == 2
    assert not target.exists()


def test_new_into_a_place_that_is_none(tmp_path: Path) -> None:
    result = run("new", str(tmp_path / "no" / "such.yaml"))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
