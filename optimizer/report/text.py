"""The view of a plan for a terminal and for the wall."""

from __future__ import annotations

import io
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from optimizer.report.notes import DISCLAIMER, LEGEND, notes_for
from optimizer.report.summary import Muscle, Summary, plan_of, summary_of
from optimizer.report.view import BlockView, SessionView, block_views, daily_line
from optimizer.report.words import exact

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.result import Result
    from optimizer.scenario import Scenario

WIDE = 96
NAME_WIDTHS = (29, 25, 21, 17, 13)
FEW_SHORTAGES = 3
MOST_BLOCK_COLUMNS = 4
HEAD = "bold"
FAINT = "dim"


def render_text(
    source: Result | Plan, scenario: Scenario, *, width: int = 100, color: bool = False
) -> str:
    """Write a plan for people.

    Parameters
    ----------
    source
        A result with a plan, or a plan from a file that passes verification.
    scenario
        What was asked.
    width
        Columns; equal input and width give equal text.
    color
        Whether to write terminal colours.

    Returns
    -------
    str
        Lines that end in a newline.
    """
    plan = plan_of(source)
    summary = summary_of(source, scenario)
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    _headline(console, summary)
    daily = daily_line(scenario, plan.daily)
    if daily:
        _labelled(console, "Every day", daily)
    blocks = block_views(scenario, plan)
    warm_ups = {session.before for block in blocks for session in block.sessions}
    if len(warm_ups) == 1 and "" not in warm_ups:
        _labelled(console, "Before each session", *warm_ups)
    _labelled(console, "Legend", LEGEND)
    for block in blocks:
        _block(console, block, each_warm_up=len(warm_ups) > 1)
    _coverage(console, summary.muscles, width)
    _ladder(console, summary)
    _score(console, summary)
    _section(console, "Notes")
    for note in notes_for(scenario, plan):
        claim = f" [{note.claim}]" if note.claim else ""
        _bullet(console, f"{note.text}{claim}")
    console.print(Text(DISCLAIMER, style=FAINT))
    written: io.StringIO = console.file  # type: ignore[assignment]
    return "".join(f"{line.rstrip()}\n" for line in written.getvalue().splitlines())


def _headline(console: Console, summary: Summary) -> None:
    console.print(Text(summary.name, style="bold"))
    console.print(Text(summary.who))
    console.print(Text(summary.verdict))
    few = len(summary.shortages) <= FEW_SHORTAGES
    for shortage in summary.shortages if few else ():
        _bullet(console, f"short: {shortage}", "yellow")
    if not few:
        text = f"short of {len(summary.shortages)} demands; they stand below the score"
        _bullet(console, text, "yellow")


def _section(console: Console, title: str) -> None:
    console.print()
    console.rule(Text(title, style=HEAD), align="left", characters="─", style=FAINT)


def _labelled(console: Console, label: str, text: str) -> None:
    line = Text(f"{label}: ", style=HEAD)
    console.print(line.append(text, style="not bold"))


def _bullet(console: Console, text: str, style: str = "") -> None:
    grid = Table.grid(padding=(0, 1))
    grid.add_row("·", Text(text, style=style))
    console.print(grid)


def _block(console: Console, block: BlockView, *, each_warm_up: bool) -> None:
    _section(console, block.title)
    console.print(Text(block.budget, style=FAINT))
    if block.same_as is not None:
        console.print(Text(f"The training week is that of {block.same_as}."))
        return
    explained: set[str] = set()
    for session in block.sessions:
        console.print()
        console.print(Text(session.title, style="bold cyan").append(f" · {session.used}", FAINT))
        if each_warm_up and session.before:
            _hint(console, "warm-up", session.before)
        console.print(_session_table(session, console.width))
        for line in session.lines:
            said = [line.cue] if line.cue else []
            said += [f"stop when: {line.stop}"] if line.stop else []
            if said and line.name not in explained:
                explained.add(line.name)
                _hint(console, line.name, "; ".join(said))
        if session.after:
            _hint(console, "Then", session.after)


def _hint(console: Console, label: str, text: str) -> None:
    line = Text(f"{label}: ", style="italic").append(text)
    grid = Table.grid(padding=(0, 1))
    grid.add_row("›", line)
    console.print(grid, style=FAINT)


def _session_table(session: SessionView, width: int) -> Table:
    """Lay out a session; long names give way, so that no load is ever cut off."""
    if width < WIDE:
        return _lay_out(session, None)
    ruler = Console(width=10 * width)
    for name_width in NAME_WIDTHS:
        table = _lay_out(session, name_width)
        if ruler.measure(table).maximum <= width:
            return table
    return _lay_out(session, None)


