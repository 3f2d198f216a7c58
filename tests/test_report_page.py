"""The page stands on its own: well-formed, closed to the outside, the same every time, hard to fool."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from optimizer.cli import main
from optimizer.errors import VerificationError
from optimizer.plan import Plan
from optimizer.report.page import render_page
from optimizer.scenario import Scenario
from tests import builders
from tests.page_reading import by_id, page_plan, page_scenario, read_page, words

ROOT = Path(__file__).parents[1]

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "closing": '</title></style></script>"><img src=x onerror=alert(1)>',
    "attribute": "\" onmouseover=alert(1) x='",
    "template": "{{ 7 * 191 }}{% raw %}",
    "formula": '=HYPERLINK("http://example.invalid","x")',
    "right to left": "مخطط التدريب \N{RIGHT-TO-LEFT OVERRIDE}evil\N{POP DIRECTIONAL FORMATTING}",
    "emoji": "🏋️‍♀️💪🏽 Garage",
    "long": "Ü" * 200,
    "control": "a\x1b[31mb\x00c\u2028d",
}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return page_scenario()


@pytest.fixture(scope="module")
def plan(scenario: Scenario) -> Plan:
    return page_plan(scenario)


@pytest.fixture(scope="module")
def page(plan: Plan, scenario: Scenario) -> str:
    return render_page(plan, scenario)


class TestStructure:
    def test_tags_are_balanced(self, page: str) -> None:
        tree = read_page(page)
        assert page.startswith("<!doctype html>")
        assert [child.tag for child in tree] == ["html"]
        assert [child.tag for child in tree[0]] == ["head", "body"]

    def test_ids_are_unique_and_every_reference_is_met(self, page: str) -> None:
        tree = read_page(page)
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        wanted = {m for m in re.findall(r"url\(#([^)]+)\)", page)}
        for element in tree.iter():
            for name in ("for", "aria-labelledby", "aria-describedby"):
                wanted |= set((element.get(name) or "").split())
            if (element.get("href") or "").startswith("#"):
                wanted.add(element.get("href", "")[1:])
        assert len(wanted) > 30
        assert wanted <= set(ids)

    def test_every_drawing_is_valid_xml_and_says_what_it_shows(self, page: str) -> None:
        drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
        assert len(drawings) > 40
        for drawing in drawings:
            root = ElementTree.fromstring(drawing)
            hidden = root.get("aria-hidden") == "true"
            assert hidden or (root.get("role") == "img" and root.get("aria-label"))

    def test_a_picture_never_stands_without_its_numbers(self, page: str) -> None:
        tree = read_page(page)
        for name in ("glance", "coverage", "lifts", "budgets", "ladder"):
            section = by_id(tree, name)
            assert any(e.get("class") == "picture" for e in section.iter()), name
            assert list(section.iter("table")), name

    def test_headings_go_down_one_step_at_a_time(self, page: str) -> None:
        levels = [int(e.tag[1]) for e in read_page(page).iter() if re.fullmatch(r"h\d", e.tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_tables_have_heads_and_whole_rows(self, page: str) -> None:
        for table in read_page(page).iter("table"):
            widths = {len(row) for row in table.iter("tr")}
            assert len(widths) == 1
            assert all(cell.get("scope") for cell in table.iter("th"))


class TestClosedToTheOutside:
    def test_nothing_is_loaded(self, page: str) -> None:
        for tree in read_page(page).iter():
            assert tree.tag not in ("img", "iframe", "object", "embed", "link", "video", "audio")
            assert not {"src", "srcset", "action", "ping"} & set(tree.attrib)
            assert tree.get("href", "#").startswith("#")
        assert "@import" not in page
        assert set(re.findall(r"url\((.)", page)) == {"#"}

    def test_the_policy_allows_the_one_script_and_nothing_else(self, page: str) -> None:
        (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
        assert policy is not None
        assert "default-src 'none'" in policy[1]
        assert re.findall(r"script-src ([^;]*)", policy[1]) == [f"'sha256-{digest}'"]

    def test_it_stays_small(self, page: str) -> None:
        assert len(page.encode()) < 300_000


class TestHostileText:
    @pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
    def test_names_stay_text(self, text: str, page: str) -> None:
        scenario = page_scenario(4, name=text, athlete={"name": text})
        proposed = page_plan(scenario).model_copy(
            update={"provenance": {"engine": text, text: text}}
        )
        shown = render_page(proposed, scenario)
        tree, usual = read_page(shown), read_page(page)
        tags = {element.tag for element in tree.iter()}
        assert tags <= {element.tag for element in usual.iter()}
        assert len(list(tree.iter("script"))) == 1
        attributes = {name for element in tree.iter() for name in element.attrib}
        assert not [name for name in attributes if name.startswith("on")]
        assert "1337" not in words(tree)
        title = next(tree.iter("title"))
        if text.isprintable():
            assert words(title) == " ".join(text.split())
        assert not set("\x1b\x00\u2028\N{RIGHT-TO-LEFT OVERRIDE}") & set(shown)

    def test_session_names_stay_text(self) -> None:
        slots = builders.days("monday", "wednesday", "friday")
        names = ['"onload=alert(1)', "<svg>", "&amp;'"]
        for slot, name in zip(slots, names, strict=True):
            slot["id"] = name
        scenario = page_scenario(4, sessions=slots)
        renamed = dict(zip(("mon", "wed", "fri"), names, strict=True))
        usual = page_plan(page_scenario(4))
        sets = {
            (entry.exercise, renamed[session.id]): entry.sets
            for session in usual.weeks[0].sessions
            for entry in session.exercises
        }
        tree = read_page(render_page(builders.plan(scenario, sets), scenario))
        headings = [words(h) for h in tree.iter("h4")]
        assert all(any(name in heading for heading in headings) for name in names)
        assert not [e for e in tree.iter() if e.get("onload")]


def test_equal_plans_give_equal_bytes(plan: Plan, page: str, tmp_path: Path) -> None:
    source = tmp_path / "a.plan.json"
    source.write_text(plan.to_json(), encoding="utf-8")
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "optimizer", "report", str(source)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        assert done.stdout.decode() == page


def test_a_plan_without_a_bound_says_so(scenario: Scenario) -> None:
    tree = read_page(render_page(page_plan(scenario, bound=None), scenario))
    assert "Nothing is known about better plans." in words(by_id(tree, "glance"))
    assert "word of" not in words(by_id(tree, "proof"))


def test_a_page_without_loads_says_where_they_come_from() -> None:
    scenario = page_scenario(4, athlete={"one_rep_max_kg": {}})
    tree = read_page(render_page(page_plan(scenario), scenario))
    assert "No main lift of this plan has a load in kg" in words(by_id(tree, "lifts"))


class TestBrokenPlans:
    @pytest.fixture
    def broken(self, plan: Plan) -> Plan:
        data = plan.model_dump()
        data["weeks"][0]["sessions"][0]["exercises"][0]["sets"] = 5
        return Plan.model_validate(data)

    def test_no_page_is_made(self, broken: Plan, scenario: Scenario) -> None:
        with pytest.raises(VerificationError) as caught:
            render_page(broken, scenario)
        assert caught.value.violations

    def test_the_command_says_what_is_wrong_and_writes_nothing(
        self, broken: Plan, tmp_path: Path
    ) -> None:
        source, target = tmp_path / "a.plan.json", tmp_path / "a.html"
        source.write_text(broken.to_json(), encoding="utf-8")
        done = CliRunner().invoke(main, ["report", str(source), "-o", str(target)])
        assert done.exit_code == 5
        assert "deload: week 2, mon" in done.stderr
        assert not target.exists()
        assert not done.stdout


class TestCommand:
    @pytest.fixture
    def source(self, plan: Plan, tmp_path: Path) -> Path:
        path = tmp_path / "a.plan.json"
        path.write_text(plan.to_json(), encoding="utf-8")
        return path

    def test_writes_a_file(self, source: Path, page: str, tmp_path: Path) -> None:
        target = tmp_path / "a.html"
        target.write_text("older", encoding="utf-8")
        done = CliRunner().invoke(main, ["report", str(source), "-o", str(target)])
        assert (done.exit_code, done.stdout) == (0, "")
        assert str(target) in done.stderr
        assert target.read_text(encoding="utf-8") == page
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "a.plan.json"]

    def test_reads_and_writes_the_standard_streams(self, source: Path, page: str) -> None:
        text = source.read_text(encoding="utf-8")
        done = CliRunner().invoke(main, ["report", "-", "-o", "-"], input=text)
        assert done.exit_code == 0
        assert done.stdout == page

    def test_never_writes_over_the_plan(self, source: Path) -> None:
        before = source.read_bytes()
        done = CliRunner().invoke(main, ["report", str(source), "-o", str(source)])
        assert done.exit_code == 2
        assert "is the plan itself" in done.stderr
        assert source.read_bytes() == before

    @pytest.mark.parametrize("name", [".", "nowhere/a.html", "x" * 300])
    def test_a_place_that_takes_no_file(self, source: Path, name: str) -> None:
        target = source.parent / name
        done = CliRunner().invoke(main, ["report", str(source), "-o", str(target)])
        assert done.exit_code == 2
        assert "-o" in done.stderr or "cannot be written" in done.stderr

    def test_a_file_that_is_no_plan(self, tmp_path: Path) -> None:
        source = tmp_path / "a.json"
        source.write_text("{}", encoding="utf-8")
        done = CliRunner().invoke(main, ["report", str(source), "-o", str(tmp_path / "a.html")])
        assert done.exit_code == 2
        assert "liftproof.plan/1" in done.stderr
