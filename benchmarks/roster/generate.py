"""From the tables of this folder to frozen instances: the same tables give the same bytes anywhere."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.roster.draws import Draws
from benchmarks.roster.instances import ALL, INSTANCES, ROSTER_FILE, TABLE_FILE
from benchmarks.roster.population import OLDER, Person, Squad, draw_person
from benchmarks.roster.rooms import (
    CONFLICT_PERMILLE,
    DAYS,
    FREE_PERMILLE,
    KEPT_PERMILLE,
    MEMBER_HOURS,
    NEXT_HALL_PERMILLE,
    OTHER_HOUR_PERMILLE,
    SATURDAY_HOUR,
    Instance,
    hall_names,
    slot_id,
    squads,
    weights,
)
from optimizer.plan_file import save_text

START = "2026-11-30"
WEEKS = 4
FAIRNESS = "0.8"
SESSIONS_A_WEEK, SESSIONS_OF_OLDER = 3, 2
MOST_OFFERED = 6
COLUMNS = (
    *("id", "group", "level", "age", "body_mass_kg", "deadlift_kg", "squat_kg", "row_kg"),
    *("restrictions", "slots", "sessions_per_week", "returning", "neck_work"),
)


def write_instances(target: Path = INSTANCES, names: Iterable[str] = ALL) -> list[Path]:
    """Write instances, each a folder of its own.

    Parameters
    ----------
    target
        Directory of the folders.
    names
        Which.

    Returns
    -------
    list of Path
        The files.
    """
    written = []
    for name in names:
        folder = target / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in instance_texts(ALL[name]).items():
            save_text(text, folder / file)
            written.append(folder / file)
    return written


def instance_texts(instance: Instance) -> dict[str, str]:
    """Write the two files of an instance, by name."""
    return {ROSTER_FILE: roster_text(instance), TABLE_FILE: table_text(instance)}


def table_text(instance: Instance) -> str:
    """Write the table of athletes."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, squad in enumerate(_placed(instance), start=1):
        person_id = f"a{number:05d}"
        draws = Draws(f"{instance.family}/{person_id}")
        row = _row(instance, squad, draws, draw_person(draws, squad))
        writer.writerow([person_id, squad.id, *row])
    return stream.getvalue()


def roster_text(instance: Instance) -> str:
    """Write the roster file."""
    return "\n".join(
        [
            "# Frozen: changed, it would be another instance. `python -m benchmarks generate roster`.",
            f"name: {json.dumps(instance.title)}",
            f"start: {START}",
            f"weeks: {WEEKS}",
            f"block_weeks: {WEEKS}",
            f"fairness: {FAIRNESS}",
            f"athletes: {TABLE_FILE}",
            "",
            "groups:",
            *(f"  {squad.id}: {_group(squad)}" for squad in squads(instance)),
            "",
            *_facility(instance),
            "",
        ]
    )


