"""The layers hold: who may import what, and nothing that belongs to a rule is forgotten."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from constraints import ROSTER_RULES, RULES, TERMS, RosterRule, Rule, RuleSettings, Term
from optimizer.claims import load_claims
from optimizer.parameters import load_parameters
from optimizer.profile import Profile

ROOT = Path(__file__).parents[1]
PACKAGES = ("optimizer", "constraints", "benchmarks")
MOST_LINES = 300
EVERYTHING: tuple[Rule | RosterRule | Term, ...] = (*RULES, *ROSTER_RULES, *TERMS)

# What needs a solver, or speaks the solver's integers.
SOLVING = {
    f"optimizer.{name}"
    for name in (
        "solver", "build", "plan_model", "postings", "problem", "compile", "linear_model",
        "warm_start", "confirm", "search", "engines.cp_sat", "engines.highs", "engines.duals",
        "roster.room_model", "roster.compile_room", "roster.athlete_model", "roster.planning",
        "roster.price_search", "roster.master", "roster.coordinator", "roster.worker",
    )
}  # fmt: skip
# What must work from the scenario and the plan alone.
CHECKING = (
    "verifier",
    "integrity",
    "scoring",
    "plan",
    "plan_facts",
    "plan_file",
    "report",
    "export",
)
# The same for the runs of rosters, below optimizer/roster.
CHECKING_RUNS = ("verify_run", "summary", "store", "run_folder", "manifest", "finished_run")


def modules(*packages: str) -> list[Path]:
    return sorted(path for name in packages for path in (ROOT / name).rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, *, everywhere: bool = True) -> Iterator[tuple[str, bool]]:
    """Modules that a file imports at run time, and whether inside a function."""

    def walk(node: ast.AST, inside: bool) -> Iterator[tuple[str, bool]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                for other in child.orelse:
                    yield from walk(other, inside)
                continue
            if isinstance(child, ast.Import):
                yield from ((alias.name, inside) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path}: relative import"
                yield str(child.module), inside
                # `from optimizer import solver` imports a module too
                yield from ((f"{child.module}.{alias.name}", inside) for alias in child.names)
            deeper = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            if everywhere or not deeper:
                yield from walk(child, inside or deeper)

    return walk(ast.parse(path.read_text(encoding="utf-8")), False)


def test_rules_import_pydantic_and_the_standard_library_only() -> None:
    allowed = {*sys.stdlib_module_names, "pydantic"}
    files = modules("constraints")
    assert len(files) >= len(RULES) + len(TERMS) + 2
    for path in files:
        # rules share what has an underscore before its name, never each other
        own = "constraints" if path.name == "__init__.py" else "constraints._"
        for name, _ in imports(path):
            if name.split(".")[0] not in allowed:
                assert name.startswith(own), f"{path.name} imports {name}"


def test_only_engines_import_the_solver_and_only_inside_functions() -> None:
    users = set()
    for path in modules(*PACKAGES):
        for name, inside in imports(path):
            if name.split(".")[0] == "ortools":
                users.add(dotted(path))
                assert inside, f"{path}: {name} is imported at the top"
    assert users
    outside = {u for u in users if not u.startswith("optimizer.engines.")}
    assert not {u for u in outside if not u.startswith("benchmarks")}, outside


def checking_files() -> list[Path]:
    found = []
    for name in CHECKING:
        file, folder = ROOT / "optimizer" / f"{name}.py", ROOT / "optimizer" / name
        found += [file] if file.exists() else sorted(folder.rglob("*.py"))
    return found


def run_checking_files() -> list[Path]:
    inside = ROOT / "optimizer" / "roster"
    files = [inside / f"{name}.py" for name in CHECKING_RUNS]
    return [*files, *sorted((inside / "results").rglob("*.py"))]


def test_every_checking_module_is_there() -> None:
    parts = {path.relative_to(ROOT / "optimizer").parts[0] for path in checking_files()}
    assert {part.removesuffix(".py") for part in parts} == set(CHECKING)


@pytest.mark.parametrize("path", [*checking_files(), *run_checking_files()], ids=dotted)
def test_checks_never_import_what_solves(path: Path) -> None:
    found = {name for name, _ in imports(path)}
    used = {s for s in SOLVING for name in found if name == s or name.startswith(f"{s}.")}
    assert not used


BLOCKED = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {blocked!r}:
            raise ImportError(name + " is blocked")
sys.meta_path.insert(0, Blocked())
import {module}
loaded = sorted(set(sys.modules) & {unwanted!r})
assert not loaded, loaded
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "module", ["constraints", "optimizer", "optimizer.api", "optimizer.verifier", "optimizer.cli"]
)
def test_importable_without_a_solver(module: str) -> None:
    unwanted = {"optimizer.solver", "optimizer.engines.cp_sat", "optimizer.engines.highs"}
    code = BLOCKED.format(blocked={"ortools", "numpy"}, module=module, unwanted=unwanted)
    done = run(code)
    assert done.returncode == 0, done.stderr


def test_the_block_blocks() -> None:
    code = BLOCKED.format(blocked={"ortools"}, module="ortools.sat.python.cp_model", unwanted={""})
    assert "ortools is blocked" in run(code).stderr


# ---- nothing about a rule is forgotten ----


@pytest.mark.parametrize("name", [item.name for item in EVERYTHING])
class TestEveryRuleAndTerm:
    def test_has_a_file_of_its_name(self, name: str) -> None:
        assert (ROOT / "constraints" / f"{name}.py").exists()

    def test_has_a_test_file(self, name: str) -> None:
        path = ROOT / "tests" / "rules" / f"test_{name}.py"
        assert path.exists()
        assert "def test_" in path.read_text(encoding="utf-8")

    def test_has_a_row_in_the_readme(self, name: str) -> None:
        text = (ROOT / "constraints" / "README.md").read_text(encoding="utf-8")
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert any(f"[{name}]({name}.py)" in row.split("|")[1] for row in rows)


def test_every_rule_file_is_registered() -> None:
    files = {p.stem for p in modules("constraints") if not p.stem.startswith("_")}
    assert files == {item.name for item in EVERYTHING}


def test_every_rule_has_its_settings() -> None:
    fields = RuleSettings.model_fields
    assert list(fields) == [rule.name for rule in RULES]
    for rule in RULES:
        assert fields[rule.name].annotation is rule.params


# Tables by muscle are too long for a class; they are filled entry by entry from the athlete's level.
BY_MUSCLE = {("volume", name) for name in ("floor_sets", "target_sets", "cap_sets")}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_class_defaults_are_those_of_an_intermediate_adult(rule: Rule) -> None:
    profile = Profile(
        level="intermediate",
        youth=False,
        older=False,
        low_back=False,
        returning=False,
        weeks=12,
        block_weeks=4,
        parameters=load_parameters(),
    )
    written, given = rule.params(), rule.defaults(profile)
    for name in type(written).model_fields:
        default = getattr(written, name)
        if (rule.name, name) in BY_MUSCLE:
            assert default == {}
            continue
        assert default == getattr(given, name), name


def test_claims_name_what_exists() -> None:
    known = {item.name for item in EVERYTHING}
    named = {name for claim in load_claims().values() for name in claim.by}
    elsewhere = (
        "exercise.",
        "family.",
        "method.",
        "parameters.",
        "report",
        "templates.",
        "template.",
    )
    assert named & known
    assert {n for n in named if not n.startswith(elsewhere)} <= known


def test_rules_name_claims_that_exist() -> None:
    known = load_claims()
    for item in EVERYTHING:
        assert item.sources, item.name
        claims = [s for s in item.sources if s.startswith("S") and s[1:].isdigit()]
        assert set(claims) <= set(known), item.name


# ---- the shape of the code ----


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=dotted)
def test_no_module_is_too_long(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MOST_LINES


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=dotted)
def test_public_functions_are_documented_and_annotated(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node, nested in functions(tree):
        public = not node.name.startswith("_") and not nested
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        bare = [a.arg for a in arguments if a.annotation is None and a.arg not in ("self", "cls")]
        assert not bare, f"{node.name}: no annotation for {bare}"
        assert node.returns is not None, f"{node.name}: no annotation of what it returns"
        assert ast.get_docstring(node) or not public, f"{node.name}: no docstring"


def functions(tree: ast.AST, nested: bool = False) -> Iterator[tuple[ast.FunctionDef, bool]]:
    for child in ast.iter_child_nodes(tree):
        inside = nested
        if isinstance(child, ast.FunctionDef):
            yield child, nested
            inside = True
        elif isinstance(child, ast.ClassDef):
            inside = nested or child.name.startswith("_")
        yield from functions(child, inside)


def test_no_floats_in_rules() -> None:
    """Rules decide exactly; a float may only be formatted into a sentence."""
    for path in modules("constraints"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
            assert not is_float, f"{path.name}:{getattr(node, 'lineno', 0)}"


def test_the_schema_is_current() -> None:
    from click.testing import CliRunner

    from optimizer.cli import main

    for options, name in (([], "scenario"), (["--roster"], "roster")):
        shown = CliRunner().invoke(main, ["schema", *options], catch_exceptions=False)
        assert shown.exit_code == 0
        stored = (ROOT / "scenarios" / f"{name}.schema.json").read_text(encoding="utf-8")
        assert shown.stdout == stored, "run `make generated`"


def test_modules_say_what_they_are_for() -> None:
    for path in modules(*PACKAGES):
        text = path.read_text(encoding="utf-8")
        assert not text or inspect.cleandoc(ast.get_docstring(ast.parse(text)) or ""), path


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_parameter_is_described(rule: Rule) -> None:
    bare = [name for name, field in rule.params.model_fields.items() if not field.description]
    assert bare == []
