"""Tables of other people: separators, headers, places of problems; hostile files are refused fast."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.foreign.rows import FIELDS, REFUSED, Row, read_foreign_plan
from optimizer.foreign.table import MOST_ROWS, MOST_SHOWN, TableError, plain, read_table
from tests.foreign.tables import bands, garage


def rows(tmp_path: Path, content: str | bytes) -> tuple[Row, ...]:
    return read(tmp_path, content).rows


def read(tmp_path: Path, content: str | bytes):  # type: ignore[no-untyped-def]
    file = tmp_path / "week.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_foreign_plan(file, bands())


def refused(tmp_path: Path, content: str | bytes) -> str:
    with pytest.raises(TableError) as caught:
        read(tmp_path, content)
    return str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        "week,session,exercise,sets,reps,load\nall,mon,band_row,3,12-15,62.5\n",
        "Wk;Day;Name;SETS;Repetitions;Weight (kg)\r\n*;Monday;Band Row;3;12-15;62,5 kg\r\n",
        "WEEK\tSLOT\tLIFT\tSets\tReps\tLOAD_KG\n\tmon\tband-row\t3\t12 – 15\t62,5\n",
        '"week","workout","movement","sets","rep","kg"\n"all","MON","row (band)","3","12 to 15","62,5"',
        "\ufeffsep=;\nsession;exercise;sets;reps;weight\nMon.;Band row;3.0;12-15;62.5\n",
        "\n\nsession,exercise,sets,reps,load\n,,,,\nmon,band row,3,12-15,62.5,\n\n",
        "session,exercise,sets,reps,load\rmon,BAND_ROW,3,12-15,62.5\r",
    ],
    ids=["plain", "semicolons", "tabs", "quoted", "sep and mark", "blank rows", "old line ends"],
)
def test_spellings_of_the_same_row(tmp_path: Path, content: str) -> None:
    (row,) = rows(tmp_path, content)
    assert (row.weeks, row.every_week, row.slot) == ((1, 2), True, 0)
    assert (row.exercise, row.method, row.sets) == ("band_row", "straight", 3)
    assert row.amount == (12, 15)
    assert str(row.load) == "62.5"


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_synonym_of_a_header_is_found_in_any_case(tmp_path: Path, field) -> None:  # type: ignore[no-untyped-def]
    others = [other.name for other in FIELDS if other is not field]
    for header in field.headers:
        assert plain(header) == header, "written as it is compared"
        for shown in (header.upper(), header.title(), header.replace(" ", "_")):
            file = tmp_path / "week.csv"
            file.write_text(",".join([*others, shown]) + "\n" + ",".join("1234567") + "\n")
            table = read_table(file, FIELDS, REFUSED)
            assert table.rows[0][field.name].text == "7"
            assert table.unread == ()


def test_no_synonym_means_two_things() -> None:
    headers = [header for field in FIELDS for header in field.headers]
    assert len(headers) == len(set(headers))
    assert not set(headers) & set(REFUSED)


def test_unread_columns_and_a_missing_week_are_said(tmp_path: Path) -> None:
    notes = read(tmp_path, b"day,name,sets,tempo,\x1b[1m\nmon,band row,3,2-0-1,x\n").notes
    assert any("'tempo'" in note and "\\x1b" in note for note in notes)
    assert any(note.startswith("no column for the week") for note in notes)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b" \n\t\n", "the file is empty"),
        (b",,,\n , \n", "the table is empty"),
        (b"sep=;\n", "the table is empty"),
        (b'sep="\n1,2\n', "no column for session"),
        (b"session,exercise,sets\n", "a header and no rows"),
        (b"session,exercise,sets\n,,\n\n", "a header and no rows"),
        (b"day,name,sets\nmon,caf\xe9,3\n", "byte 0xe9 at offset 21 is not UTF-8"),
        ("day,name,sets\nmon,x,3\n".encode("utf-16"), "it looks like UTF-16"),
        (b"day,name,sets\nmon,x\x00,3\n", "0x00"),
        (b'day,name,sets\nmon,"band row,3\n', "week.csv:2: not valid CSV"),
        (b'day,name,sets\nmon,"band"row,3\n', "week.csv:2: not valid CSV"),
        (b"day,name,sets\nmon," + b"x" * 200_000 + b",3\n", "not valid CSV: field larger"),
        (b"day,name,sets,weight (lbs)\nmon,band row,3,100\n", "week.csv:1:4: 'weight (lbs)'"),
        (
            b"day,session,name,sets\nmon,mon,band row,3\n",
            "a second column for session, after 'day'",
        ),
        (b"day,name,sets,load\nmon,band row,3,62,5\n", "week.csv:2:5: 5 cells, the header names 4"),
    ],
    ids=[
        *(
            "nothing",
            "blank",
            "commas only",
            "sep only",
            "quote as sep",
            "header only",
            "blank rows",
            "cp1252",
            "utf-16",
            "nul",
        ),
        *("open quote", "torn quote", "huge cell", "pounds", "two columns", "decimal comma"),
    ],
)
def test_what_is_no_such_table(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refused(tmp_path, content)


def test_missing_columns_are_named_with_their_synonyms(tmp_path: Path) -> None:
    said = refused(tmp_path, "wk,exercize,number\n1,band row,3\n").splitlines()
    assert len(said) == 3
    assert "no column for session; allowed: a column named session, day, slot" in said[0]
    assert "no column for exercise" in said[1]
    assert "did you mean 'exercise'?" in said[1]
    assert "no column for sets" in said[2]


def test_every_problem_has_its_row_and_column(tmp_path: Path) -> None:
    lines = [
        "week,session,exercise,sets,reps,load,method",
        "1,Sunday,band row,3,,,",
        "3,mon,band rwo,-3,12 s,heavy,slow",
        '2-1,mon,"=HYPERLINK(""http://x"")",2.5,8-6,1e5,',
        "4-Jan,,,,0,-5,",
        "1,thu,band squat,100,x,2000,",
    ]
    said = refused(tmp_path, "\n".join(lines)).splitlines()
    places = [line.split(": ")[0].rpartition("/")[2] for line in said]
    assert places == [
        *("week.csv:2:2",),
        *(f"week.csv:3:{column}" for column in (1, 3, 4, 6, 7)),
        *(f"week.csv:4:{column}" for column in (1, 3, 4, 6)),
        *(f"week.csv:5:{column}" for column in (1, 2, 3, 4, 6)),
        *(f"week.csv:6:{column}" for column in (4, 5, 6)),
    ]
    assert "unknown session 'Sunday'; allowed: mon, thu" in said[0]
    assert "week 3, the scenario has weeks 1 to 2" in said[1]
    assert "close names are band_row" in said[2]
    assert "-3 sets; allowed: a whole number from 1" in said[3]
    assert "'heavy' is no load in kg" in said[4]
    assert '=HYPERLINK("http://x")' in said[7]


def test_amounts_are_in_the_unit_of_the_exercise(tmp_path: Path) -> None:
    header = "session,exercise,sets,reps\n"
    assert rows(tmp_path, header + "mon,front plank,2,30 s\n")[0].amount == (30, 30)
    assert rows(tmp_path, header + "mon,bear crawl,2,15m\n")[0].amount == (15, 15)
    for side in ("10 per side", "10/side", "10 each", "10 reps a side", "10x", "10.0"):
        assert rows(tmp_path, header + f"mon,Band split squat,2,{side}\n")[0].amount == (10, 10)
    assert rows(tmp_path, header + "mon,band row,2,\n")[0].amount is None
    assert "counted in reps" in refused(tmp_path, header + "mon,band row,2,30 s\n")


def test_missing_weeks_are_named(tmp_path: Path) -> None:
    header = "week,session,exercise,sets\n"
    assert "no rows for week 2;" in refused(tmp_path, header + "1,mon,band row,3\n")
    assert len(rows(tmp_path, header + "1,mon,band row,3\nweek 2,mon,band row,3\n")) == 2


@pytest.mark.parametrize("first", ["1", "1-2", "all"])
def test_the_same_twice_is_refused_with_both_rows(tmp_path: Path, first: str) -> None:
    lines = f"week,session,exercise,sets\n{first},mon,band row,3\n2,thu,band row,3\n1-2,Mon,Band-Row,2\n"
    said = refused(tmp_path, lines)
    assert "week.csv:4: band_row in mon, week 1 stands in row 2 already" in said


def test_many_problems_are_counted(tmp_path: Path) -> None:
    lines = [f"mon,exercise {number} of nobody,3" for number in range(5_000)]
    said = refused(tmp_path, "\n".join(["session,exercise,sets", *lines])).splitlines()
    assert len(said) == MOST_SHOWN + 1
    assert said[-1] == f"and {5_000 - MOST_SHOWN} more"


def test_more_rows_than_any_plan_has_are_refused(tmp_path: Path) -> None:
    lines = "mon,band row,3\n" * (MOST_ROWS + 1)
    assert f"more than {MOST_ROWS:,} rows" in refused(tmp_path, "session,exercise,sets\n" + lines)
    million = "session,exercise,sets\n" + "mon,band row,3\n" * 1_000_000
    assert "at most 4 MiB" in refused(tmp_path, million)


def test_weekdays_with_two_slots_are_not_guessed(tmp_path: Path) -> None:
    twice = garage("monday", "tuesday")
    data = twice.model_dump(mode="json", exclude_unset=True)
    data["sessions"] = [
        {**data["sessions"][0], "id": "early", "start": "07:00"},
        {**data["sessions"][0], "id": "late"},
        data["sessions"][1],
    ]
    scenario = type(twice).model_validate(data)
    file = tmp_path / "week.csv"
    file.write_text("day,name,sets\nMonday,pull-up,3\n", encoding="utf-8")
    with pytest.raises(TableError, match="several meanings; allowed: one of early, late"):
        read_foreign_plan(file, scenario)
    file.write_text("day,name,sets\nEARLY,pull-up,3\nTues,pull-up,3\n", encoding="utf-8")
    assert [row.slot for row in read_foreign_plan(file, scenario).rows] == [0, 2]
