"""Notes for the wall: what the source texts say beside the rules, each with the claim it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.report.words import exact

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.scenario import Scenario

LEGEND = (
    "wk: load in that week, in kg; 2× kg: one in each hand. RIR: repetitions in reserve, in brackets "
    "where an exercise has its own. Lifts that load the spine begin with ramp sets; their time counts."
)
DISCLAIMER = (
    "Not medical advice. Pain that is new, radiates or stays belongs before a clinician, not under "
    "a bar."
)


@dataclass(frozen=True)
class Note:
    """A note and the claim behind it (`liftproof rules --sources`)."""

    text: str
    claim: str | None = None


def notes_for(scenario: Scenario, plan: Plan) -> tuple[Note, ...]:
    """Choose the notes that fit a plan.

    Parameters
    ----------
    scenario, plan
        What was asked and what is proposed.
    """
    catalogue, figures = scenario.catalogue, scenario.profile.parameters.report_only
    entries = [entry for week in plan.weeks for s in week.sessions for entry in s.exercises]
    done = [catalogue.exercises[name] for name in sorted({entry.exercise for entry in entries})]
    found = [Note("Brace as if about to be punched, before every rep; then move slowly.", "S37")]
    if any(exercise.family in ("squat", "hip_hinge") for exercise in done):
        found.append(Note("Squat and pull in flat or lifting shoes, not in running shoes.", "S38"))
    if any(exercise.stop_sign for exercise in done):
        found.append(Note("Film main lifts from the side: a stop sign ends the set.", "S39"))
    found.append(Note("Foam roll hips and upper back if you like, never the low back.", "S40"))
    if any(entry.load == "kg" for entry in entries):
        rule = figures.two_for_two
        legs, back = rule.load_step_percent_lower[1], rule.load_step_percent_upper[1]
        found.append(
            Note(f"{rule.text} Legs: usually {exact(legs)} %, upper body {exact(back)} %.")
        )
    protein = figures.protein
    grams = f"{exact(protein.default_g_per_kg)} g per kg of body mass a day"
    spread = f"{exact(protein.low_g_per_kg)} to {exact(protein.high_g_per_kg)}"
    found.append(
        Note(f"Protein: about {grams} ({spread}; confidence: {protein.confidence}).", "S33")
    )
    found.append(Note(f"Pain: {figures.pain.text}"))
    return tuple(found)
