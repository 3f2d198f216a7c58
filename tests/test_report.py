"""The views of a plan: contents, honest words, layout, foreign text, a golden file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from optimizer.claims import load_claims
from optimizer.plan import Plan
from optimizer.report.markdown import render_markdown
from optimizer.report.markdown_words import escaped
from optimizer.report.notes import notes_for
from optimizer.report.summary import verdict
from optimizer.report.text import render_text
from optimizer.report.view import block_views
from optimizer.report.words import clean, exact, plural
from optimizer.result import Confirmation, Result, Status
from optimizer.scenario import Scenario
from optimizer.verifier import verify
from tests import builders

GOLDEN = Path(__file__).parent / "data" / "report_small.txt"
SETS = {
    ("romanian_deadlift", "mon"): 3,
    ("chest_supported_db_row", "mon"): 3,
    ("db_bulgarian_split_squat", "mon"): 2,
    ("back_squat_high_bar", "thu"): 3,
    ("band_face_pull", "thu"): 2,
    ("bird_dog_row", "thu"): 2,
}


def small(**overrides: Any) -> tuple[Scenario, Plan]:
    made = builders.scenario(sessions=builders.days("monday", "thursday"), **overrides)
    return made, builders.plan(made, SETS)


def result_of(made: Scenario, plan: Plan, **more: Any) -> Result:
    score = Fraction(plan.score.exact)
    values: dict[str, Any] = {"bound": score + 2, **more}
    return Result(Status.FEASIBLE, plan, score, verification=verify(made, plan), **values)


def test_golden_text() -> None:
    made, plan = small()
    assert verify(made, plan).passed, "the golden plan is a good one"
    assert render_text(result_of(made, plan), made) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_no_line_is_wider_than_asked_for(width: int) -> None:
    made, plan = small()
    lines = render_text(plan, made, width=width).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert not any(line.endswith(" ") for line in lines)


def test_text_is_deterministic_and_colored_only_on_demand() -> None:
    made, plan = small()
    assert render_text(plan, made) == render_text(plan, made)
    assert "\x1b" not in render_text(plan, made)
    assert "\x1b[" in render_text(plan, made, color=True)


def test_everything_of_the_plan_is_there() -> None:
    made, plan = small()
    for text in (render_text(plan, made, width=120), render_markdown(plan, made)):
        for entry in (e for s in plan.weeks[0].sessions for e in s.exercises):
            assert made.catalogue.exercises[entry.exercise].name in text
            assert entry.load_kg is None or f"{entry.load_kg}" in text
        for muscle in made.coverage_muscles:
            assert made.catalogue.muscles[muscle].name in text
        for term in plan.score.terms:
            assert term.name.replace("_", " ") in text
        for line in plan.shortages:
            assert line.missing in text
        assert "stop when: " in text
        assert "Not medical advice" in text


def test_weeks_that_are_equal_share_a_column() -> None:
    made, plan = small(athlete={"one_rep_max_kg": {}}, weeks=12, block_weeks=12)
    [block] = block_views(made, plan)
    for session in block.sessions:
        assert len(session.columns) <= 4
        assert session.columns[0].label.startswith("1–")
        assert session.columns[-1].deload


def test_the_light_week_says_its_sets() -> None:
    made, plan = small()
    line = block_views(made, plan)[0].sessions[0].lines[0]
    assert line.light_sets == str(made.settings.deload.sets[3]) == "2"
    assert len(line.weeks) == 4


def test_order_in_the_file_does_not_mix_sessions_up() -> None:
    made, plan = small()
    weeks = list(plan.weeks)
    turned = [
        session.model_copy(update={"exercises": session.exercises[::-1]})
        for session in weeks[1].sessions[::-1]
    ]
    weeks[1] = weeks[1].model_copy(update={"sessions": tuple(turned)})
    mixed = plan.model_copy(update={"weeks": tuple(weeks)})
    names = [[line.name for line in s.lines] for s in block_views(made, mixed)[0].sessions]
    assert block_views(made, mixed)[0].sessions[0].lines[0].weeks[1] == "72.5"
    assert names == [[line.name for line in s.lines] for s in block_views(made, plan)[0].sessions]


def test_own_effort_is_in_brackets() -> None:
    made, plan = small(athlete={"level": "advanced"})
    lines = block_views(made, plan)[0].sessions[1].lines
    assert any("(" in cell for line in lines for cell in line.weeks)


def test_equal_blocks_are_told_once() -> None:
    made, plan = small(weeks=12)
    blocks = block_views(made, plan)
    assert [block.same_as for block in blocks] == [None, "block 1", "block 1"]
    assert render_text(plan, made).count("Mon 18:00") == 1


@pytest.mark.parametrize("weeks", [6, 52])
def test_many_blocks_show_the_least_and_the_most(weeks: int) -> None:
    made, plan = small(weeks=weeks, block_weeks=1)
    text = render_text(plan, made, width=80)
    assert "least" in text
    assert max(map(cell_len, text.splitlines())) <= 80


# ---- honest words ----


def test_verdict_of_a_checked_plan() -> None:
    made, plan = small()
    said = verdict(result_of(made, plan))
    assert "Feasible: verified" in said
    assert "No plan can score above" in said
    assert "word of one engine" in said


def test_verdict_of_a_file_claims_no_check() -> None:
    said = verdict(small()[1])
    assert "verified" not in said
    assert "as the plan file says" in said
    assert "Nothing is known about better plans" in said


def test_verdict_of_an_optimal_plan_names_the_second_opinion() -> None:
    made, plan = small()
    opinion = Confirmation(None, "HiGHS", "HiGHS reached no bound: not confirmed, not contradicted")
    bound = Fraction(plan.score.exact)
    said = verdict(result_of(made, plan, bound=bound, confirmation=opinion))
    assert "Optimal: no plan scores higher" in said
    assert "not confirmed, not contradicted" in said


def test_verdict_without_a_bound() -> None:
    made, plan = small()
    assert "Nothing is known" in verdict(result_of(made, plan, bound=None))


def test_a_result_without_a_plan_has_no_view() -> None:
    with pytest.raises(ValueError, match="impossible"):
        render_text(Result(Status.IMPOSSIBLE, None, None, None), small()[0])


def test_notes_rest_on_claims_that_exist() -> None:
    made, plan = small()
    notes = notes_for(made, plan)
    claims = load_claims()
    assert all(note.claim in claims for note in notes if note.claim)
    assert {"S33", "S37", "S38"} <= {note.claim for note in notes}
    assert all(claims[one].fate == "annotates" for one in ("S33", "S37", "S38"))


# ---- foreign text ----

EVIL = "\x1b[31mred\x07 [bold]b[/bold] <script>|x|</script>\u202e\nEND"


def test_foreign_text_stays_text() -> None:
    made, plan = small(name=EVIL, athlete={"name": EVIL})
    text = render_text(plan, made)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "[bold]b[/bold]" in text
    page = render_markdown(plan, made)
    assert "<script>" not in page
    assert "\\|x\\|" in page
    assert "\x1b" not in page


def test_clean_and_escaped() -> None:
    assert clean("a\r\nb\x00") == "a b\N{REPLACEMENT CHARACTER}"
    assert clean("Zoë 安 ☀") == "Zoë 安 ☀"
    assert escaped("a|b <i> & `c`") == "a\\|b &lt;i&gt; &amp; \\`c\\`"


def test_numbers() -> None:
    assert exact(Fraction(1, 3)) == "0.33"
    assert exact(100) == "100"
    assert plural(1, "set") == "1 set"
    assert plural(Fraction(3, 2), "set") == "1.5 sets"
    assert plural(2, "sets") == "2 sets"


def test_no_load_is_cut_off() -> None:
    """Heavy loads with an RIR of their own lost their last figures at the usual width."""
    strong = {"deadlift": "252.5", "squat": "90", "row": "60"}
    made, plan = small(
        athlete={"level": "advanced", "emphasis": "strength", "one_rep_max_kg": strong}
    )
    for width in (90, 100, 120):
        assert "…" not in render_text(plan, made, width=width)
