"""The JSON Schema of scenario files, for editors; names that the catalogue fixes are enumerated."""

from __future__ import annotations

import json
from typing import Any

DRAFT = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER = "urn:liftproof:scenario:1"
EXAMPLE: dict[str, Any] = {
    "name": "Two evenings with dumbbells",
    "start": "2026-11-30",
    "weeks": 8,
    "athlete": {"id": "sam", "level": "novice", "restrictions": {"knee_pain": "caution"}},
    "sessions": [
        {"id": "tue", "day": "tuesday", "start": "18:00", "minutes": 45, "setup": "home_dumbbells"},
        {"id": "fri", "day": "friday", "start": "18:00", "minutes": 45, "setup": "home_dumbbells"},
    ],
}


def scenario_schema() -> dict[str, Any]:
    """Build the JSON Schema (draft 2020-12) of `optimizer.scenario.Scenario`."""
    from optimizer.scenario import Scenario

    text = json.dumps(Scenario.model_json_schema())
    schema: dict[str, Any] = json.loads(_readable_names(text))
    _add_names(schema)
    _drop_titles(schema)
    head = {
        "$schema": DRAFT,
        "$id": IDENTIFIER,
        "title": "liftproof scenario",
        "description": "Who trains, when, where, with what and for how long.",
        "examples": [EXAMPLE],
    }
    return head | {key: value for key, value in schema.items() if key not in head}


def schema_text() -> str:
    """Write the schema as it is shipped."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False) + "\n"


def _readable_names(text: str) -> str:
    from constraints import RULES

    for rule in RULES:
        text = text.replace(f"constraints__{rule.name}__Params", f"rule_{rule.name}")
    return text


def _add_names(schema: dict[str, Any]) -> None:
    from optimizer.catalogue import load_catalogue
    from optimizer.setups import load_setups_library
    from optimizer.templates import load_templates

    catalogue, library = load_catalogue(), load_setups_library()
    parts = schema["$defs"]
    exercises = {"enum": sorted(catalogue.exercises)}
    parts["exercise"] = {"type": "string", **exercises}
    reference = {"$ref": "#/$defs/exercise"}
    athlete = parts["Athlete"]["properties"]
    for owner, name in ((athlete, "likes"), (athlete, "dislikes"), (schema["properties"], "bans")):
        owner[name]["items"] = reference
    pin = parts["Pin"]["properties"]
    pin["exercise"] = reference
    pin["method"]["examples"] = sorted(catalogue.methods)
    athlete["restrictions"]["propertyNames"] = {"enum": sorted(catalogue.restrictions)}
    athlete["ladder"]["propertyNames"] = {"enum": sorted(catalogue.families)}
    parts["SessionSlot"]["properties"]["setup"]["examples"] = list(library.setups)
    parts["Setup"]["properties"]["extends"]["examples"] = list(library.setups)
    parts["Setup"]["properties"]["items"]["items"]["enum"] = list(library.items)
    schema["properties"]["template"]["examples"] = list(load_templates())
    volume = parts["rule_volume"]["properties"]
    for table in ("floor_sets", "target_sets", "cap_sets"):
        volume[table]["propertyNames"] = {"enum": list(catalogue.muscles)}


def _drop_titles(part: Any) -> None:
    """Take out titles that only repeat the key; they hide the descriptions in editors."""
    if isinstance(part, dict):
        for key, properties in part.items():
            if key == "properties":
                for value in properties.values():
                    value.pop("title", None)
        for value in part.values():
            _drop_titles(value)
    elif isinstance(part, list):
        for value in part:
            _drop_titles(value)
