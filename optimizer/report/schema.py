"""The JSON Schemas of scenario and roster files, for editors; names of the catalogue are enumerated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

DRAFT = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER = "urn:liftproof:scenario:1"
ROSTER_IDENTIFIER = "urn:liftproof:roster:1"
EXERCISE = {"$ref": "#/$defs/exercise"}
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


ROSTER_EXAMPLE: dict[str, Any] = {
    "name": "Northside high school",
    "start": "2026-11-30",
    "weeks": 4,
    "groups": {"football": {"level": "novice", "slots": ["mon", "thu"]}},
    "athletes": "athletes.csv",
    "facility": {
        "rooms": [
            {
                "equipment": {"extends": "school_weight_room"},
                "stations": [
                    {"id": "floor", "count": 12},
                    {"id": "rack", "count": 8, "provides": ["rack", "barbell", "plates", "bench"]},
                ],
            }
        ],
        "slots": [
            {"id": "mon", "day": "monday", "start": "17:00", "minutes": 60, "coaches": 2},
            {"id": "thu", "day": "thursday", "start": "17:00", "minutes": 60, "coaches": 2},
        ],
    },
}


def scenario_schema() -> dict[str, Any]:
    """Build the JSON Schema (draft 2020-12) of `optimizer.scenario.Scenario`."""
    from optimizer.scenario import Scenario

    schema = _readable(Scenario)
    parts = schema["$defs"]
    _add_names(parts, schema["properties"]["bans"])
    _add_athlete_names(parts["Athlete"])
    _add_template_names(schema["properties"]["template"], parts["SessionSlot"])
    description = "Who trains, when, where, with what and for how long."
    return _headed(schema, IDENTIFIER, "liftproof scenario", description, EXAMPLE)


def roster_schema() -> dict[str, Any]:
    """Build the JSON Schema (draft 2020-12) of `optimizer.roster.roster.RosterFile`."""
    from optimizer.roster.facility_checks import EQUIPMENT
    from optimizer.roster.roster import RosterFile

    schema = _readable(RosterFile)
    parts = schema["$defs"]
    _add_names(parts, schema["properties"]["bans"])
    _add_names(parts, parts["Group"]["properties"]["bans"])
    _add_athlete_names(parts["RosterAthlete"])
    _add_athlete_names(parts["Group"])
    equipment = {"type": "string", "enum": sorted(EQUIPMENT)}
    parts["Station"]["properties"]["provides"]["items"] = equipment
    parts["Room"]["properties"]["portable"]["items"] = equipment
    description = "Many athletes who share rooms, stations and coaches."
    return _headed(schema, ROSTER_IDENTIFIER, "liftproof roster", description, ROSTER_EXAMPLE)


def schema_text(*, roster: bool = False) -> str:
    """Write a schema as it is shipped: that of scenario files, or of roster files."""
    schema = roster_schema() if roster else scenario_schema()
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _readable(model: type[BaseModel]) -> dict[str, Any]:
    text = json.dumps(model.model_json_schema())
    schema: dict[str, Any] = json.loads(_readable_names(text))
    _drop_titles(schema)
    return schema


def _headed(
    schema: dict[str, Any], identifier: str, title: str, description: str, example: dict[str, Any]
) -> dict[str, Any]:
    head = {
        "$schema": DRAFT,
        "$id": identifier,
        "title": title,
        "description": description,
        "examples": [example],
    }
    return head | {key: value for key, value in schema.items() if key not in head}


def _readable_names(text: str) -> str:
    from constraints import RULES

    for rule in RULES:
        text = text.replace(f"constraints__{rule.name}__Params", f"rule_{rule.name}")
    return text


def _add_names(parts: dict[str, Any], bans: dict[str, Any]) -> None:
    """Enumerate what scenarios and rosters share."""
    from optimizer.catalogue import load_catalogue
    from optimizer.setups import load_setups_library

    catalogue, library = load_catalogue(), load_setups_library()
    parts["exercise"] = {"type": "string", "enum": sorted(catalogue.exercises)}
    bans["items"] = EXERCISE
    pin = parts["Pin"]["properties"]
    pin["exercise"] = EXERCISE
    pin["method"]["examples"] = sorted(catalogue.methods)
    parts["Setup"]["properties"]["extends"]["examples"] = list(library.setups)
    parts["Setup"]["properties"]["items"]["items"]["enum"] = list(library.items)
    volume = parts["rule_volume"]["properties"]
    for table in ("floor_sets", "target_sets", "cap_sets"):
        volume[table]["propertyNames"] = {"enum": list(catalogue.muscles)}


def _add_athlete_names(part: dict[str, Any]) -> None:
    from optimizer.catalogue import load_catalogue

    catalogue, athlete = load_catalogue(), part["properties"]
    for name in ("likes", "dislikes"):
        athlete[name]["items"] = EXERCISE
    athlete["restrictions"]["propertyNames"] = {"enum": sorted(catalogue.restrictions)}
    if "ladder" in athlete:
        athlete["ladder"]["propertyNames"] = {"enum": sorted(catalogue.families)}


def _add_template_names(template: dict[str, Any], slot: dict[str, Any]) -> None:
    from optimizer.setups import load_setups_library
    from optimizer.templates import load_templates

    template["examples"] = list(load_templates())
    slot["properties"]["setup"]["examples"] = list(load_setups_library().setups)


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
