"""`liftproof exercises`: the catalogue, filtered."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import click

from optimizer.cli.examples import example
from optimizer.cli.inputs import known_name
from optimizer.cli.streams import Streams
from optimizer.export.spreadsheet_cells import formula_safe

if TYPE_CHECKING:
    from optimizer.catalogue import Exercise

TIERS = ("bodyweight", "band", "dumbbell", "barbell", "machine")
LEVELS = ("novice", "intermediate", "advanced")


@click.command(
    "exercises",
    epilog=example("liftproof exercises --muscle hamstrings --setup home_dumbbells --level novice"),
)
@click.option("--family", help="Movement family, such as hip_hinge.")
@click.option("--tier", type=click.Choice(TIERS), help="Implement class.")
@click.option("--muscle", help="Trains this muscle.")
@click.option("--equipment", help="Can be done with this kind of equipment.")
@click.option("--setup", help="Possible with this setup of the library.")
@click.option("--level", type=click.Choice(LEVELS), help="Not too skilled for this level.")
@click.option("--format", "style", type=click.Choice(["text", "json", "csv"]), default="text")
@click.pass_obj
def command(streams: Streams, /, style: str, **filters: str | None) -> None:
    """List the exercises of the catalogue; filters add up.

    Points are per working set, from 0 to 10: spine (axial load), shear, fatigue.
    """
    rows = [_row(exercise) for exercise in _chosen(filters)]
    if style == "json":
        streams.data(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    elif style == "csv":
        streams.data(_as_csv(rows))
    elif not rows:
        streams.note("no exercise matches")
    else:
        streams.result(_as_table(rows))


def _chosen(filters: dict[str, str | None]) -> list[Exercise]:
    from optimizer.catalogue import load_catalogue

    catalogue = load_catalogue()
    found = list(catalogue.exercises.values())
    if (family := filters["family"]) is not None:
        known_name(family, catalogue.families, "family")
        found = [e for e in found if e.family == family]
    if (tier := filters["tier"]) is not None:
        found = [e for e in found if e.tier == tier]
    if (muscle := filters["muscle"]) is not None:
        known_name(muscle, catalogue.muscles, "muscle")
        found = [e for e in found if muscle in e.muscles]
    if (kind := filters["equipment"]) is not None:
        known_name(kind, catalogue.equipment, "equipment")
        found = [e for e in found if any(kind in way for way in e.equipment_any_of)]
    if (setup := filters["setup"]) is not None:
        from optimizer.setups import load_setups_library, resolve_setup

        library = load_setups_library()
        known_name(setup, library.setups, "setup")
        owned = resolve_setup(setup, library.setups, library).owned()
        found = [
            e for e in found if any(owned.issuperset(way) for way in e.equipment_any_of or ((),))
        ]
    if (level := filters["level"]) is not None:
        from optimizer.parameters import load_parameters

        most = {str(name): skill for name, skill in load_parameters().skill.levels.items()}[level]
        found = [e for e in found if e.skill <= most]
    return found


def _row(exercise: Exercise) -> dict[str, Any]:
    return {
        "id": exercise.id,
        "name": exercise.name,
        "family": exercise.family,
        "tier": exercise.tier,
        "equipment": [list(way) for way in exercise.equipment_any_of],
        "muscles": dict(exercise.muscles),
        "volume_credit": exercise.volume_credit,
        "axial": exercise.axial,
        "shear": exercise.shear,
        "fatigue": exercise.fatigue,
        "skill": exercise.skill,
        "balance": exercise.balance,
        "dose": f"{exercise.dose.lo}-{exercise.dose.hi} {exercise.dose.unit}",
        "roles": list(exercise.roles),
        "contraindications": list(exercise.contraindications),
        "cue": exercise.cue,
        "stop_sign": exercise.stop_sign,
        "external_ids": exercise.external_ids.model_dump(mode="json", exclude_none=True),
    }


def _as_table(rows: list[dict[str, Any]]) -> str:
    wide = max(len(row["id"]) for row in rows)
    family = max(len(row["family"]) for row in rows)
    lines = [f"{'exercise':{wide}}  {'family':{family}}  tier        spine shear fatigue skill"]
    for row in rows:
        points = f"{row['axial']:>5} {row['shear']:>5} {row['fatigue']:>7} {row['skill']:>5}"
        lines.append(f"{row['id']:{wide}}  {row['family']:{family}}  {row['tier']:10}  {points}")
    return "\n".join([*lines, f"{len(rows)} exercises; more columns: --format json or csv"])


def _as_csv(rows: list[dict[str, Any]]) -> str:
    stream = io.StringIO()
    columns = list(_columns())
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([formula_safe(_cell(row[column])) for column in columns])
    return stream.getvalue()


def _columns() -> tuple[str, ...]:
    return (
        *("id", "name", "family", "tier", "equipment", "muscles", "volume_credit"),
        *("axial", "shear", "fatigue", "skill", "balance", "dose", "roles"),
        *("contraindications", "cue", "stop_sign"),
    )


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key} {tenths / 10:g}" for key, tenths in value.items())
    if isinstance(value, list):
        parts = ("+".join(part) if isinstance(part, list) else str(part) for part in value)
        return " or ".join(parts) if value and isinstance(value[0], list) else "; ".join(parts)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
