"""Templates of the page. Everything that a person or a file named is escaped (autoescape is on)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from optimizer._version import __version__
from optimizer.report.words import clean
from optimizer.scoring import cents
from optimizer.web import choices
from optimizer.web.chart import chart_of
from optimizer.web.desk import Desk
from optimizer.web.draft import Draft
from optimizer.web.fields import Form, Slot
from optimizer.web.run import Moment, Run
from optimizer.web.sections import form_of, horizon, only_in_text

MOST_PROBLEMS_LISTED = 50
STATIC = {
    "app.css": "text/css",
    "app.js": "text/javascript",
    "htmx.min.js": "text/javascript",
}


@cache
def static_file(name: str) -> bytes:
    """Read a file that belongs to the page; `name` is one of `STATIC`."""
    return files("optimizer.web").joinpath("static", name).read_bytes()


def render(template: str, **values: Any) -> str:
    """Fill a template."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("optimizer.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clean"] = clean
    environment.globals |= {"version": __version__, "said": said}
    return environment


def whole_page(desk: Desk, tab: str) -> str:
    """Render the page.

    Parameters
    ----------
    desk
        What it shows.
    tab
        ``form`` or ``text``.
    """
    return render("page.html", **desk_values(desk), **editor_values(desk.draft, tab))


def editor_values(draft: Draft, tab: str, focus: str = "") -> dict[str, Any]:
    """Gather what the editor shows.

    Parameters
    ----------
    draft
        What is edited.
    tab
        ``form`` or ``text``.
    focus
        Id of the element that gets the focus, after something was added or removed.
    """
    checked = draft.checked
    form = form_of(checked) if checked.is_yaml else None
    return {
        "tab": tab,
        "draft": draft,
        "form": form,
        "slots": [] if form is None else [*form.slots(), form.elsewhere],
        "problems": problem_links(draft, form),
        "problem_count": len(checked.problems),
        "horizon": horizon(checked.scenario),
        "only_in_text": only_in_text(checked.data) if checked.is_yaml else [],
        "exercises": choices.exercises(),
        "setups": choices.setups(checked.data),
        "focus": focus,
    }


def desk_values(desk: Desk) -> dict[str, Any]:
    """Gather what the solve panel and the list of plans show."""
    current = desk.draft.checked.scenario
    return {
        "desk": desk,
        "run": desk.run,
        "live": live_values(desk.run),
        "chart": chart_of(desk.run),
        "field_errors": {},
        "draft_sha256": None if current is None else current.sha256,
    }


def live_values(run: Run | None) -> dict[str, str] | None:
    """Write the numbers of a running solve: the score rounded down, bound and gap up."""
    if run is None:
        return None
    moment = run.latest or Moment(None, None, 0.0)
    if run.outcome is not None and run.outcome.checked is not None:
        score = run.outcome.checked.plan.score
        known = (str(score.total), score.bound, score.gap)
        shown = [str(value) if value is not None else "" for value in known]
    else:
        shown = [
            _points(moment.score, ROUND_FLOOR),
            _points(moment.bound, ROUND_CEILING),
            _points(moment.gap, ROUND_CEILING),
        ]
    return {
        "score": shown[0],
        "bound": shown[1],
        "gap": shown[2],
        "seconds": f"{run.seconds:.0f}",
        "limit": str(run.order.time_limit),
        "begun": "yes" if run.moments else "",
    }


def _points(value: Fraction | None, rounding: str) -> str:
    return "" if value is None else str(cents(value, rounding))


def problem_links(draft: Draft, form: Form | None) -> list[Mapping[str, Any]]:
    """List the first problems with the elements to which they belong."""
    where: dict[int, Slot] = {}
    if form is not None:
        for slot in [*form.slots(), form.elsewhere]:
            where.update((id(problem), slot) for problem in slot.problems)
    return [
        {
            "problem": problem,
            "target": _target(where.get(id(problem))),
            "said": said(problem),
        }
        for problem in draft.checked.problems[:MOST_PROBLEMS_LISTED]
    ]


def _target(slot: Slot | None) -> str:
    """Name the element that a slot belongs to; no element holds what is elsewhere."""
    return "" if slot is None or not slot.path else slot.id.removesuffix("-error")


def said(problem: Any) -> str:
    """Write a problem without its place."""
    parts = [problem.problem]
    if problem.allowed is not None:
        parts.append(f"allowed: {problem.allowed}")
    if problem.suggestion is not None:
        parts.append(f"did you mean {problem.suggestion!r}?")
    return "; ".join(parts)
