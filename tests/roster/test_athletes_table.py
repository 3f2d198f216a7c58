"""Tables of athletes: every format, header and cell, hostile ones too; errors by row and column."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from optimizer.errors import Diagnostic, ScenarioError
from optimizer.roster import athletes_workbook, roster_checks
from optimizer.roster.athletes_columns import COLUMNS, meaning_of
from optimizer.roster.rejected import HEAD, rejected_csv
from optimizer.roster.roster import Roster, load_roster
from optimizer.roster.roster_parts import RosterAthlete

ROSTER = """\
name: toy
start: 2026-11-30
weeks: 2
groups:
  team: {level: intermediate, slots: [mon, wed, fri], sessions_per_week: 2}
  track: {level: novice, slots: [mon, fri]}
athletes: NAME
facility:
  rooms:
    - equipment: {extends: garage}
      stations: [{id: floor, count: 4, provides: [dumbbells, rack, barbell, plates]}]
  slots:
    - {id: mon, day: monday, start: "17:00", minutes: 60}
    - {id: wed, day: wednesday, start: "17:00", minutes: 60}
    - {id: fri, day: friday, start: "17:00", minutes: 60}
"""


def load(folder: Path, content: str | bytes, name: str = "a.csv", **more: Any) -> Roster:
    raw = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(raw)
    file = folder / "roster.yaml"
    file.write_text(ROSTER.replace("NAME", name), encoding="utf-8")
    return load_roster(file, **more)


def refused(
    folder: Path, content: str | bytes, name: str = "a.csv", **more: Any
) -> tuple[Diagnostic, ...]:
    with pytest.raises(ScenarioError) as error:
        load(folder, content, name, **more)
    assert "Traceback" not in str(error.value)
    return error.value.diagnostics


def one(folder: Path, header: str, row: str, **more: Any) -> RosterAthlete:
    (athlete,) = load(folder, f"id,group,{header}\nann,team,{row}\n", **more).athletes
    return athlete


def shown(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


# ---- what cells mean ----

# Header, cell, field, value
CELLS: list[tuple[str, str, str, Any]] = [
    ("name", "Ann  Ames ", "name", "Ann Ames"),
    ("level", "Advanced", "level", "advanced"),
    ("level", "beginner", "level", "novice"),
    ("age", "34", "age", 34),
    ("Age (years)", "34.0", "age", 34),
    ("DOB", "2001-05-17", "birth_date", dt.date(2001, 5, 17)),
    ("date of birth", "17.5.2001", "birth_date", dt.date(2001, 5, 17)),
    ("goal", "Strength", "emphasis", "strength"),
    ("injuries", "knee_pain=caution; Neck Pain: avoid", "restrictions",
     {"knee_pain": "caution", "neck_pain": "avoid"}),
    ("availability", "mon;fri", "slots", ("mon", "fri")),
    ("slots", '"mon, fri"', "slots", ("mon", "fri")),
    ("slots", "fri|mon|", "slots", ("fri", "mon")),
    ("days per week", "1", "sessions_per_week", 1),
    ("likes", "Front Squat; dead-bug", "likes", ("front_squat", "dead_bug")),
    ("dislikes", "db_walking_lunge", "dislikes", ("db_walking_lunge",)),
    ("ladder", "squat=barbell", "ladder", {"squat": "barbell"}),
    ("red flags", "night pain; numbness", "red_flags", ("night_pain", "numbness")),
    ("returning", "yes", "returning", True),
    ("returning", "X", "returning", True),
    ("returning", "No", "returning", False),
    ("returning", "", "returning", False),
    ("neck work", "1", "neck_work", True),
]  # fmt: skip


@pytest.mark.parametrize(("header", "cell", "field", "value"), CELLS)
def test_cells(tmp_path: Path, header: str, cell: str, field: str, value: Any) -> None:
    assert getattr(one(tmp_path, header, cell), field) == value


# Header, cell, kilograms
MASSES = [
    ("body_mass", "78.5", "78.5"),
    ("body_mass_kg", "78", "78"),
    ("Bodyweight (kg)", "78 kg", "78"),
    ("weight_lb", "100", "45.359"),  # 45.359237 kg
    ("Weight (lbs)", "185.5 lb", "84.141"),  # 84.14138...
    ("weight", "185 LB", "83.915"),
    ("weight", '"78,5"', "78.5"),
    ("Body weight pounds", "100", "45.359"),
]


@pytest.mark.parametrize(("header", "cell", "kilograms"), MASSES)
def test_masses(tmp_path: Path, header: str, cell: str, kilograms: str) -> None:
    assert shown(one(tmp_path, header, cell).body_mass_kg) == kilograms


@pytest.mark.parametrize(
    ("header", "lift"),
    [
        ("squat", "squat"),
        ("Back Squat 1RM (lb)", "squat"),
        ("1RM squat", "squat"),
        ("Max. Deadlift", "deadlift"),
        ("Deadlift max_kg", "deadlift"),
        ("Pendlay-Row", "row"),
        ("row one rep max", "row"),
    ],
)
def test_one_repetition_maxima(tmp_path: Path, header: str, lift: str) -> None:
    if "Max." in header:  # a point inside is another word
        header = header.replace(".", "")
    athlete = one(tmp_path, header, "100")
    given = athlete.one_rep_max_kg.model_dump(exclude_none=True)
    assert list(given) == [lift]
    assert shown(given[lift]) == ("45.359" if "lb" in header else "100")


def test_every_canonical_name_and_synonym_is_known() -> None:
    for column in COLUMNS:
        for header in (column.name, column.name.upper(), *column.synonyms):
            found = meaning_of(header)
            assert found is not None
            assert found.column is column, header
        if column.kind == "mass":
            found = meaning_of(f"{column.name} (lbs)")
            assert found is not None
            assert (found.column, found.unit) == (column, "lb")


def test_names_are_joined_and_ids_made_of_them(tmp_path: Path) -> None:
    text = "First Name,Surname,Team\nAnn,O'Neil-Ames,team\nBob,,team\n"
    roster = load(tmp_path, text)
    assert [(a.id, a.name) for a in roster.athletes] == [
        ("ann_o'neil_ames", "Ann O'Neil-Ames"),
        ("bob", "Bob"),
    ]


# ---- formats ----

PLAIN = "id,group,squat_kg,slots\nann,team,100.5,mon;fri\nbob,track,,mon;fri\n"


def ids_and_squats(roster: Roster) -> list[tuple[str, str]]:
    return [(a.id, shown(a.one_rep_max_kg.squat)) for a in roster.athletes]


EXPECTED = [("ann", "100.5"), ("bob", "None")]
AS_EXCEL = PLAIN.replace(";", "|").replace(",", ";").replace("100.5", "100,5")
TEXTS: list[tuple[str, str, str | bytes]] = [
    ("plain", "a.csv", PLAIN),
    ("byte order mark", "a.csv", b"\xef\xbb\xbf" + PLAIN.encode()),
    ("byte order mark and quotes", "a.csv",
     b"\xef\xbb\xbf" + PLAIN.replace("id,", '"id",', 1).encode()),
    ("Windows line ends", "a.csv", PLAIN.replace("\n", "\r\n")),
    ("old Macintosh line ends", "a.csv", PLAIN.replace("\n", "\r")),
    ("semicolons and decimal commas", "a.csv", AS_EXCEL),
    ("a spreadsheet's separator line", "a.csv", "sep=;\n" + AS_EXCEL),
    ("tabs", "a.tsv", PLAIN.replace(",", "\t")),
    ("tabs in a csv", "a.csv", PLAIN.replace(",", "\t")),
    ("text", "a.txt", PLAIN),
    ("empty rows and columns", "a.CSV",
     "\n" + PLAIN.replace("\n", ",,\n") + ",,,,,\n\n"),
    ("quotes", "a.csv", PLAIN.replace("ann", '"ann"').replace("mon;fri", '"mon\nfri"')),
]  # fmt: skip


@pytest.mark.parametrize(("why", "name", "content"), TEXTS, ids=[row[0] for row in TEXTS])
def test_text_tables(tmp_path: Path, why: str, name: str, content: str | bytes) -> None:
    assert ids_and_squats(load(tmp_path, content, name)) == EXPECTED, why


def workbook(folder: Path, rows: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    path = folder / "made.xlsx"
    book.save(path)
    return path.read_bytes()


def test_a_workbook(tmp_path: Path) -> None:
    rows = [
        ["ID", "Group", "Squat (kg)", "DOB", "Returning", "Slots", None],
        [17, "team", 100.5, dt.datetime(2001, 5, 17), True, "mon; fri", None],
        [None, None, None],
        ["bob", "track", 0.1 + 0.2 + 60, dt.date(1990, 1, 31), None, None, " "],
    ]
    roster = load(tmp_path, workbook(tmp_path, rows), "a.xlsx")
    first, second = roster.athletes
    assert (first.id, shown(first.one_rep_max_kg.squat)) == ("17", "100.5")
    assert (first.birth_date, first.returning) == (dt.date(2001, 5, 17), True)
    assert first.slots == ("mon", "fri")
    assert shown(second.one_rep_max_kg.squat) == "60.3"  # as the spreadsheet shows it
    assert second.birth_date == dt.date(1990, 1, 31)


def test_places_in_a_workbook_are_those_of_the_spreadsheet(tmp_path: Path) -> None:
    rows = [[], ["id", "group", "age"], ["ann", "team", 30], [], ["bob", "team", "old"]]
    (found,) = refused(tmp_path, workbook(tmp_path, rows), "a.xlsx")
    assert (found.line, found.column, found.path) == (5, 3, "age")
    assert "'old' is no number" in found.problem


def test_formulas_of_a_workbook_need_a_result(tmp_path: Path) -> None:
    """A formula counts as what the spreadsheet shows; without a result it is no value."""
    rows = [["id", "group", "squat"], ["ann", "team", "=50*2"], ["bob", "team", 90]]
    raw = workbook(tmp_path, rows)
    (found,) = refused(tmp_path, raw, "a.xlsx")
    assert (found.line, found.column) == (2, 3)
    assert "never calculated" in found.problem
    packed, mended = zipfile.ZipFile(io.BytesIO(raw)), io.BytesIO()
    with zipfile.ZipFile(mended, "w") as out:
        for part in packed.namelist():
            text = packed.read(part)
            if part.endswith("sheet1.xml"):
                assert b"<v />" in text or b"<v></v>" in text or b"<v/>" in text
                for empty in (b"<v />", b"<v></v>", b"<v/>"):
                    text = text.replace(empty, b"<v>100</v>")
            out.writestr(part, text)
    roster = load(tmp_path, mended.getvalue(), "a.xlsx")
    assert shown(roster.athletes[0].one_rep_max_kg.squat) == "100"


def test_lines_of_json(tmp_path: Path) -> None:
    lines = [
        {"id": "ann", "group": "team", "squat": 100.5, "slots": ["mon", "fri"],
         "restrictions": {"knee_pain": "caution"}, "returning": True, "likes": None},
        {"ID": "bob", "Team": "track", "weight (lb)": 100, "one_rep_max_kg": {"row": "60"}},
        {"id": "cem", "group": "team", "age": "30", "slots": "mon;wed", "likes": ""},
    ]  # fmt: skip
    text = "\n\n".join(json.dumps(line) for line in lines)
    ann, bob, cem = load(tmp_path, text, "a.jsonl").athletes
    assert shown(ann.one_rep_max_kg.squat) == "100.5"
    assert (ann.restrictions, ann.returning) == ({"knee_pain": "caution"}, True)
    assert (shown(bob.body_mass_kg), shown(bob.one_rep_max_kg.row)) == ("45.359", "60")
    assert (cem.age, cem.slots) == (30, ("mon", "wed"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not valid JSON"),
        ("[1]", "a list is not an object"),
        ('{"id": "x", "group": "team", "agee": 3}', "unknown key 'agee'"),
        ('{"id": "x", "id": "y"}', "used twice"),
        ('{"id": "x", "group": "team", "age": true}', "true"),
        ('{"id": "x", "group": "team", "age": NaN}', "not valid JSON"),
        ('{"id": "x", "group": "team", "slots": "mon;sun"}', "unknown slot 'sun'"),
        ('{"id": "x", "group": "team", "one_rep_max_kg": 7, "squat": 9}', "one_rep_max_kg"),
        ('{"id": 7, "group": "team"}', "is not text"),
        ('{"id": "x", "group": ["team"]}', "is not text"),
        ("{" * 5000, "not valid JSON"),
    ],
)
def test_wrong_lines_of_json(tmp_path: Path, line: str, said: str) -> None:
    good = '{"id": "ann", "group": "team"}\n'
    found = refused(tmp_path, good + line + "\n", "a.jsonl")
    assert {one.line for one in found} == {2}
    assert said in str(found[0])
    assert [a.id for a in load(tmp_path, good + line, "a.jsonl", skip_bad=True).athletes] == ["ann"]


# ---- headers ----


def test_headers_may_be_mapped(tmp_path: Path) -> None:
    text = "Code,Mannschaft,1RM RDL,KG,slots\nann,team,220,80,sun\n"
    column_map = {"code": "id", "Mannschaft": "group", "1RM RDL": "deadlift_lb", "KG": "body_mass",
                  "slots": "-"}  # fmt: skip
    (ann,) = load(tmp_path, text, column_map=column_map).athletes
    assert (ann.id, ann.group, ann.slots) == ("ann", "team", None)
    assert (shown(ann.one_rep_max_kg.deadlift), shown(ann.body_mass_kg)) == ("99.790", "80")


# Header, map, what is said
HEADERS = [
    ("id,group,ID", {}, "a second column for id, after 'id'"),
    ("id,squat,squat_lb", {}, "--map 'squat_lb=-' leaves it out"),
    ("id,group,Restrictons", {}, "did you mean 'restrictions'?"),
    ("id,group,Restrictons", {}, "--map 'Restrictons=restrictions' reads it"),
    ("group,squat", {}, "no column says who a row is"),
    ("id,group", {"Code": "group"}, "'Code' is mapped, but no column has this name"),
    ("id,group,x", {"x": "grup"}, "which is no column"),
    ("id,group,x", {"x": "grup"}, "did you mean 'group'?"),
    ("id,group,x", {"x": "group"}, "a second column for group"),
]


@pytest.mark.parametrize(("header", "column_map", "said"), HEADERS)
def test_headers_that_are_refused(
    tmp_path: Path, header: str, column_map: dict[str, str], said: str
) -> None:
    found = refused(tmp_path, f"{header}\nann,team,1\n", column_map=column_map)
    assert said in "\n".join(map(str, found))
    assert refused(tmp_path, f"{header}\nann,team,1\n", column_map=column_map, skip_bad=True)


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    text = "id,group,Locker,squat,deadlift_kg\nann,team,7,100,120\n"
    notes = load(tmp_path, text).notes
    assert notes[:2] == ("columns that are not read: Locker",
                         "columns without a unit, read as kg: squat")  # fmt: skip
    assert not [note for note in load(tmp_path, PLAIN).notes if "column" in note]


# ---- rows that are wrong ----

# Header, cell, column, what is said
BAD_CELLS = [
    ("age", "old", "'old' is no number"),
    ("age", "30.5", "not a whole number"),
    ("age", "3", "3 is too small; allowed: at least 7"),
    ("squat", '"1,250"', "could be a thousand or a decimal"),
    ("squat", "700", "700 is too large; allowed: at most 600"),
    ("squat", "-5", "too small"),
    ("squat", "1e400", "is no number"),
    ("squat", "nan", "is no number"),
    ("squat (kg)", "220 lb", "in a column of kg"),
    ("squat (lb)", "100kg", "in a column of lb"),
    ("dob", "5/6/2001", "with strokes, day and month cannot be told apart"),
    ("dob", "2001-02-30", "no day of the calendar"),
    ("level", "expert", "allowed: novice, intermediate, advanced"),
    ("emphasis", "strenght", "did you mean 'strength'?"),
    ("restrictions", "knee_pain", "has no value"),
    ("restrictions", "kne_pain=avoid", "did you mean 'knee_pain'?"),
    ("restrictions", "knee_pain=maybe", "caution, avoid"),
    ("restrictions", "knee_pain=avoid;knee-pain=caution", "twice"),
    ("slots", "mon;wedd", "did you mean 'wed'?"),
    ("slots", "mon;mon", "listed twice"),
    ("slots", "mon", "2 sessions a week from 1 slot"),
    ("sessions", "9", "9 sessions a week from 3 slots"),
    ("likes", "front_squatt", "did you mean 'front_squat'?"),
    ("returning", "perhaps", "neither yes nor no"),
    ("ladder", "squat=rope", "unknown step of squat 'rope'"),
]


@pytest.mark.parametrize(("header", "cell", "said"), BAD_CELLS)
def test_bad_cells_name_row_and_column(tmp_path: Path, header: str, cell: str, said: str) -> None:
    text = f"id,{header},group\nann,,team\n\nbob,{cell},team\n"
    (found,) = refused(tmp_path, text)
    assert said in str(found)
    assert (found.line, found.column, found.path) == (4, 2, header)
    assert found.file == str(tmp_path / "a.csv")
    kept = load(tmp_path, text, skip_bad=True)
    assert [athlete.id for athlete in kept.athletes] == ["ann"]
    (row,) = kept.rejected
    assert (row.number, row.cells["id"], row.cells[header]) == (4, "bob", cell.strip('"'))
    assert said in row.reasons[0]


def test_groups_that_do_not_exist(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, "id,group\nann,taem\n")
    assert (found.line, found.column, found.suggestion) == (2, 2, "team")
    (found,) = refused(tmp_path, "id,group\nann,\n")
    assert "no level, neither here nor in the group" in found.problem


def test_duplicates_are_refused(tmp_path: Path) -> None:
    text = "id,group\nann,team\nbob,team\nann,track\n"
    (found,) = refused(tmp_path, text)
    assert (found.line, found.column) == (4, 1)
    assert "'ann' is used twice, first in row 2" in found.problem
    kept = load(tmp_path, text, skip_bad=True)
    assert [(a.id, a.group) for a in kept.athletes] == [("ann", "team"), ("bob", "team")]
    (found,) = refused(tmp_path, "name,group\nAnn Ames,team\nann  ames,team\n")
    assert "used twice" in found.problem


def test_a_row_of_nobody(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, "id,group\nann,team\n,team\n")
    assert (found.line, found.problem) == (3, "neither id nor name")


@pytest.mark.parametrize("name", ["a b", "a/b", "..\\x", "x" * 61])
def test_ids_that_no_file_could_carry(tmp_path: Path, name: str) -> None:
    (found,) = refused(tmp_path, f"id,group\n{name},team\n")
    assert (found.line, found.column, found.path) == (2, 1, "id")


def test_rows_of_another_length(tmp_path: Path) -> None:
    text = "id,group,squat\nann,team\nbob,team,100,5\ncem,team,100,,\n"
    (found,) = refused(tmp_path, text)
    assert (found.line, found.column) == (3, 4)
    assert "4 cells, the header names 3" in found.problem
    kept = load(tmp_path, text, skip_bad=True)
    assert [athlete.id for athlete in kept.athletes] == ["ann", "cem"]


def test_all_rows_are_judged_and_the_first_shown(tmp_path: Path) -> None:
    rows = "".join(f"a{index},team,x\n" for index in range(50))
    with pytest.raises(ScenarioError) as error:
        load(tmp_path, "id,group,age\n" + rows)
    assert len(error.value.diagnostics) == 50
    assert str(error.value).endswith("and 30 more")
    found = refused(tmp_path, "id,group,age\n" + rows, skip_bad=True)
    assert "all 50 rows were rejected" in "\n".join(map(str, found))


def test_rejected_rows_can_be_mended_and_read_again(tmp_path: Path) -> None:
    text = (
        'id,name,group,age\nann,"=HYPERLINK(""x"")",team,30\nbob,"=1+1",team,3x\n@cem,Cem,tem,30\n'
    )
    kept = load(tmp_path, text, skip_bad=True)
    assert kept.notes[0] == "2 rows set aside"
    written = rejected_csv(kept.rejected)
    header, *rows = csv.reader(io.StringIO(written))
    assert header == [*HEAD, "id", "name", "group", "age"]
    assert [row[0] for row in rows] == ["3", "4"]
    assert rows[0][3] == "'=1+1"
    assert "'3x' is no number" in rows[0][1]
    assert rows[1][2] == "'@cem"
    again = load(tmp_path, written.replace("3x", "30").replace("tem", "team"))
    assert [(a.id, a.name) for a in again.athletes] == [("bob", "=1+1"), ("@cem", "Cem")]


# ---- hostile input ----

NAMES = [
    '=HYPERLINK("http://example.org","click")',
    "+1",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "Robert'); DROP TABLE athletes;--",
    "أحمد",
    "李",
    "O’Neil 🏋",
]


def test_names_are_kept_as_text(tmp_path: Path) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows(
        [["id", "name", "group"], *([str(i), n, "team"] for i, n in enumerate(NAMES))]
    )
    roster = load(tmp_path, stream.getvalue())
    assert [athlete.name for athlete in roster.athletes] == NAMES
    assert [member.scenario.athlete.name for member in roster.members] == NAMES


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, f"id,group,name\nann,team,{'x' * 201}\n")
    assert (found.line, found.column) == (2, 3)
    assert len(str(found)) < 400


def zip_bomb(folder: Path) -> bytes:
    raw = io.BytesIO(workbook(folder, [["id"], ["ann"]]))
    with (
        zipfile.ZipFile(raw, "a", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet9.xml", "w", force_zip64=True) as part,
    ):
        part.write(bytes(3 * 2**20))
    return raw.getvalue()


HOSTILE: list[tuple[str, str, bytes, str]] = [
    ("empty", "a.csv", b"", "the file is empty"),
    ("blank", "a.csv", b"\n \n", "the file is empty"),
    ("only separators", "a.csv", b",,,\n,,\n", "the table is empty"),
    ("UTF-16", "a.csv", PLAIN.encode("utf-16"), "it looks like UTF-16"),
    ("Latin-1", "a.csv", "id,group\nJosé,team\n".encode("latin-1"), "is not UTF-8"),
    ("binary", "a.csv", b"id,group\n\x00\x01", "is not text"),
    ("an open quote", "a.csv", b'id,group\n"ann,team\n', "not valid CSV"),
    ("text behind a quote", "a.csv", b'id,group\n"ann"x,team\n', "not valid CSV"),
    ("too many columns", "a.csv", b"," * 600 + b"id\n", "601 columns"),
    ("another ending", "a.xls", b"id", "cannot be read as a table of athletes"),
    ("no ending", "athletes", b"id", "cannot be read as a table of athletes"),
    ("no workbook", "a.xlsx", b"id,group\n", "it is not an XLSX workbook"),
    ("an empty archive", "a.xlsx", b"PK\x05\x06" + bytes(18), "cannot be read as a workbook"),
    ("json of one object", "a.jsonl", b'{\n"id": "x"\n}', "not valid JSON"),
]


@pytest.mark.parametrize(("why", "name", "raw", "said"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_hostile_files(tmp_path: Path, why: str, name: str, raw: bytes, said: str) -> None:
    found = "\n".join(map(str, refused(tmp_path, raw, name)))
    assert said in found, why
    assert str(tmp_path / name) in found


def test_an_archive_that_would_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = zip_bomb(tmp_path)
    assert len(raw) < 2**16
    monkeypatch.setattr(athletes_workbook, "MOST_UNPACKED", 2**20)
    (found,) = refused(tmp_path, raw, "a.xlsx")
    assert "is too large" in found.problem


def test_a_sheet_that_is_torn(tmp_path: Path) -> None:
    raw, torn = workbook(tmp_path, [["id", "group"], ["ann", "team"]]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as packed, zipfile.ZipFile(torn, "w") as out:
        for part in packed.namelist():
            text = packed.read(part)
            out.writestr(part, text[: len(text) // 2] if part.endswith("sheet1.xml") else text)
    (found,) = refused(tmp_path, torn.getvalue(), "a.xlsx")
    assert "cannot be read as a workbook" in found.problem


def test_a_workbook_without_rows(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, workbook(tmp_path, []), "a.xlsx")
    assert "the first sheet is empty" in found.problem


def test_a_cell_without_end(tmp_path: Path) -> None:
    text = f"id,group,note\nann,team,{'x' * 20_000}\nbob,team,\n"
    (found,) = refused(tmp_path, text)
    assert (found.line, found.column) == (2, 3)
    assert "a cell of 20,000 characters" in found.problem
    raw = workbook(tmp_path, [["id", "group", "note"], ["ann", "team", "x" * 20_000]])
    (found,) = refused(tmp_path, raw, "a.xlsx")
    assert "a cell of 20,000 characters" in found.problem


def test_paths_are_relative_to_the_roster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inner").mkdir()
    load(tmp_path / "inner", PLAIN)
    monkeypatch.chdir(tmp_path)
    assert len(load_roster(Path("inner") / "roster.yaml").athletes) == 2
    (tmp_path / "roster.yaml").write_text(ROSTER.replace("NAME", "a.csv"), encoding="utf-8")
    with pytest.raises(ScenarioError, match="no such file"):
        load_roster(Path("roster.yaml"))


def test_many_rows_share_what_is_the_same(tmp_path: Path) -> None:
    """Ten thousand scenarios would take minutes and gigabytes: reading makes a handful."""
    rows = "".join(f"a{index},{'team' if index % 2 else 'track'}\n" for index in range(3000))
    made = 0
    original = roster_checks.scenario_of

    def counting(*arguments: Any) -> Any:
        nonlocal made
        made += 1
        return original(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(roster_checks, "scenario_of", counting)
        roster = load(tmp_path, "id,group\n" + rows)
    assert len(roster.members) == 3000
    assert 0 < made < 20
    assert roster.member(2999).id == "a2999"