def _lay_out(session: SessionView, name_width: int | None) -> Table:
    """Fill the table; with a width for names the part of the session is a column, else a row."""
    wide = name_width is not None
    table = Table(
        box=None, pad_edge=False, padding=(0, 1), collapse_padding=True, header_style=FAINT
    )
    if wide:
        table.add_column("", no_wrap=True, style="italic", width=11)
    table.add_column("exercise", overflow="fold", width=name_width)
    for head in ("dose", "load"):
        table.add_column(head, no_wrap=True)
    for column in session.columns:
        if column.deload:
            table.add_column("light\nsets", justify="right", no_wrap=True, style=FAINT)
        table.add_column(
            f"wk {column.label}\nRIR {column.rir}",
            justify="right",
            no_wrap=True,
            style=FAINT if column.deload else "bold",
        )
    table.add_column("tempo", no_wrap=True)
    table.add_column("rest", no_wrap=True, justify="right")
    phase = ""
    for line in session.lines:
        opens, phase = line.phase != phase, line.phase
        if opens and not wide:
            table.add_row(Text(phase, style="italic"))
        cells: list[RenderableType] = [Text(phase if opens else "")] if wide else []
        name = Padding(Text(line.name), (0, 0, 0, 0 if wide else 2))
        cells += [name, line.dose, line.load]
        for column, cell in zip(session.columns, line.weeks, strict=True):
            cells += [line.light_sets or "", cell] if column.deload else [cell]
        table.add_row(*cells, line.tempo, line.rest)
    return table


def _coverage(console: Console, muscles: tuple[Muscle, ...], width: int) -> None:
    _section(console, "Weekly sets per muscle (fractional), against floor, target and cap")
    table = Table(box=None, show_edge=False, pad_edge=False, padding=(0, 1))
    table.add_column("muscle", no_wrap=True)
    blocks = len(muscles[0].sets) if muscles else 0
    single = blocks <= MOST_BLOCK_COLUMNS
    heads = [f"block {i + 1}" for i in range(blocks)] if single else ["least", "most"]
    bar = min(14, max(4, (width - 38 - 7 * len(heads)) // max(1, len(heads))))
    for head in heads:
        table.add_column(head, no_wrap=True)
    for head in ("floor", "target", "cap"):
        table.add_column(head, no_wrap=True, justify="right", style=FAINT)
    for muscle in muscles:
        shown = muscle.sets if single else (min(muscle.sets), max(muscle.sets))
        cells = [_bar(value, muscle, bar) for value in shown]
        limits = (exact(muscle.floor), exact(muscle.target), exact(muscle.cap))
        table.add_row(Text(muscle.name), *cells, *limits)
    console.print(table)
    console.print(
        Text("A full bar is the target; ┊ marks the floor where it is not reached.", FAINT)
    )


def _bar(value: Fraction, muscle: Muscle, width: int) -> Text:
    """Draw a weekly volume: full at the target, with the floor marked while it is not reached."""
    share = min(value / muscle.target, Fraction(1)) if muscle.target else Fraction(1)
    filled = int(share * width)
    signs = ["█"] * filled + ["░"] * (width - filled)
    style = "green" if value >= muscle.target else "yellow"
    if value < muscle.floor:
        style = "red"
        signs[min(width - 1, int(muscle.floor / muscle.target * width))] = "┊"
    return Text(f"{exact(value, 1):>4} ").append("".join(signs), style=style)


def _ladder(console: Console, summary: Summary) -> None:
    if not summary.climbs:
        return
    _section(console, "Ladder: highest step trained (blocks)")
    table = Table(box=None, show_edge=False, pad_edge=False, padding=(0, 1))
    for head in ("family", "mastered", "trained", "highest here"):
        table.add_column(head, style=FAINT if head in ("mastered", "highest here") else "")
    for climb in summary.climbs:
        table.add_row(climb.family, climb.mastered, Text(climb.path), climb.highest)
    console.print(table)


def _score(console: Console, summary: Summary) -> None:
    _section(console, f"Score {summary.total}")
    table = Table(box=None, show_edge=False, pad_edge=False, padding=(0, 1))
    table.add_column("term")
    for head in ("reached", "weight", "points"):
        table.add_column(head, justify="right", no_wrap=True)
    for row in summary.terms:
        table.add_row(*row)
    console.print(table)
    _lines(console, "Short of", summary.shortages)
    _lines(console, "Not applicable", summary.inapplicable)


def _lines(console: Console, label: str, lines: Iterable[str]) -> None:
    for index, line in enumerate(lines):
        if index == 0:
            console.print(Text(f"{label}:", style=HEAD))
        _bullet(console, line)
