"""What the page says is what the plan says: every number is recomputed here by another way."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from constraints import RULES
from optimizer.catalogue import load_catalogue
from optimizer.plan import Plan
from optimizer.report.page import render_page
from optimizer.report.page.coverage import covered_muscles
from optimizer.report.page.margins import MEASURES, rooms
from optimizer.report.page.paper import Paper, fit_on_paper
from optimizer.report.page.recovery import doses_of, gap_rows, grids, tightest
from optimizer.report.page.room import Measured
from optimizer.report.page.steps import family_steps, gate_words
from optimizer.report.view import Line
from optimizer.scenario import Scenario
from tests import builders
from tests.page_reading import (
    by_id,
    page_plan,
    page_scenario,
    read_page,
    rows_of,
    table,
    words,
)

CREDIT = load_catalogue().exercises


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return page_scenario()


@pytest.fixture(scope="module")
def plan(scenario: Scenario) -> Plan:
    return page_plan(scenario)


@pytest.fixture(scope="module")
def page(plan: Plan, scenario: Scenario) -> Element:
    return read_page(render_page(plan, scenario))


def day(date: dt.date) -> str:
    return f"{date:%a} {date.day} {date:%b}"


def number(text: str) -> Decimal:
    found = re.match(r"−?[\d.]+", text)
    assert found is not None, text
    return Decimal(found[0].replace("−", "-"))


class TestPlanAndPage:
    def test_every_week_has_its_dates_and_sums(self, plan: Plan, page: Element) -> None:
        _, *rows = table(page, "weeks")
        for row, week in zip(rows, plan.weeks, strict=True):
            monday = dt.date(2026, 11, 30) + dt.timedelta(weeks=week.week - 1)
            entries = [e for session in week.sessions for e in session.exercises]
            fatigue = sum(e.sets * CREDIT[e.exercise].fatigue for e in entries)
            spine = sum(e.sets * CREDIT[e.exercise].axial for e in entries)
            seconds = sum(session.seconds for session in week.sessions)
            assert row == [
                str(week.week),
                day(monday),
                str(week.block),
                {"build": "build", "deload": "light"}[week.kind],
                "mon, wed, fri",
                str(sum(e.sets for e in entries)),
                str(-(-seconds // 60)),
                str(fatigue),
                str(spine),
            ]

    def test_every_prescription_stands_on_its_sheet(self, plan: Plan, page: Element) -> None:
        for block in sorted({week.block for week in plan.weeks}):
            weeks = [week for week in plan.weeks if week.block == block]
            sheet = by_id(page, f"block-{block}")
            tables = [t for t in sheet.iter("table") if t.get("class") == "work"]
            for index, shown in enumerate(tables):
                head, *rows = rows_of(shown)
                assert [cell.split()[1] for cell in head[1:-1]] == [str(w.week) for w in weeks]
                sessions = [week.sessions[index] for week in weeks]
                for place, row in enumerate(rows):
                    entries = [session.exercises[place] for session in sessions]
                    assert row[0].startswith(CREDIT[entries[0].exercise].name)
                    assert f"{entries[0].sets} × {entries[0].amount}" in row[0]
                    for entry, cell in zip(entries, row[1:-1], strict=True):
                        load = "–" if entry.load_kg is None else f"{entry.load_kg.normalize():f}"
                        assert cell.startswith(load)
                        assert cell.endswith(f"RIR {entry.rir}")
                        if entry.sets != entries[0].sets:
                            assert f"{entry.sets} set" in cell

    def test_coverage_is_that_of_the_build_weeks(
        self, plan: Plan, scenario: Scenario, page: Element
    ) -> None:
        _, *rows = table(page, "weekly sets per muscle")
        shown = {row[0]: row[1:] for row in rows}
        bands = scenario.settings.volume
        for muscle in scenario.catalogue.muscles.values():
            row = shown[muscle.name]
            for block, week in enumerate((plan.weeks[0], plan.weeks[4], plan.weeks[8])):
                sets = sum(
                    e.sets * Decimal(CREDIT[e.exercise].muscles.get(muscle.id, 0)) / 10
                    for session in week.sessions
                    for e in session.exercises
                )
                assert number(row[2 * block]) == sets
                assert ("below floor" in row[2 * block]) == (sets < bands.floor_sets[muscle.id])
            marks = (bands.floor_sets, bands.target_sets, bands.cap_sets)
            assert [number(cell) for cell in row[6:9]] == [mark[muscle.id] for mark in marks]

    def test_the_body_map_shows_the_same_numbers(self, page: Element) -> None:
        _, *rows = table(page, "weekly sets per muscle")
        for block in (1, 2, 3):
            told = {row[0]: number(row[2 * block - 1]) for row in rows}
            (figure,) = (
                e for e in page.iter("div") if f"map-{block}" in (e.get("class") or "").split()
            )
            labels = [e.get("aria-label", "") for e in figure.iter("svg")]
            said = dict(
                pair.rsplit(" ", 1) for text in labels for pair in text.split(": ")[1].split(", ")
            )
            assert {name: Decimal(sets) for name, sets in said.items()} == told
            written = {
                t.text
                for e in figure.iter("svg")
                for t in e.iter("text")
                if "on-level" in (t.get("class") or "")
            }
            assert {Decimal(text or "") for text in written} == set(told.values())

    def test_loads_are_listed_by_date(self, plan: Plan, page: Element) -> None:
        _, *rows = table(page, "loads")
        squats = [row[1:] for row in rows if row[0] == CREDIT["back_squat_high_bar"].name]
        expected = [
            [
                day(session.date),
                session.id,
                f"{e.sets} × {e.reps}",
                f"{e.load_kg} kg",
                f"{e.rir}{', light' if week.kind == 'deload' else ''}",
            ]
            for week in plan.weeks
            for session in week.sessions
            for e in session.exercises
            if e.exercise == "back_squat_high_bar"
        ]
        assert len(expected) == 8
        assert squats == expected

    def test_the_score_is_that_of_the_file(self, plan: Plan, page: Element) -> None:
        proof = by_id(page, "proof")
        rows = {row[0]: row[1:] for t in proof.iter("table") for row in rows_of(t)[1:]}
        for term in plan.score.terms:
            (shown,) = (row for name, row in rows.items() if name.startswith(_spoken(term.name)))
            value, weight, points = (number(cell) for cell in shown)
            assert value == term.value
            assert weight == 100 * term.weight
            assert abs(points - term.points) <= Decimal("0.005")
        said = words(by_id(page, "glance"))
        assert f"{plan.score.total} points of 100" in said
        assert f"can score above {plan.score.bound}: this one is within {plan.score.gap} %" in said

    def test_shortages_have_their_price(self, plan: Plan, page: Element) -> None:
        _, *rows = table(page, "shortages")
        assert plan.shortages
        for row, lack in zip(rows, plan.shortages, strict=True):
            assert row[0] == _spoken(lack.rule)
            assert row[1] == _spoken(lack.where)
            assert number(row[3]) == -lack.points
        price = sum(lack.points for lack in plan.shortages)
        assert f"at a price of {price.normalize():f} points" in words(by_id(page, "glance"))

    def test_rules_stand_there_as_set(self, scenario: Scenario, page: Element) -> None:
        cards = [words(card) for card in by_id(page, "rules").iter("li")]
        for rule in RULES:
            (card,) = (text for text in cards if text.startswith(rule.title))
            assert rule.explain(getattr(scenario.settings, rule.name)) in card
            assert all(source in card for source in rule.sources)

    def test_budgets_are_those_of_every_session(self, plan: Plan, page: Element) -> None:
        _, *rows = table(page, "budgets of every week and session")
        assert [row[0] for row in rows[:2]] == ["week 1", "week 2"]
        rows = [row for row in rows if not row[0].startswith("week")]
        sessions = [session for week in plan.weeks for session in week.sessions]
        for row, session in zip(rows, sessions, strict=True):
            assert row[0].startswith(f"{day(session.date)}, {session.id}")
            exact = Fraction(session.seconds, 60)
            used, allowed = (number(part) for part in row[3].split(" of "))
            assert abs(Fraction(used) - exact) <= Fraction(1, 20)
            assert allowed == session.minutes
            fatigue = sum(e.sets * CREDIT[e.exercise].fatigue for e in session.exercises)
            assert row[1] == f"{fatigue} of 70"


def _spoken(name: str) -> str:
    return name.replace("_", " ")


class TestRecovery:
    def test_a_gap_is_counted_on_the_calendar_and_across_blocks(
        self, plan: Plan, scenario: Scenario
    ) -> None:
        doses = [d for d in doses_of(scenario, plan) if d.muscle == "hamstrings" and d.gap]
        starts = {s.start.date(): s.start for s in plan.facts(scenario).sessions}
        assert {d.date for d in doses} & {dt.date(2026, 12, 25)}  # the last day of block 1
        for dose in doses:
            assert dose.until is not None
            assert dose.gap is not None
            apart = starts[dose.until] - starts[dose.date]
            assert Fraction(dose.gap) == Fraction(int(apart.total_seconds()), 3600)

    def test_hours_are_those_that_the_rule_asks_for(self) -> None:
        """Tightening the rule by one hour breaks exactly the rests without an hour to spare."""
        scenario = page_scenario(8)
        plan = page_plan(scenario)
        found = tightest(doses_of(scenario, plan))
        assert found is not None
        assert found.gap is not None
        assert found.needed is not None
        spare = int(found.gap - found.needed)
        for hours, breaks in ((spare, False), (spare + 1, True)):
            base = scenario.settings.recovery_gap
            document = scenario.model_dump(mode="json", exclude_unset=True)
            document["rules"] = {
                "recovery_gap": {
                    "moderate_hours": base.moderate_hours + hours,
                    "heavy_hours": base.heavy_hours + hours,
                    "minimum_hours": min(72, base.minimum_hours + hours),
                }
            }
            stricter = Scenario.model_validate(document)
            assert bool(builders.violations(stricter, plan, "recovery_gap")) is breaks

    def test_light_doses_need_nothing(self, plan: Plan, scenario: Scenario) -> None:
        for dose in doses_of(scenario, plan):
            assert (dose.kind == "light") == (dose.sets <= 3) == (dose.needed is None)
            assert (dose.kind == "heavy") == (dose.sets > 6)

    def test_grids_and_rows_hold_every_dose_once(self, plan: Plan, scenario: Scenario) -> None:
        doses = doses_of(scenario, plan)
        shown = grids(scenario, plan, doses)
        assert shown[0].title == "Weeks 1 to 3, from Mon 30 Nov"
        assert shown[-1].title == "Week 12, from Mon 15 Feb"
        first = [d for _, cells in shown[0].rows for cell in cells for d in cell]
        assert sorted(first, key=repr) == sorted((d for d in doses if d.week == 1), key=repr)
        rows = gap_rows(scenario, doses)
        dates = [date for row in rows for date in row.dates.split(", ")]
        assert len(dates) == len([d for d in doses if d.gap is not None])

    def test_the_last_dose_of_all_leads_nowhere(self, plan: Plan, scenario: Scenario) -> None:
        last = [d for d in doses_of(scenario, plan) if d.muscle == "calves"][-1]
        assert (last.gap, last.until) == (None, None)


class TestRoom:
    def test_every_rule_is_measured(self) -> None:
        assert list(MEASURES) == [rule.name for rule in RULES]

    @pytest.mark.parametrize(
        ("rule", "parameter", "text"),
        [
            ("fatigue_budget", "week_points", "week: "),
            ("fatigue_budget", "session_points", "session: "),
            ("spinal_load", "week_points", "week: "),
            ("spinal_load", "session_points", "session: "),
            ("volume", "session_cap_sets", "one muscle in a session: "),
            ("session_shape", "max_exercises", "most in a session: "),
            ("training_days", "max_consecutive", "longest run: "),
            ("continuity", "per_week", "same exercise in a week: "),
            ("leg_back_spacing", "both_per_7_days", "both in one session: "),
        ],
    )
    def test_what_is_used_is_the_tightest_setting_that_the_plan_keeps(
        self, plan: Plan, scenario: Scenario, rule: str, parameter: str, text: str
    ) -> None:
        room = next(r for r in self.of(plan, scenario)[rule] if r.text.startswith(text))
        used = number(room.text.removeprefix(text))
        step = Decimal("0.1") if "points" in parameter or "sets" in parameter else Decimal(1)
        assert not builders.violations(self.with_rule(scenario, rule, parameter, used), plan, rule)
        if used == step:  # parameters that count start at 1
            return
        tighter = self.with_rule(scenario, rule, parameter, used - step)
        assert builders.violations(tighter, plan, rule)

    def test_minutes_and_days_are_named(self, plan: Plan, scenario: Scenario) -> None:
        (room,) = self.of(plan, scenario)["session_time"]
        fullest = max(
            (s for week in plan.weeks for s in week.sessions), key=lambda s: s.seconds / s.minutes
        )
        assert f"({day(fullest.date)}, {fullest.id})" in room.text

    def test_legs_and_back_come_no_nearer_than_said(self, plan: Plan, scenario: Scenario) -> None:
        room = self.of(plan, scenario)["leg_back_spacing"][0]
        hours = int(number(room.text.removeprefix("heavy legs and heavy back: ")))
        for gap, breaks in ((hours, False), (hours + 1, True)):
            tighter = self.with_rule(scenario, "leg_back_spacing", "gap_hours", Decimal(gap))
            assert bool(builders.violations(tighter, plan, "leg_back_spacing")) is breaks

    def test_what_is_missed_stands_at_its_rule(self, plan: Plan, scenario: Scenario) -> None:
        found = self.of(plan, scenario)
        missing = {line.rule for line in plan.shortages}
        for name, measures in found.items():
            assert any("missed" in room.text for room in measures) == (name in missing)

    def test_new_exercises_are_counted_from_block_to_block(self) -> None:
        scenario = page_scenario(8)
        sets = {(name, "mon"): 2 for name in ("prone_cobra", "db_walking_lunge")}
        later = {("bear_crawl", "mon", 2): 2, ("band_leg_curl", "mon", 2): 2}
        found = self.of(builders.plan(scenario, sets | later), scenario)["continuity"]
        assert "most new exercises: 2 of 4 in a block (block 2)" in [room.text for room in found]

    def test_the_muscle_nearest_to_its_floor_is_named(self, plan: Plan, scenario: Scenario) -> None:
        floors = [
            (sets / muscle.floor, muscle.name)
            for muscle in covered_muscles(scenario, plan)
            for sets in muscle.sets
            if muscle.floor
        ]
        texts = [room.text for room in self.of(plan, scenario)["volume"]]
        (told,) = (text for text in texts if text.startswith("nearest to its floor: "))
        assert min(floors)[1] in told

    @staticmethod
    def of(plan: Plan, scenario: Scenario) -> dict[str, Any]:
        doses, families = doses_of(scenario, plan), family_steps(scenario, plan)
        return rooms(Measured(scenario, plan, plan.facts(scenario), doses, families))

    @staticmethod
    def with_rule(scenario: Scenario, rule: str, parameter: str, value: Decimal) -> Scenario:
        document = scenario.model_dump(mode="json", exclude_unset=True)
        document["rules"] = {rule: {parameter: str(value)}}
        return Scenario.model_validate(document)


class TestLadder:
    def test_a_step_says_what_opened_it(self, plan: Plan, scenario: Scenario) -> None:
        squat = next(f for f in family_steps(scenario, plan) if f.name == "Squat")
        (gate,) = squat.exposures
        assert (gate.step, gate.sessions, gate.weeks, gate.opened) == ("barbell", 4, 4, 2)
        assert gate_words(scenario, gate) == (
            "barbell opens after 4 sessions over 2 weeks of squat, dumbbell: 4 sessions over 4 weeks "
            "done before block 2, where it begins"
        )
        assert [sorted(week) for week in squat.trained] == [["dumbbell"]] * 4 + [["barbell"]] * 8

    def test_a_step_that_stays_closed_says_so(self) -> None:
        scenario = page_scenario(4)
        squat = next(f for f in family_steps(scenario, page_plan(scenario)) if f.name == "Squat")
        (gate,) = squat.exposures
        assert gate.opened is None
        assert gate_words(scenario, gate).endswith(
            "this plan has 4 sessions over 4 weeks and stays below"
        )


def test_colours_follow_floor_and_target(plan: Plan, scenario: Scenario) -> None:
    for muscle in covered_muscles(scenario, plan):
        for block, sets in enumerate(muscle.sets):
            share = Fraction(sets) / Fraction(muscle.target)
            level = muscle.level(block)
            assert (level == "below") == (sets < muscle.floor)
            if sets >= muscle.floor and sets:
                expected = ["low", "low", "half", "most", "full"][min(4, int(4 * share))]
                assert level == expected


class TestPaper:
    @staticmethod
    def line(name: str = "Goblet squat") -> Line:
        return Line("main", name, "3 × 10", "kg", "2-0-1", "90 s", (), None, "cue", "stop")

    def fit(self, sessions: int, exercises: int, weeks: int = 4) -> Paper:
        return fit_on_paper(weeks, [[self.line()] * exercises] * sessions, [self.line()] * 4)

    def test_few_exercises_get_more_room(self) -> None:
        assert self.fit(2, 4).layout == "open"
        assert self.fit(2, 4).row_mm > self.fit(3, 6).row_mm

    def test_many_exercises_come_closer(self) -> None:
        assert self.fit(5, 6).layout == "dense"
        assert self.fit(7, 8).row_mm == Decimal("5.4")

    def test_long_blocks_get_narrow_columns(self) -> None:
        assert self.fit(3, 5, weeks=12).layout == "narrow"
