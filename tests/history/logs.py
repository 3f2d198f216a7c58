"""Small training logs in every documented variant of Hevy's and Strong's exports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from optimizer.history.read import History, read_history

HEVY = (
    "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,"
    "set_type,weight_kg,reps,distance_km,duration_seconds,rpe"
)
STRONG_OLD = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
    "Workout Notes,RPE"
)
STRONG_NEW = (
    "Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (kg);Reps;RPE;"
    "Distance (meters);Seconds;Notes;Workout Notes"
)
STRONG_UNITS = (
    "Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;"
    "Distance;Distance Unit;Seconds;Notes;Workout Notes"
)
DEADLIFT = "Deadlift (Barbell)"


def hevy_row(
    name: str = DEADLIFT,
    weight: str = "100",
    reps: str = "5",
    rpe: str = "",
    *,
    day: str = "6 Jul 2026",
    kind: str = "normal",
    notes: str = "",
) -> str:
    quoted = name.replace('"', '""')
    when = f'"{day}, 17:59","{day}, 18:59"'
    return f'"Eve",{when},"","{quoted}",,"{notes}",0,{kind},{weight},{reps},,,{rpe}'


def hevy(*rows: str, header: str = HEVY) -> str:
    return "\n".join([header, *rows]) + "\n"


def strong_row(
    name: str = DEADLIFT,
    weight: str = "100",
    reps: str = "5",
    rpe: str = "",
    *,
    order: str = "1",
    day: str = "2026-07-06",
) -> str:
    """Write a row under STRONG_NEW."""
    return f'7;"{day} 17:59:00";"Evening";3600;"{name}";{order};{weight};{reps};{rpe};0;0;"";""'


def strong(*rows: str, header: str = STRONG_NEW) -> str:
    return "\n".join([header, *rows]) + "\n"


def days(*numbers: int, month: str = "Jul") -> list[str]:
    return [f"{number} {month} 2026" for number in numbers]


def trained(name: str, on: Iterable[str], weight: str = "50") -> list[str]:
    return [hevy_row(name, weight, "8", day=day) for day in on]


def read(folder: Path, text: str | bytes, **options: object) -> History:
    file = folder / "log.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_history(file, **options)  # type: ignore[arg-type]


def maxima(history: History) -> dict[str, str]:
    return {one.lift: str(one.kg) for one in history.estimates}


def steps(history: History) -> dict[str, str]:
    return {one.family: one.step for one in history.steps}


def names(history: History) -> Sequence[tuple[str, int]]:
    return [(one.name, one.sets) for one in history.unknown]
