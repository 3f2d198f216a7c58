"""`liftproof setups`: the library of setups and what they would cost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from optimizer.cli.examples import example
from optimizer.cli.inputs import known_name
from optimizer.cli.streams import Streams

if TYPE_CHECKING:
    from optimizer.setups import Setup


@click.command("setups", epilog=example("liftproof setups home_dumbbells"))
@click.argument("name", required=False)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def command(streams: Streams, name: str | None, style: str) -> None:
    """List the setups library, or show the setup NAME in full.

    Prices are typical, rounded street prices for comparing setups, not an offer.
    """
    from optimizer.setups import load_setups_library

    library = load_setups_library()
    if name is not None:
        known_name(name, library.setups, "setup")
    rows = [_row(one) for one in ([name] if name else library.setups)]
    if style == "json":
        data = {"currency": library.currency, "note": library.note, "setups": rows}
        streams.data(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    elif name:
        streams.result(_in_full(rows[0], library.currency, library.note))
    else:
        streams.result(_as_table(rows, library.currency, library.note))


def _row(name: str) -> dict[str, Any]:
    from collections import Counter

    from optimizer.setups import load_setups_library, resolve_setup

    library = load_setups_library()
    setup = resolve_setup(name, library.setups, library)
    items: Counter[str] = Counter()
    extends: list[str] = []
    current: Setup | None = library.setups[name]
    while current is not None:
        items.update(current.items)
        extends += [current.extends] if current.extends else []
        current = library.setups[current.extends] if current.extends else None
    return {
        "id": name,
        "name": setup.name,
        "description": setup.description,
        "extends": extends,
        "typical_price": str(setup.price if setup.price is not None else 0),
        "items": [
            {
                "id": item,
                "name": library.items[item].name,
                "count": count,
                "typical_price": str(library.items[item].price),
                "typical_total": str(library.items[item].price * count),
            }
            for item, count in items.items()
        ],
        "equipment": sorted(setup.owned()),
    }


def _as_table(rows: list[dict[str, Any]], currency: str, note: str) -> str:
    wide = max(len(row["id"]) for row in rows)
    lines = [f"{'setup':{wide}}  {'typical price':>13}  what it is"]
    for row in rows:
        price = f"{row['typical_price']} {currency}"
        lines.append(f"{row['id']:{wide}}  {price:>13}  {row['description']}")
    return "\n".join([*lines, "", note, "One in full: liftproof setups NAME"])


def _in_full(row: dict[str, Any], currency: str, note: str) -> str:
    lines = [f"{row['id']}: {row['name']}. {row['description']}"]
    if row["extends"]:
        lines.append(f"extends {', '.join(row['extends'])}")
    wide = max((len(item["name"]) for item in row["items"]), default=0) + 5
    for item in row["items"]:
        name = item["name"] if item["count"] == 1 else f"{item['count']} × {item['name']}"
        lines.append(f"  {name:{wide}}  {item['typical_total']:>7} {currency}")
    lines.append(f"  {'typical total':{wide}}  {row['typical_price']:>7} {currency}")
    lines.append(f"equipment: {', '.join(row['equipment']) or 'none'}")
    return "\n".join([*lines, note])
