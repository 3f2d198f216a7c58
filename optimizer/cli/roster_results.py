"""`liftproof roster results`: tables, heat map and every prescribed set of a finished run."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optimizer.cli.examples import example
from optimizer.cli.streams import Streams

if TYPE_CHECKING:
    from optimizer.roster.results.page import Proved


@click.command(
    "results",
    epilog=example(
        "liftproof roster results run/ -o results/",
        "liftproof roster results run/ -o results/ --parquet --plans",
    ),
)
@click.argument("run", metavar="RUN")
@click.option("-o", "--output", metavar="DIR", required=True, help="Folder for the files.")
@click.option("--parquet", is_flag=True, help="Every set as Parquet too; needs the extra data.")
@click.option("--plans", is_flag=True, help="Every plan as canonical JSON in RUN/plans too.")
@click.pass_obj
def command(streams: Streams, run: str, output: str, parquet: bool, plans: bool) -> None:
    """Write what the finished run RUN came to, for people and for programs.

    A page to read and print, one table per group, who is short of what, how full every station is,
    what more room would be worth, every prescribed set. Each plan is verified again on the way; one
    that does not pass is not shown.
    """
    from optimizer.roster.finished_run import member_results, prices_of, proved_of
    from optimizer.roster.folder_lock import telling
    from optimizer.roster.results.write import write_results
    from optimizer.roster.run import write_plan_files
    from optimizer.roster.run_folder import RunFolder

    folder = RunFolder(Path(run))
    summary, roster = folder.summary(), folder.roster()
    with telling(Path(output)):
        written = write_results(
            roster,
            member_results(folder, roster),
            Path(output),
            prices=prices_of(summary),
            parquet=parquet,
            proved=proved_of(summary),
        )
    streams.result("\n".join(str(one) for one in written))
    if plans:
        store = folder.store(reading=True)
        count = write_plan_files(folder, store)
        store.close()
        streams.note(f"{count} plans written to {folder.path / 'plans'}")


def _proved(summary: dict[str, Any]) -> Proved:
    from optimizer.roster.results.page import Proved

    gap = summary.get("gap_percent")
    return Proved(str(summary.get("status")), None if gap is None else Fraction(gap))
