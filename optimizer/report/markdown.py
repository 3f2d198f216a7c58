"""The view of a plan as Markdown: the same content as on the terminal, for notes and web pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from optimizer.report.markdown_words import escaped, table
from optimizer.report.notes import DISCLAIMER, LEGEND, notes_for
from optimizer.report.summary import Summary, plan_of, summary_of
from optimizer.report.view import BlockView, SessionView, block_views, daily_line
from optimizer.report.words import exact

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.result import Result
    from optimizer.scenario import Scenario


def render_markdown(source: Result | Plan, scenario: Scenario) -> str:
    """Write a plan as Markdown.

    Parameters
    ----------
    source
        A result with a plan, or a plan from a file that passes verification.
    scenario
        What was asked.

    Returns
    -------
    str
        Names from the scenario cannot break out of their place: pipes and HTML are escaped.
    """
    plan = plan_of(source)
    summary = summary_of(source, scenario)
    parts = [f"# {escaped(summary.name)}\n", f"{escaped(summary.who)}\n"]
    parts.append(f"**{escaped(summary.verdict)}**\n")
    daily = daily_line(scenario, plan.daily)
    parts += [f"Every day: {escaped(daily)}\n"] if daily else []
    parts.append(f"*{LEGEND}*\n")
    for block in block_views(scenario, plan):
        parts += _block(block)
    parts += _muscles(summary)
    parts += _ladder(summary)
    parts += _score(summary)
    parts.append("## Notes\n")
    parts.append(
        _bullets(f"{n.text}{f' ({n.claim})' if n.claim else ''}" for n in notes_for(scenario, plan))
    )
    parts.append(f"*{DISCLAIMER}*")
    return "\n".join(parts) + "\n"


def _bullets(lines: Iterable[str]) -> str:
    return "".join(f"- {escaped(line)}\n" for line in lines)


def _block(block: BlockView) -> list[str]:
    parts = [f"## {escaped(block.title)}\n", f"{block.budget}\n"]
    if block.same_as is not None:
        return [*parts, f"The training week is that of {block.same_as}.\n"]
    for session in block.sessions:
        parts.append(f"### {escaped(session.title)}\n")
        parts.append(f"{session.used}\n")
        parts += [f"Warm-up: {escaped(session.before)}\n"] if session.before else []
        parts.append(_session(session))
        cues = [
            f"{line.name}: "
            + "; ".join(
                [
                    *([line.cue] if line.cue else []),
                    *([f"stop when: {line.stop}"] if line.stop else []),
                ]
            )
            for line in session.lines
            if line.cue or line.stop
        ]
        parts += [_bullets(cues)] if cues else []
        parts += [f"Then: {escaped(session.after)}\n"] if session.after else []
    return parts


def _session(session: SessionView) -> str:
    head = ["", "exercise", "dose", "load"]
    for column in session.columns:
        head += ["light sets"] if column.deload else []
        head.append(f"wk {column.label}, RIR {column.rir}")
    head += ["tempo", "rest"]
    rows = []
    for line in session.lines:
        row = [line.phase, escaped(line.name), line.dose, line.load]
        for column, cell in zip(session.columns, line.weeks, strict=True):
            row += [line.light_sets or "", cell] if column.deload else [cell]
        rows.append([*row, line.tempo, line.rest])
    return table(head, rows, frozenset(range(4, len(head) - 2)))


def _muscles(summary: Summary) -> list[str]:
    blocks = len(summary.muscles[0].sets) if summary.muscles else 0
    head = ["muscle", *(f"block {i + 1}" for i in range(blocks)), "floor", "target", "cap"]
    rows = [
        [
            escaped(m.name),
            *(f"{exact(sets, 1)}{' (!)' if sets < m.floor else ''}" for sets in m.sets),
            *(exact(m.floor), exact(m.target), exact(m.cap)),
        ]
        for m in summary.muscles
    ]
    title = "## Weekly sets per muscle\n"
    about = "Fractional sets by block; (!) is below the floor.\n"
    return [title, about, table(head, rows, frozenset(range(1, len(head))))]


def _ladder(summary: Summary) -> list[str]:
    if not summary.climbs:
        return []
    rows = [[escaped(c.family), c.mastered, c.path, c.highest] for c in summary.climbs]
    head = ["family", "mastered", "highest step trained (blocks)", "highest here"]
    return ["## Ladder\n", table(head, rows)]


def _score(summary: Summary) -> list[str]:
    rows = [list(map(escaped, row)) for row in summary.terms]
    head = ["term", "reached", "weight", "points"]
    parts = [f"## Score {summary.total}\n", table(head, rows, frozenset({1, 2, 3}))]
    if summary.shortages:
        parts += ["Short of:\n", _bullets(summary.shortages)]
    if summary.inapplicable:
        parts += ["Not applicable:\n", _bullets(summary.inapplicable)]
    return parts
