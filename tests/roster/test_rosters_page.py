"""scenarios/rosters.md tells the truth: its YAML is valid, its tables are those of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from optimizer.read import parse_yaml
from optimizer.roster.athletes_columns import BY_NAME, meaning_of
from optimizer.roster.facility import Facility, FacilitySlot, Room, Station
from optimizer.roster.roster import Roster, RosterFile, load_roster
from optimizer.roster.roster_parts import Group, RosterAthlete

FOLDER = Path(__file__).parents[2] / "scenarios"
TEXT = (FOLDER / "rosters.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
MODELS: dict[str, type[BaseModel]] = {
    "Roster": RosterFile,
    "Group": Group,
    "Athlete of a roster": RosterAthlete,
    "Facility": Facility,
    "Room": Room,
    "Station": Station,
    "Slot": FacilitySlot,
}


def blocks(folder: Path) -> list[Roster]:
    found = []
    for text in BLOCKS:
        path = folder / "roster.yaml"
        path.write_text(text, encoding="utf-8")
        found.append(load_roster(path))
    return found


def test_blocks_are_valid_and_do_what_the_page_says(tmp_path: Path) -> None:
    smallest, club = blocks(tmp_path)
    for roster in (smallest, club):
        assert all(member.scenario.offers.options for member in roster.members)
    assert smallest.room.hosts["main"]["dead_bug"] == "floor"
    assert smallest.room.hosts["main"]["back_squat_high_bar"] == "rack"
    assert [slot.id for slot in club.open_slots] == ["mon", "wed"]
    assert club.facility.coach_ratio == 20


def table(heading: str) -> dict[str, list[str]]:
    below = TEXT.split(f"\n### {heading}\n")[1]
    lines = below[below.index("\n| ") + 1 :].split("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split(" |")] for line in lines]
    return {row[0].strip("` "): row[1:] for row in rows}


@pytest.mark.parametrize("part", list(MODELS))
def test_every_key_has_a_row_with_its_default(part: str) -> None:
    fields, rows = MODELS[part].model_fields, table(part)
    assert set(rows) == set(fields)
    for name, field in fields.items():
        said = rows[name][0]
        if field.is_required():
            assert said == "needed", name
            continue
        default = field.get_default(call_default_factory=True)
        empty = default is None or default in ((), {}) or isinstance(default, BaseModel)
        assert said == "none" if empty else parse_yaml(said, name).data == default, name


def test_every_column_is_named() -> None:
    named = {
        name
        for row in table("Athlete of a roster").values()
        for name in re.findall(r"`(\w+)`", row[1])
    }
    assert named == set(BY_NAME)


def test_headers_that_the_page_shows_are_understood() -> None:
    shown = re.findall(r"\*([A-Z][\w ()]+)\*", TEXT.split("## Tables of athletes")[1])
    assert len(shown) >= 6
    assert all(meaning_of(header) is not None for header in (*shown, "squat_lb", "Weight (kg)"))


def test_links_exist() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert len(targets) >= 4
    assert all((FOLDER / target).exists() for target in targets)