def _placed(instance: Instance) -> Iterator[Squad]:
    """Yield a group per athlete: shares by weight, the largest remainders rounded up."""
    groups, sizes = squads(instance), weights(instance)
    total = sum(sizes.values())
    count = {name: instance.athletes * size // total for name, size in sizes.items()}
    left = instance.athletes - sum(count.values())
    by_rest = sorted(sizes, key=lambda name: -(instance.athletes * sizes[name] % total))
    for name in by_rest[:left]:
        count[name] += 1
    for group in groups:
        yield from [group] * count[group.id]


def _row(instance: Instance, squad: Squad, draws: Draws, person: Person) -> list[str]:
    trained = SESSIONS_OF_OLDER if person.age >= OLDER else SESSIONS_A_WEEK
    maxima = ["", "", ""] if person.maxima_grams is None else map(_kilograms, person.maxima_grams)
    return [
        person.level,
        str(person.age),
        _kilograms(person.mass_grams),
        *maxima,
        "; ".join(f"{tag}={how}" for tag, how in person.restrictions.items()),
        "; ".join(_hours(instance, squad, draws, trained + 1)),
        "" if trained == SESSIONS_A_WEEK else str(trained),
        "yes" if person.returning else "",
        "yes" if squad.neck_work else "",
    ]


def _hours(instance: Instance, squad: Squad, draws: Draws, least: int) -> Sequence[str]:
    """Return the slots of a person; none where they are those of the group."""
    if not squad.offered:
        return _next_hall(instance, squad, draws, _own_hours(instance, squad, draws, least))
    kept: Sequence[str] = squad.offered
    if draws.happens("conflict", CONFLICT_PERMILLE):
        kept = draws.some_of("keeps", squad.offered, KEPT_PERMILLE, least)
    kept = _next_hall(instance, squad, draws, kept)
    return [] if tuple(kept) == squad.offered else kept


def _own_hours(instance: Instance, squad: Squad, draws: Draws, least: int) -> Sequence[str]:
    """Draw the hours of somebody without a team: mostly the same hour, on most days."""
    hours = {hour: MEMBER_HOURS[hour] for hour in instance.hours}
    usual = draws.one_of("usual hour", hours)
    found = []
    for day in DAYS[:-1]:
        other = draws.happens(f"{day}/other", OTHER_HOUR_PERMILLE)
        hour = draws.one_of(f"{day}/hour", hours) if other else usual
        found.append(slot_id(day, hour, squad.hall, instance.halls))
    found.append(slot_id(DAYS[-1], SATURDAY_HOUR, squad.hall, instance.halls))
    return draws.some_of("free", found, FREE_PERMILLE, max(least, 4))[:MOST_OFFERED]


def _next_hall(
    instance: Instance, squad: Squad, draws: Draws, slots: Sequence[str]
) -> Sequence[str]:
    """Offer every second slot in the next hall to those who live between two."""
    if instance.halls == 1 or not draws.happens("next hall", NEXT_HALL_PERMILLE):
        return slots
    halls = hall_names(instance.halls)
    beside = halls[(halls.index(squad.hall) + 1) % len(halls)]
    return [
        slot.replace(squad.hall, beside) if number % 2 else slot
        for number, slot in enumerate(slots)
    ]


def _group(squad: Squad) -> str:
    parts = [f"emphasis: {squad.emphasis}", f"sessions_per_week: {SESSIONS_A_WEEK}"]
    parts += [f"slots: [{', '.join(squad.offered)}]"] if squad.offered else []
    return f"{{{', '.join(parts)}}}"


def _facility(instance: Instance) -> Iterator[str]:
    kind = instance.kind
    yield "facility:"
    yield f"  athletes_per_coach: {kind.athletes_per_coach}"
    yield f"  partners: {kind.partners}"
    yield "  rooms:"
    for hall in hall_names(instance.halls):
        yield f"    - id: {hall}"
        yield f"      heads: {kind.heads}"
        yield f"      equipment: {{extends: {kind.equipment}}}"
        yield f"      portable: [{', '.join(kind.portable)}]"
        yield "      stations:"
        for station, provides in kind.stations.items():
            has = f"count: {instance.counts[station]}, provides: [{', '.join(provides)}]"
            yield f"        - {{id: {station}, {has}}}"
    yield "  slots:"
    for hall in hall_names(instance.halls):
        for day in kind.days:
            hours = (SATURDAY_HOUR,) if day == DAYS[-1] else instance.hours
            yield from (f"    - {{{_slot(instance, day, hour, hall)}}}" for hour in hours)


def _slot(instance: Instance, day: str, hour: str, hall: str) -> str:
    parts: Mapping[str, object] = {
        "id": slot_id(day, hour, hall, instance.halls),
        "day": day,
        "start": json.dumps(hour),
        "minutes": instance.kind.minutes,
        "room": hall,
        **({} if instance.kind.coaches is None else {"coaches": instance.kind.coaches}),
    }
    return ", ".join(f"{name}: {value}" for name, value in parts.items())


def _kilograms(grams: int) -> str:
    whole, rest = divmod(grams, 1000)
    return f"{whole}.{rest // 100}" if rest else str(whole)
