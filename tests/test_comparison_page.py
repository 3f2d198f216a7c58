"""The page of a comparison: true to its file, closed to the outside, hard to fool, hard to break."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from click.testing import CliRunner, Result

from optimizer.cli import main
from tests.compare.files import Data, files, read, with_intervals
from tests.page_reading import by_id, read_page, rows_of, table, words
from tests.test_architecture import BLOCKED
from tests.test_report_page import HOSTILE

ROOT = Path(__file__).parents[1]
KINDS = ("setups", "mixed", "additions", "purchase")


def report(text: str, *args: str) -> Result:
    return CliRunner().invoke(main, ["report", "-", *args], input=text)


def page_of(data: Data) -> Element:
    done = report(json.dumps(data))
    assert done.exit_code == 0, done.stderr
    return read_page(done.stdout)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    made = {kind: report(text) for kind, text in files().items()}
    assert {done.exit_code for done in made.values()} == {0}
    return {kind: done.stdout for kind, done in made.items()}


@pytest.mark.parametrize("kind", KINDS)
class TestStructure:
    def test_tags_ids_and_references(self, pages: dict[str, str], kind: str) -> None:
        tree = read_page(pages[kind])
        assert [child.tag for child in tree] == ["html"]
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        wanted = set(re.findall(r"url\(#([^)]+)\)", pages[kind]))
        for element in tree.iter():
            wanted |= set((element.get("aria-labelledby") or "").split())
            if (element.get("href") or "").startswith("#"):
                wanted.add(element.get("href", "")[1:])
        assert len(wanted) > 5
        assert wanted <= set(ids)

    def test_drawings_say_what_they_show(self, pages: dict[str, str], kind: str) -> None:
        drawings = re.findall(r"<svg.*?</svg>", pages[kind], re.DOTALL)
        assert len(drawings) > 5
        for drawing in drawings:
            root = ElementTree.fromstring(drawing)
            hidden = root.get("aria-hidden") == "true"
            assert hidden or (root.get("role") == "img" and root.get("aria-label"))

    def test_headings_and_tables(self, pages: dict[str, str], kind: str) -> None:
        tree = read_page(pages[kind])
        levels = [int(e.tag[1]) for e in tree.iter() if re.fullmatch(r"h\d", e.tag)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        for found in tree.iter("table"):
            assert len({len(row) for row in found.iter("tr")}) == 1
            assert all(cell.get("scope") for cell in found.iter("th"))

    def test_closed_to_the_outside(self, pages: dict[str, str], kind: str) -> None:
        page = pages[kind]
        for element in read_page(page).iter():
            assert element.tag not in ("script", "img", "iframe", "object", "link", "form")
            assert not {"src", "srcset", "action", "style"} & set(element.attrib)
            assert not [name for name in element.attrib if name.startswith("on")]
            assert element.get("href", "#").startswith("#")
        (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
        assert f"default-src 'none'; style-src 'sha256-{digest}';" in policy
        assert "script-src" not in policy

    def test_says_that_it_is_a_record(self, pages: dict[str, str], kind: str) -> None:
        tree = read_page(pages[kind])
        notes = words(by_id(tree, "notes"))
        assert "they were not verified again" in notes
        assert "liftproof verify" in notes
        assert read(kind)["scenario"]["sha256"] in notes


class TestSetups:
    def test_scores_are_those_of_the_file(self, pages: dict[str, str]) -> None:
        shown = {row[0]: row for row in table(read_page(pages["setups"]), "scores")}
        data = read("setups")
        for row in data["setups"]:
            line = shown[f"#{row['number']} {row['name']}"]
            assert line[1:5] == [str(row["group"]), row["status"], row["score"], row["bound"]]
            used, _, available = line[5].partition(" of ")
            assert abs(Decimal(used) - Decimal(row["minutes_a_week"]["used"])) <= Decimal("0.5")
            assert Decimal(available) == Decimal(row["minutes_a_week"]["available"])
            assert Decimal(line[6]) == Decimal(row["price"])

    def test_sets_are_those_of_the_file(self, pages: dict[str, str]) -> None:
        head, *rows = table(read_page(pages["setups"]), "weekly sets per muscle")
        data = read("setups")
        for place, column in enumerate(head[1:-2], start=1):
            (row,) = (r for r in data["setups"] if column == f"#{r['number']} {r['name']}")
            assert len(rows) == len(row["muscles"])
            for line, muscle in zip(rows, row["muscles"], strict=True):
                sets = Decimal(muscle["sets"])
                assert abs(Decimal(line[place].split("!")[0]) - sets) <= Decimal("0.05")
                assert ("below the floor" in line[place]) == (sets < Decimal(muscle["floor"]))

    def test_every_stage_of_every_ladder_is_told(self, pages: dict[str, str]) -> None:
        lines = table(read_page(pages["setups"]), "ladder steps by week")[1:]
        told = {(family.lower(), plan): steps for family, plan, steps in lines}
        assert len(told) == len(lines)
        trained = 0
        for row in read("setups")["setups"]:
            steps = told["hip hinge", f"#{row['number']} {row['name']}"]
            for stage in row["ladder"]["hip_hinge"]:
                assert (stage["step"] or "not trained") in steps
                trained += stage["step"] is not None
        assert trained

    @pytest.mark.parametrize(
        ("intervals", "headline"),
        [
            ([(90, 92), (80, 85), (70, 71)], "setup1 is proved best"),
            ([(70, 71), (90, 92), (80, 85)], "setup2 is proved best"),
            ([(90, 92), (80, 90), (70, 71)], "Best is one of setup1, setup2"),
            # One chain of overlaps, and yet the last is proved worse than the first.
            ([(80, 90), (75, 82), (70, 78)], "Best is one of setup1, setup2"),
            ([(80, 90), (75, 82), (70, 80)], "No setup is proved best"),
            ([(80, 90), (75, 95)], "No setup is proved best"),
            ([(80, 90)], "setup1"),
            ([(90, 92), (80, 85), "unknown"], "setup1 is proved best of those with a plan"),
            ([(90, 92), (80, 85), "impossible"], "setup1 is proved best"),
            (["impossible", "impossible"], "No setup allows a plan"),
            (["impossible", "unknown"], "No plan was found"),
            (["failed", "not begun"], "No plan was found"),
        ],
    )
    def test_the_verdict(self, intervals: list[Any], headline: str) -> None:
        tree = page_of(with_intervals(intervals))
        verdict = by_id(tree, "verdict")
        (answer,) = (e for e in verdict.iter() if e.get("class") == "answer")
        assert words(answer) == headline
        assert ("Nothing is claimed about" in words(verdict)) == bool(
            {"unknown", "failed", "not begun"} & {i for i in intervals if isinstance(i, str)}
        )

    def test_the_four_statuses_stay_apart(self) -> None:
        states = ["impossible", "unknown", "failed", "not begun"]
        tree = page_of(with_intervals([(90, 92), *states]))
        told = [words(item) for item in by_id(tree, "without").iter("li")]
        assert "proved impossible. Not all of this at once: one wish; another" in told[0]
        assert "this does not mean that no plan exists" in told[1]
        assert "failed: the worker was killed" in told[2]
        assert "not begun before the stop" in told[3]
        shown = {row[0]: row[2] for row in table(tree, "scores")[1:]}
        assert [shown[f"#{n} setup{n}"] for n in range(1, 6)] == ["feasible", *states]
        assert [words(e) for e in by_id(tree, "verdict").iter("dt")] == ["feasible", *states]

    def test_prices(self) -> None:
        data = with_intervals([(60, 61), (50, 70), (72, 75), (74, 90)])
        rows = table(page_of(data), "more for more money")[1:]
        assert [(row[0], row[-1]) for row in rows] == [
            ("#1 setup1", ""),
            ("#3 setup3", "proved"),
            ("#4 setup4", "not separated"),
        ]
        for row in data["setups"]:
            row["price"] = None
        tree = page_of(data)
        assert "cannot be set against prices" in words(by_id(tree, "price"))

    def test_many_setups_fit_on_paper(self) -> None:
        tree = page_of(with_intervals([(50 + n // 2, 90) for n in range(64)]))
        tables = [e for e in tree.iter("table") if e.get("class") == "heat"]
        widths = [len(rows_of(one)[0]) - 3 for one in tables]
        assert sum(widths) == 64
        assert max(widths) <= 8

    def test_why_more_can_score_less(self) -> None:
        data = read("setups")
        step = {"family": "squat", "before": "band", "after": "barbell"}
        data["lower_for_progress"] = [
            {
                "bigger": "big<i>",
                "smaller": "small",
                "families": ["squat"],
                "steps": [step],
                "progress_points": {"bigger": "5.00", "smaller": "9.50"},
            }
        ]
        told = words(by_id(page_of(data), "notes"))
        assert "big<i> below small (barbell in squat: 5 points of progress against 9.5)" in told


class TestAdditions:
    def test_gains_are_those_of_the_file(self, pages: dict[str, str]) -> None:
        tree = read_page(pages["additions"])
        data = read("additions")
        shown = {row[0]: row for row in table(tree, "one more item")[1:]}
        shown |= {row[0]: row for row in table(tree, "two items together")[1:]}
        assert len(shown) == 1 + len(data["items"]) + len(data["pairs"])
        for row in (*data["items"], *data["pairs"]):
            line = shown[f"#{row['number']} {' + '.join(row['items'])}"]
            low, _, high = line[2].replace("−", "-").partition(" to ")
            least, most = Decimal(row["gain"]["at_least"]), Decimal(row["gain"]["at_most"])
            if high:
                assert (Decimal(low), Decimal(high)) == (least, most)
            else:  # known exactly, and shown to the nearest hundredth
                assert least <= Decimal(low) <= most <= least + Decimal("0.01")
            assert line[3:6] == [row["verdict"], row["score"], row["bound"]]
            assert Decimal(line[1]) == Decimal(row["items_price"])

    def test_what_becomes_possible(self, pages: dict[str, str]) -> None:
        tree = read_page(pages["additions"])
        assert "Inverted row" in words(by_id(tree, "opened"))
        assert "foam_roller, 20 EUR" in words(by_id(tree, "items"))
        assert "Not all pairs were tried" in words(by_id(tree, "items"))

    def test_without_a_base_no_gain_is_told(self) -> None:
        data = read("additions")
        keys = {*data["as_it_is"]} - {"terms", "muscles", "weakest_link", "ladder", "shortages"}
        base = {key: data["as_it_is"][key] for key in keys - {"minutes_a_week"}}
        base |= dict.fromkeys(("score", "score_exact", "bound", "bound_exact", "points_per_100"))
        data["as_it_is"] = {**base, "status": "impossible", "conflict": ["a wish"]}
        data |= {"by_price": []}
        for row in (*data["items"], *data["pairs"]):
            row |= {"gain": None, "verdict": "unknown"}
        tree = page_of(data)
        assert "As it is, the setup is impossible" in words(by_id(tree, "verdict"))
        assert "#0" in words(by_id(tree, "without"))


class TestPurchase:
    def test_answers(self, pages: dict[str, str]) -> None:
        tree = read_page(pages["purchase"])
        verdict = words(by_id(tree, "verdict"))
        assert "Buy rings_pair + foam_roller for 60 EUR" in verdict
        assert "No basket within the budget allows a plan above 90.01." in verdict
        assert "none that costs less than 12.5 EUR does" in verdict
        assert "No basket reaches a score of 99, whatever it costs: proved." in verdict
        statuses = [row[1] for row in table(tree, "answers")[1:]]
        assert statuses == ["feasible", "feasible", "impossible"]

    def test_baskets(self, pages: dict[str, str]) -> None:
        (basket,) = by_id(read_page(pages["purchase"]), "baskets").iter("table")
        *items, total = rows_of(basket)[1:]
        assert [row[0] for row in items] == ["rings_pair", "foam_roller"]
        assert sum(Decimal(row[2]) for row in items) == Decimal(total[2]) == 60

    @pytest.mark.parametrize(
        ("status", "headline"),
        [
            ("impossible", "Proved impossible: no basket does it"),
            ("unknown", "No basket was found, and none is excluded"),
        ],
    )
    def test_without_a_basket(self, status: str, headline: str) -> None:
        data = read("purchase")
        best = {"status": status, "basket": None, "bound": None, "bound_exact": None}
        tree = page_of({**data, "best": best, "cheapest": None, "reaching": None})
        assert headline in words(by_id(tree, "verdict"))

    def test_nothing_to_buy(self) -> None:
        data = read("purchase")
        for answer in ("best", "cheapest"):
            data[answer]["basket"] |= {"items": [], "contents": [], "price": "0"}
        data["cheapest"]["costs_at_least"] = "0"
        assert "Buy nothing" in words(by_id(page_of(data), "verdict"))


@pytest.mark.parametrize("kind", ["setups", "additions", "purchase"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_foreign_text_stays_text(text: str, kind: str, pages: dict[str, str]) -> None:
    def poison(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {one: poison(there, one) for one, there in value.items()}
        if isinstance(value, list):
            return [poison(one, key) for one in value]
        free = key in ("name", "athlete", "athlete_name", "price_note", "engine", "rule", "where")
        return text if free and isinstance(value, str) else value

    data = read(kind)
    shown = report(json.dumps(poison(data)))
    assert shown.exit_code == 0, shown.stderr
    tree, usual = read_page(shown.stdout), read_page(pages[kind])
    assert {e.tag for e in tree.iter()} <= {e.tag for e in usual.iter()}
    assert not [name for e in tree.iter() for name in e.attrib if name.startswith("on")]
    assert "1337" not in words(tree)
    assert not set("\x1b\x00\u2028\N{RIGHT-TO-LEFT OVERRIDE}") & set(shown.stdout)
    title = words(next(tree.iter("title")))
    if text.isprintable():
        assert title.startswith(" ".join(text.split()))


Edit = Callable[[Data], Any]


def put(*path: Any) -> Edit:
    """Write the last value at the place that the others name."""
    *keys, last, value = path

    def edit(data: Data) -> None:
        here: Any = data
        for key in keys:
            here = here[key]
        here[last] = value

    return edit


@pytest.mark.parametrize(
    ("kind", "edit", "said"),
    [
        ("setups", put("setups", 0, "group", 7), "setups[0].group: 7 does not follow"),
        ("setups", put("setups", 0, "proved_better_than", [2]), "setups[0].proved_better_than"),
        ("setups", put("setups", 1, "number", 9), "setups[1].number"),
        ("setups", put("setups", 1, "score", "99.99"), "setups[1].score"),
        ("setups", put("setups", 1, "bound_exact", "1"), "is below the score"),
        ("setups", put("setups", 1, "status", "impossible"), "does not fit"),
        ("setups", put("setups", 1, "status", "perfect"), "optimal, feasible, impossible"),
        ("setups", put("setups", 1, "same_problem_as", 2), "is no earlier row"),
        ("setups", put("setups", 1, "terms", []), "missing, although"),
        ("setups", put("setups", 1, "weakest_link", "tail"), "none of the muscles"),
        ("setups", put("setups", 1, "muscles", 0, "floor", "99"), "setups"),
        ("setups", put("setups", 1, "score_exact", "1/0"), "is no exact number"),
        ("setups", put("setups", 1, "score_exact", "9" * 99), "is no number of points"),
        ("setups", put("setups", 1, "score_exact", 80), "is no exact number"),
        ("setups", put("setups", 1, "price", "-1"), "at least 0"),
        ("setups", put("setups", 1, "price", "1e999999"), "setups[1].price"),
        ("setups", put("setups", 1, "name", "x" * 3000), "2000"),
        ("setups", put("setups", 1, "colour", "red"), "unknown key 'colour'"),
        ("setups", put("setups", []), "setups"),
        ("setups", put("setups", 0, "number", True), "is not a number"),
        ("setups", put("weeks", 900), "weeks: 900 is too large"),
        ("setups", put("limits", "gap", "nan"), "limits.gap"),
        ("setups", put("currency", "<b>"), "currency"),
        (
            "setups",
            put("setups", 1, "ladder", "hip_hinge", 0, "last_week", 9),
            "setups[1].ladder.hip_hinge[0]: weeks 1 to 9 of a plan of 2 weeks",
        ),
        ("additions", put("items", 0, "verdict", "proved less"), "items[0].verdict"),
        ("additions", put("items", 0, "gain", "at_least", "50"), "items[0].gain.at_least"),
        ("additions", put("items", 0, "gain", None), "items[0].gain"),
        ("additions", put("by_price", []), "by_price"),
        ("additions", put("as_it_is", "number", 3), "as_it_is.number"),
        ("purchase", put("best", "basket", "price", "1"), "is not what the items cost"),
        ("purchase", put("budget", "10"), "is above the budget"),
        ("purchase", put("cheapest", "wanted", "99"), "does not reach 99"),
        ("purchase", put("cheapest", "costs_at_least", "90"), "is above the price"),
        ("purchase", put("best", "status", "unknown"), "does not fit"),
        ("purchase", put("best", "basket", "contents", []), "not the items"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(kind: str, edit: Edit, said: str) -> None:
    data = read(kind)
    edit(data)
    done = report(json.dumps(data))
    assert done.exit_code == 2, done.output
    assert said in done.stderr
    assert done.stderr.startswith(("error: <stdin>:", "<stdin>:"))
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_what_is_wrong_is_found_at_its_line(tmp_path: Path) -> None:
    data = read("setups")
    data["setups"][1]["price"] = "cheap"
    text = json.dumps(data, indent=1)
    source, target = tmp_path / "c.json", tmp_path / "c.html"
    source.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(main, ["report", str(source), "-o", str(target)])
    line = next(n for n, one in enumerate(text.splitlines(), start=1) if '"cheap"' in one)
    assert done.exit_code == 2
    assert f"{source}:{line}:" in done.stderr
    assert "setups[1].price: 'cheap' is not a number" in done.stderr
    assert not target.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("[]", "no format"),
        ("{", "not valid YAML"),
        ('{"format": "liftproof.comparision/1"}', "did you mean 'liftproof.comparison/1'?"),
        ('{"format": 3}', "liftproof.plan/1, liftproof.comparison/1, liftproof.purchase/1"),
        ('{"format": "liftproof.comparison/1"}', "the key 'setups' is required"),
        ('{"format": "liftproof.comparison/1", "as_it_is": 1}', "the key 'items' is required"),
        ('{"format": "liftproof.purchase/1"}', "the key 'best' is required"),
        ('{"format": "liftproof.purchase/1", "x": ' + "[" * 5000 + "]" * 5000 + "}", "<stdin>"),
        (
            '{"format": "liftproof.comparison/1", "x": "' + "x" * 5_000_000 + '"}',
            "a comparison larger than 4 MiB",
        ),
    ],
    ids=range(10),
)
def test_foreign_and_broken_files(text: str, said: str) -> None:
    done = report(text)
    assert done.exit_code == 2, done.output[:500]
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_more_rows_than_any_comparison_has() -> None:
    data = read("setups")
    data["setups"] *= 100
    done = report(json.dumps(data))
    assert done.exit_code == 2
    assert "at most 128 items" in done.stderr


class TestCommand:
    def test_writes_a_file_and_never_over_the_comparison(
        self, tmp_path: Path, pages: dict[str, str]
    ) -> None:
        source, target = tmp_path / "c.json", tmp_path / "c.html"
        source.write_text(files()["setups"], encoding="utf-8")
        done = CliRunner().invoke(main, ["report", str(source), "-o", str(target)])
        assert (done.exit_code, done.stdout) == (0, "")
        assert target.read_text(encoding="utf-8") == pages["setups"]
        done = CliRunner().invoke(main, ["report", str(source), "-o", str(source)])
        assert done.exit_code == 2
        assert source.read_text(encoding="utf-8") == files()["setups"]

    def test_needs_no_solver_and_gives_equal_bytes(
        self, tmp_path: Path, pages: dict[str, str]
    ) -> None:
        source = tmp_path / "c.json"
        source.write_text(files()["additions"], encoding="utf-8")
        block = BLOCKED.format(blocked={"ortools", "numpy"}, module="optimizer", unwanted={""})
        code = f"{block}\nfrom optimizer.cli import main\nmain(['report', {str(source)!r}])"
        for seed in ("1", "2"):
            done = subprocess.run(
                [sys.executable, "-c", code],
                cwd=ROOT,
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                check=True,
            )
            assert done.stdout.decode() == pages["additions"]


def test_the_interval_of_a_row_is_exact() -> None:
    """A hundredth of a hundredth decides, though the rounded numbers are the same."""
    data = with_intervals([(80, 90), (70, 80)])
    first, second = data["setups"]
    apart = Fraction(80) + Fraction(1, 1_000_000)
    first |= {"score_exact": str(apart), "proved_better_than": [2]}
    second["group"] = 2
    assert "setup1 is proved best" in words(by_id(page_of(data), "verdict"))
    second |= {"bound_exact": str(apart), "bound": "80.01", "group": 1}
    first["proved_better_than"] = []
    assert "No setup is proved best" in words(by_id(page_of(data), "verdict"))
