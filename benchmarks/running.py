"""A whole run: instance by instance, the engines one after the other, and what stands around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from benchmarks.arena import measure
from benchmarks.instances import load_instance
from benchmarks.machine import commit, machine, versions
from benchmarks.record import Engine, Measurement, Run, Settings
from benchmarks.tables import seconds


def race_all(
    names: Sequence[str],
    engines: Sequence[Engine],
    settings: Settings,
    note: Callable[[str], None],
) -> Run:
    """Race engines on instances.

    Parameters
    ----------
    names
        Instances. All are read before the first race.
    engines
        Who races; they take turns on every instance, so that a change of the machine's load meets all.
    settings
        The same for all.
    note
        Hears of every result.

    Returns
    -------
    Run
        Not complete if it was interrupted; the instance under way is left out then.
    """
    scenarios = {name: load_instance(name) for name in names}

    def one(name: str, engine: Engine) -> Measurement:
        return measure(name, scenarios[name], engine, settings)

    return race_by(one, names, engines, settings, note)


def race_by(
    one: Callable[[str, Engine], Measurement],
    names: Sequence[str],
    engines: Sequence[Engine],
    settings: Settings,
    note: Callable[[str], None],
) -> Run:
    """Race engines on instances of any kind.

    Parameters
    ----------
    one
        Lets one engine solve one instance.
    names, engines, settings, note
        As in `race_all`.
    """
    started = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    where, (revision, dirty) = machine(), commit()
    done: list[Measurement] = []
    complete = True
    try:
        for number, name in enumerate(names, start=1):
            group = []
            for engine in engines:
                found = one(name, engine)
                group.append(found)
                note(f"[{number}/{len(names)}] {_line(found)}")
            done += group
    except KeyboardInterrupt:
        complete = False
        note("interrupted: the instances that are done are kept")
    return Run(
        started=started,
        complete=complete,
        commit=revision,
        dirty=dirty,
        versions=versions(),
        machine=where,
        settings=settings,
        measurements=tuple(done),
    )


def _line(m: Measurement) -> str:
    if m.error is not None:
        return f"{m.instance} {m.engine}: failed: {m.error}"
    value = "no plan" if m.value is None else f"{m.value:.2f}"
    bound = "" if m.bound is None else f" of at most {m.bound:.2f}"
    gap = "" if m.gap_percent is None else f", gap {m.gap_percent:.2f} %"
    refused = ", plan NOT verified" if m.verified is False else ""
    return (
        f"{m.instance} {m.engine}: {m.status}, {value}{bound}{gap}{refused}, {seconds(m.seconds)} s"
    )
