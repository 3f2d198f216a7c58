"""Solving over HTTP: the panel's fields, progress, results, reports, files."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import re
import zipfile
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from optimizer.export.checked import CheckedPlan
from optimizer.result import Status
from optimizer.web import desk as desk_module
from optimizer.web.downloads import FORMATS, file_name
from optimizer.web.plan_routes import report_policy
from optimizer.web.run import Moment, Order, Outcome
from tests.web.page import Page, toy_text


class StandIn:
    """A solve that goes on until it is told how to end."""

    def __init__(self, text: str, scenario: Any, order: Order, when_done: Any) -> None:
        self.text, self.order, self.when_done = text, order, when_done
        self.moments: list[Moment] = []
        self.outcome: Outcome | None = None
        self.stopping = self.killed = False
        self.seconds = 1.4

    @property
    def latest(self) -> Moment | None:
        return self.moments[-1] if self.moments else None

    def stop(self) -> None:
        self.stopping = True

    def end(self) -> None:
        self.killed = True

    def finish(self, outcome: Outcome) -> None:
        self.when_done(outcome)
        self.outcome = outcome


@pytest.fixture(autouse=True)
def _no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "Run", StandIn)


def run_of(page: Page) -> StandIn:
    assert isinstance(page.desk.run, StandIn)
    return page.desk.run


def solved(page: Page, checked: CheckedPlan) -> None:
    page.post("solve", gap="1", time_limit="30")
    run_of(page).finish(Outcome(Status(checked.plan.status), checked))


@pytest.mark.parametrize(
    ("gap", "time_limit", "wrong"),
    [
        ("", "30", "gap"),
        ("-1", "30", "gap"),
        ("100", "30", "gap"),
        ("NaN", "30", "gap"),
        ("1", "0", "time_limit"),
        ("1", "1e9", "time_limit"),
        ("1", "Infinity", "time_limit"),
        ("1", "<b>", "time_limit"),
    ],
)
def test_wrong_limits_are_said_at_their_field(
    page: Page, gap: str, time_limit: str, wrong: str
) -> None:
    answer = page.post("solve", gap=gap, time_limit=time_limit)
    assert re.search(rf'id="{wrong}-error">[^<]*not allowed', answer.text)
    assert page.desk.run is None
    assert "<b>" not in answer.text


def test_a_scenario_with_problems_is_not_solved(page: Page) -> None:
    page.edit("f-weeks", "0")
    answer = page.post("solve", gap="1", time_limit="30")
    assert "repair them first" in answer.text
    assert page.desk.run is None


def test_the_order_is_what_was_asked_for(page: Page) -> None:
    answer = page.post("solve", gap=" 2.5 ", time_limit="7")
    assert 'id="stop"' in answer.text
    run = run_of(page)
    assert run.order == Order(Decimal("0.025"), Decimal(7), 1)
    assert run.text == page.desk.draft.text
    page.post("solve", gap="9", time_limit="9")
    assert run_of(page) is run, "one at a time"


def test_progress_shows_score_bound_and_gap(page: Page) -> None:
    page.post("solve", gap="1", time_limit="30")
    assert "Building the model" in page.get("progress").text
    run = run_of(page)
    run.moments.append(Moment(None, Fraction(100), 0.5))
    assert "none yet" in page.get("progress").text
    run.moments.append(Moment(Fraction(271, 3), Fraction(274, 3), 1.0))
    shown = page.get("progress").text
    found = dict(re.findall(r'id="live-(\w+)">([^<]*)<', shown))
    assert found == {"score": "90.33", "bound": "91.34", "gap": "1.10 %", "seconds": "1 of 30 s"}
    assert "<svg" in shown
    page.post("stop")
    assert run.stopping
    assert "Stopping" in page.get("progress").text
    assert 'id="stop"' in page.get().text, "a page that is loaded again still solves"


def test_a_plan_is_shown_with_its_report_and_kept(
    page: Page, plans: tuple[CheckedPlan, CheckedPlan]
) -> None:
    solved(page, plans[0])
    answer = page.get("progress")
    assert answer.headers["HX-Retarget"] == "#solve"
    assert f"score {plans[0].plan.score.total}" in answer.text
    assert 'href="plans/1/report"' in answer.text
    assert 'id="plans"' in answer.text
    assert "Solved: " in answer.text
    page.edit("f-name", "another")
    assert "of another draft" in page.get("plans").text


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome(Status.UNKNOWN), "does not mean that none exists"),
        (Outcome(Status.IMPOSSIBLE, reasons=("<b>x",)), "cannot be met: &lt;b&gt;x"),
        (Outcome(Status.IMPOSSIBLE, second_opinion="HiGHS agrees"), "Second opinion: HiGHS agrees"),
        (Outcome(None, failure="killed <i>"), "killed &lt;i&gt;"),
    ],
)
def test_ends_without_a_plan_are_told_apart(page: Page, outcome: Outcome, said: str) -> None:
    page.post("solve", gap="1", time_limit="30")
    run_of(page).finish(outcome)
    for answer in (page.get("progress"), page.get()):
        assert said in answer.text
        assert 'id="start"' in answer.text
    assert page.desk.shelf.plans() == []


def test_a_plan_that_cannot_be_written_is_not_lost(
    page: Page, plans: tuple[CheckedPlan, CheckedPlan], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("optimizer.web.store.save_text", full)
    solved(page, plans[0])
    assert "could not be kept on disk (No space left on device)" in page.get("progress").text
    assert page.get("plans/1/export/json").text == plans[0].plan.to_json()


def test_a_process_that_cannot_be_started_is_said(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(desk_module, "Run", refused)
    answer = page.post("solve", gap="1", time_limit="30")
    assert "cannot be started: Resource temporarily unavailable" in answer.text


def test_closing_the_desk_ends_the_solve(page: Page) -> None:
    page.post("solve", gap="1", time_limit="30")
    page.desk.close()
    assert run_of(page).killed


def test_files_are_offered_and_what_they_say(
    page: Page, plans: tuple[CheckedPlan, CheckedPlan]
) -> None:
    solved(page, plans[0])
    listed = page.get("plans").text
    for name, form in FORMATS.items():
        assert f'href="plans/1/export/{name}"' in listed
        answer = page.get(f"plans/1/export/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(form.media_type)
        assert answer.headers["content-disposition"].endswith(f'toy-plan-1.{form.ending}"')
    assert json.loads(page.get("plans/1/export/json").text)["athlete"] == "sam"
    assert page.get("plans/1/export/ics").text.startswith("BEGIN:VCALENDAR")
    assert zipfile.is_zipfile(io.BytesIO(page.get("plans/1/export/xlsx").content))
    for path in ("plans/1/export/fit", "plans/1/export/x", "plans/2/export/json", "plans/2/report"):
        assert page.get(path).status_code == 404
    for path in ("plans/x/report", "difference?before=1", "difference?before=x&after=1"):
        assert page.get(path).status_code == 400


def test_two_plans_are_compared(page: Page, plans: tuple[CheckedPlan, CheckedPlan]) -> None:
    for checked in plans:
        solved(page, checked)
    assert 'hx-get="difference"' in page.get("plans").text
    shown = page.get("difference?before=1&after=2").text
    assert "Block 1, " in shown
    assert "removed" in shown
    assert "not there any more" in page.get("difference?before=1&after=9").text


def test_the_report_runs_its_own_script_and_no_other(
    page: Page, plans: tuple[CheckedPlan, CheckedPlan]
) -> None:
    solved(page, plans[0])
    answer = page.get("plans/1/report")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy
    assert "http" not in policy
    for script in re.findall(r"<script[^>]*>(.*?)</script>", answer.text, re.S):
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "<style" in answer.text


def test_hashes_are_those_of_the_parsed_text() -> None:
    page = "<style>a{}\r\nb{}</style><script>1<2&amp;3</script><p style='color:red'>"

    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    policy = report_policy(page)
    assert f"style-src-elem {digest('a{}' + chr(10) + 'b{}')};" in policy
    assert f"script-src {digest('1<2&amp;3')};" in policy
    assert f"style-src-attr 'unsafe-hashes' {digest('color:red')};" in policy
    assert "script-src 'none'; style-src-elem 'none'; style-src-attr 'none'" in report_policy("<p>")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Garage gym, three evenings", "garage-gym-three-evenings.x"),
        ("../../etc/passwd", "etc-passwd.x"),
        ('"\r\nSet-Cookie: a=b', "set-cookie-a-b.x"),
        ("أهلا", "scenario.x"),
        ("y" * 300, "y" * 60 + ".x"),
    ],
)
def test_file_names_are_plain(title: str, name: str) -> None:
    assert file_name(title, ".x") == name


def test_nothing_a_person_named_is_markup_in_plans(page: Page) -> None:
    from tests.web.page import checked_plan

    name = "</td><script>alert(1)</script>"
    days = [
        {
            "id": f"{i}<img/src=x>".replace("/", "."),
            "day": d,
            "start": "18:00",
            "minutes": "60",
            "setup": "bands",
        }
        for i, d in enumerate(("monday", "wednesday", "friday"))
    ]
    checked = checked_plan(name=name, sessions=days, athlete={"name": name})
    solved(page, checked)
    solved(page, checked_plan())
    for path in ("", "plans", "difference?before=1&after=2", "plans/1/report"):
        text = page.get(path).text
        assert "<script>alert" not in text
        assert "<img.src" not in text
    assert "<img.src" in html.unescape(page.get("difference?before=1&after=2").text)


def test_the_toy_is_what_the_page_shows(page: Page) -> None:
    assert html.escape("toy.yaml") in page.get().text
    assert page.get("scenario.yaml").text == toy_text()
