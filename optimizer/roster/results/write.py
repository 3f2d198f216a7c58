"""All results of a roster in one pass over its athletes: whoever has been written is forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.plan_file import save_bytes, save_text
from optimizer.roster.results.exceptions import Exceptional, Exceptions, exceptions_csv
from optimizer.roster.results.heat_map import Heat, HeatMap, heat_csv, heat_json
from optimizer.roster.results.overview import GroupTable, Overview, group_csv, summary_csv
from optimizer.roster.results.parquet import ParquetSets
from optimizer.roster.results.sets_csv import SetsTable
from optimizer.roster.results.workbook import roster_workbook
from optimizer.roster.results.worth import Worth, worth_csv, worths

if TYPE_CHECKING:
    from optimizer.roster.results.member_result import MemberResult
    from optimizer.roster.results.page import Proved
    from optimizer.roster.roster import Roster

GROUPS = "groups"
LONGEST_FILE_NAME = 40


@dataclass(frozen=True)
class RosterResults:
    """What is told of a roster as a whole.

    Parameters
    ----------
    groups
        A table per group.
    exceptions
        What is not as it should be, the gravest first.
    heat
        How full the facility is.
    worth
        What more room would be worth; None where no prices are known.
    """

    groups: tuple[GroupTable, ...]
    exceptions: tuple[Exceptional, ...]
    heat: tuple[Heat, ...]
    worth: tuple[Worth, ...] | None


def collect(
    roster: Roster,
    members: Iterable[MemberResult],
    prices: Mapping[int, Fraction] | None = None,
    tables: Iterable[SetsTable | ParquetSets] = (),
) -> RosterResults:
    """Read every athlete once.

    Parameters
    ----------
    roster
        The roster.
    members
        Its athletes; they may be made one by one.
    prices
        Points per unit by flat index of a resource; None where there are none.
    tables
        Who else gets every athlete.

    Returns
    -------
    RosterResults
    """
    fairness = Fraction(roster.fairness)
    overview, exceptions = Overview(fairness), Exceptions(fairness)
    heat, others = HeatMap(roster, prices), tuple(tables)
    for member in members:
        for one in (overview, exceptions, heat, *others):
            one.add(member)
    return RosterResults(
        groups=overview.groups,
        exceptions=exceptions.found,
        heat=heat.found,
        worth=None if prices is None else worths(roster, prices),
    )


def write_results(
    roster: Roster,
    members: Iterable[MemberResult],
    folder: Path,
    *,
    prices: Mapping[int, Fraction] | None = None,
    parquet: bool = False,
    proved: Proved | None = None,
) -> list[Path]:
    """Write the results of a roster for people, and for researchers where asked for.

    Parameters
    ----------
    roster
        The roster.
    members
        Its athletes in the order in which they shall be told; they may be made one by one.
    folder
        Where the files go; made where there is none. Files of the same name are replaced.
    prices
        Points per unit by flat index of a resource; None where there are none.
    parquet
        Whether every set is written as Parquet as well.
    proved
        What is proved of the whole: with it a page is written.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    DataExtraMissingError
        If Parquet is asked for and DuckDB is not installed: before anything is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        research = ParquetSets(folder / "sets.parquet") if parquet else None
        if research is not None:
            stack.callback(research.drop)
        sets = SetsTable(folder / "sets.csv")
        stack.callback(sets.file.drop)
        tables = (sets,) if research is None else (sets, research)
        found = collect(roster, members, prices, tables)
        written = [sets.file.keep(), *(research.keep() if research is not None else ())]
    if proved is not None:
        from optimizer.roster.results.page import render_roster  # pages need more than tables do

        save_text(render_roster(roster, found, proved), folder / "roster.html")
        written.append(folder / "roster.html")
    return [*written, *_write_tables(roster.name, found, folder)]


def _write_tables(title: str, found: RosterResults, folder: Path) -> list[Path]:
    texts = {
        "groups.csv": summary_csv(found.groups),
        "exceptions.csv": exceptions_csv(found.exceptions),
        "heat_map.csv": heat_csv(found.heat),
        "heat_map.json": heat_json(found.heat),
    }
    if found.worth is not None:
        texts["worth.csv"] = worth_csv(found.worth)
    for number, table in enumerate(found.groups, start=1):
        texts[f"{GROUPS}/{number:02d}-{file_stem(table.group)}.csv"] = group_csv(table)
    (folder / GROUPS).mkdir(exist_ok=True)
    written = []
    for name, text in texts.items():
        save_text(text, folder / name)
        written.append(folder / name)
    book = folder / "groups.xlsx"
    save_bytes(roster_workbook(title, found.groups, found.exceptions), book)
    return [*written, book]


def file_stem(name: str) -> str:
    """Turn a name that somebody else wrote into a part of a file's name; it need not be unique."""
    return re.sub(r"[^A-Za-z0-9-]+", "_", name).strip("_")[:LONGEST_FILE_NAME] or "group"
