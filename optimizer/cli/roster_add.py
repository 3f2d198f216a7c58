"""`liftproof roster add-athlete`: a newcomer in a finished run, without touching the others."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optimizer.cli import exit_codes
from optimizer.cli.examples import example
from optimizer.cli.roster import make_engine_of, meanings_of
from optimizer.cli.streams import Streams
from optimizer.errors import ScenarioError

if TYPE_CHECKING:
    from optimizer.engines.answer import Watch
    from optimizer.roster.added_run import Added
    from optimizer.roster.roster import Roster


@click.command(
    "add-athlete",
    epilog=example(
        "liftproof roster add-athlete run/ --athlete newcomer.csv -o run2/",
        "liftproof roster add-athlete run/ --row id=max --row group=football --row deadlift=140 "
        "-o run2/ --allow-moves 2",
    ),
)
@click.argument("run", metavar="RUN")
@click.option("-o", "--output", metavar="DIR", required=True, help="Folder of the new run.")
@click.option("--athlete", "table", metavar="FILE", help="A table of one athlete, as in a roster.")
@click.option("--row", "cells", multiple=True, metavar="COLUMN=VALUE", help="One cell of it.")
@click.option(
    "--map",
    "column_map",
    multiple=True,
    metavar="HEADER=COLUMN",
    help="What a column of FILE means; may be given several times.",
)
@click.option(
    "--allow-moves",
    type=click.IntRange(0, 1000),
    default=0,
    show_default=True,
    help="Let at most so many others get another plan, if there is no place otherwise.",
)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def command(
    streams: Streams,
    run: str,
    output: str,
    table: str | None,
    cells: tuple[str, ...],
    column_map: tuple[str, ...],
    allow_moves: int,
    style: str,
) -> None:
    """Place a newcomer in the finished run RUN and write a new run; RUN stays as it is.

    What changed is printed. Exit code 4: there is no place for the newcomer, 3: proved that there
    is no plan even with the room to himself; then no new run is written.
    """
    from optimizer.cli.running import run_task
    from optimizer.roster.run_folder import RunFolder
    from optimizer.roster.task import Stopped

    if (table is None) == (not cells):
        raise click.UsageError("give the newcomer either by --athlete FILE or by --row")
    old = RunFolder(Path(run))
    before = old.roster()
    roster = _with_newcomer(before, table, cells, meanings_of(column_map))

    def task(watch: Watch, tell: Any) -> Added | Stopped:
        from optimizer.roster.added_run import add_athlete

        make = make_engine_of({"engine": "local", "workers": None, "athlete_seconds": 600})
        target = Path(output)
        try:
            return add_athlete(
                old, roster, target, make, allow_moves=allow_moves, watch=watch, tell=tell
            )
        except Stopped as stopped:
            return stopped

    added, _ = run_task(task, streams, doing="reading the run")
    context = click.get_current_context()
    if isinstance(added, Stopped):
        streams.note("interrupted: no new run was written")
        context.exit(exit_codes.INTERRUPTED)
    _show(added, roster, output, allow_moves, streams, style)
    if added.summary is None:
        nothing = exit_codes.NOT_FOUND
        context.exit(exit_codes.IMPOSSIBLE if added.placed.impossible else nothing)


def _with_newcomer(
    roster: Roster, table: str | None, cells: tuple[str, ...], meanings: Mapping[str, str]
) -> Roster:
    """Read the newcomer as the roster's own table is read, and put him at its end."""
    from optimizer.roster.roster import Roster, load_roster

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "--row.jsonl" if table is None else Path(table).absolute()
        if table is None:
            source.write_text(json.dumps(_cells(cells)) + "\n", encoding="utf-8")
        frame = {**roster.document(), "athletes": str(source)}
        (Path(folder) / "roster.json").write_text(json.dumps(frame), encoding="utf-8")
        try:
            newcomers = load_roster(Path(folder) / "roster.json", column_map=meanings).athletes
        except ScenarioError as error:
            if table is not None:
                raise
            raise ScenarioError(
                replace(one, file="--row", line=None, column=None) for one in error.diagnostics
            ) from None
    if len(newcomers) != 1:
        raise click.UsageError(f"{table} has {len(newcomers)} athletes; one at a time is placed")
    if newcomers[0].id in roster.index_by_id:
        raise click.UsageError(f"there is an athlete {newcomers[0].id!r} in the run already")
    written = {name: getattr(roster, name) for name in roster.model_fields_set}
    return Roster.model_validate(written | {"athletes": (*roster.athletes, *newcomers)})


def _cells(cells: tuple[str, ...]) -> dict[str, str]:
    row = {}
    for cell in cells:
        column, equals, value = cell.partition("=")
        if not equals or not column.strip():
            raise click.UsageError(f"--row {cell[:60]!r}: write it as COLUMN=VALUE")
        row[column.strip()] = value.strip()
    return row


def _show(
    added: Added, roster: Roster, output: str, allow_moves: int, streams: Streams, style: str
) -> None:
    from optimizer.report.words import clean

    newcomer = roster.athletes[-1].id
    if style == "json":
        streams.data(json.dumps(_data(added), indent=1, ensure_ascii=False) + "\n")
        return
    if added.summary is None:
        alone = "not even with the room to himself" if added.placed.alone is None else "beside them"
        proved = "proved impossible" if added.placed.impossible else "no place was found"
        streams.note(f"{clean(newcomer)}: {proved}, {alone}; no run was written")
        if added.placed.alone is not None and not allow_moves:
            streams.note("--allow-moves N lets some of the others get another plan")
        return
    lines = []
    for change in added.changes:
        before, after = _words(change.before), _words(change.after)
        if change.before is None:
            lines.append(f"+ {clean(change.id)}: {after}")
        else:
            lines.append(f"~ {clean(change.id)}: {before}\n  {'→'.rjust(len(change.id))} {after}")
    moved = len(added.placed.moved)
    others = len(roster.athletes) - 1 - moved
    lines.append(f"{moved} of the others moved, {others} as they were; new run in {output}")
    streams.result("\n".join(lines))


def _words(row: Any) -> str:
    facts = _facts(row)
    if facts is None:
        return "no plan"
    return f"{' '.join(facts['slots'])}, score {facts['score']}"


def _facts(row: Any) -> dict[str, Any] | None:
    if row is None or row.plan is None:
        return None
    plan = json.loads(row.plan)
    slots = [session["id"] for session in plan["weeks"][0]["sessions"]]
    return {"slots": slots, "score": plan["score"]["total"], "exact": plan["score"]["exact"]}


def _data(added: Added) -> dict[str, Any]:
    return {
        "placed": added.summary is not None,
        "impossible": added.placed.impossible,
        "changes": [
            {"id": one.id, "before": _facts(one.before), "after": _facts(one.after)}
            for one in added.changes
        ],
        "summary": added.summary,
    }
