"""Every documented variant of a log gives the same findings; everything else says what is wrong."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.errors import ScenarioError
from tests.history.logs import (
    DEADLIFT,
    HEVY,
    STRONG_NEW,
    STRONG_OLD,
    STRONG_UNITS,
    hevy,
    hevy_row,
    maxima,
    names,
    read,
    strong,
    strong_row,
)

# 100 kg for 5 repetitions: 100 / 0.857 = 116.69
KG = {"deadlift": "116.5"}
# 225 lb are 102.058 kg; 102.058 / 0.857 = 119.09
LB = {"deadlift": "119.0"}


def refused(folder: Path, text: str | bytes, **options: object) -> str:
    with pytest.raises(ScenarioError) as caught:
        read(folder, text, **options)
    return str(caught.value)


class TestVariants:
    def test_hevy(self, tmp_path: Path) -> None:
        history = read(tmp_path, hevy(hevy_row()))
        assert (history.app, maxima(history)) == ("Hevy", KG)

    def test_hevy_in_pounds(self, tmp_path: Path) -> None:
        header = HEVY.replace("weight_kg", "weight_lbs").replace("distance_km", "distance_miles")
        history = read(tmp_path, hevy(hevy_row(weight="225"), header=header))
        assert maxima(history) == LB
        assert history.estimates[0].logged.unit == "lb"

    @pytest.mark.parametrize(("cells", "wanted"), [("100,220.5", KG), (",225", LB), ("100,", KG)])
    def test_hevy_with_both_units(self, cells: str, wanted: dict[str, str], tmp_path: Path) -> None:
        header = HEVY.replace("weight_kg", "weight_kg,weight_lbs")
        assert maxima(read(tmp_path, hevy(hevy_row(weight=cells), header=header))) == wanted

    def test_strong_with_semicolons(self, tmp_path: Path) -> None:
        history = read(tmp_path, strong(strong_row()))
        assert (history.app, maxima(history)) == ("Strong", KG)

    def test_strong_with_decimal_commas(self, tmp_path: Path) -> None:
        history = read(tmp_path, strong(strong_row(weight="102,5", rpe="8,5")))
        logged = history.estimates[0].logged
        assert (logged.amount, logged.rpe) == (Decimal("102.5"), Decimal("8.5"))

    @pytest.mark.parametrize(("unit", "wanted"), [("kg", KG), ("lb", LB)])
    def test_old_strong_needs_a_unit(
        self, unit: str, wanted: dict[str, str], tmp_path: Path
    ) -> None:
        weight = "100" if unit == "kg" else "225"
        row = f'2026-07-06 17:59:00,"Evening",1h,"{DEADLIFT}",1,{weight},5,0,0,"","",'
        text = strong(row, header=STRONG_OLD)
        said = refused(tmp_path, text)
        assert "row 1, Weight: the file does not say" in said
        assert "--unit kg or --unit lb" in said
        assert maxima(read(tmp_path, text, unit=unit)) == wanted

    def test_old_strong_without_notes(self, tmp_path: Path) -> None:
        header = STRONG_OLD.replace("Notes,Workout Notes,", "")
        row = f'2026-07-06 17:59:00,"Evening",1h,"{DEADLIFT}",1,100,5,0,0,'
        assert maxima(read(tmp_path, strong(row, header=header), unit="kg")) == KG

    @pytest.mark.parametrize(("weight", "wanted"), [("100;kg", KG), ("225;lbs", LB)])
    def test_strong_with_a_unit_column(
        self, weight: str, wanted: dict[str, str], tmp_path: Path
    ) -> None:
        row = f'7;"2026-07-06 17:59:00";"Evening";1;"{DEADLIFT}";1;{weight};5;;0;;0;"";""'
        text = strong(row, header=STRONG_UNITS)
        assert maxima(read(tmp_path, text)) == wanted
        commas = text.replace(";", ",")
        assert maxima(read(tmp_path, commas)) == wanted

    def test_tabs(self, tmp_path: Path) -> None:
        assert maxima(read(tmp_path, strong(strong_row()).replace(";", "\t"))) == KG

    @pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    def test_marks_and_line_ends(self, mark: bytes, ends: str, tmp_path: Path) -> None:
        text = hevy(hevy_row(), hevy_row("Bench Press (Barbell)")).replace("\n", ends)
        history = read(tmp_path, mark + text.encode())
        assert maxima(history) == KG
        assert names(history) == [("Bench Press (Barbell)", 1)]

    def test_notes_over_several_lines(self, tmp_path: Path) -> None:
        notes = 'felt good,\nsecond line; ""quoted""\n\n'
        history = read(tmp_path, hevy(hevy_row("Plank", notes=notes), hevy_row()))
        assert maxima(history) == KG
        assert history.estimates[0].logged.row == 3

    def test_blank_lines_and_empty_cells_of_spreadsheets(self, tmp_path: Path) -> None:
        text = hevy("", ",,,,,,,,,,,,,", hevy_row() + ",,,", "")
        assert maxima(read(tmp_path, text)) == KG

    def test_no_rating_column(self, tmp_path: Path) -> None:
        text = hevy(hevy_row().removesuffix(","), header=HEVY.removesuffix(",rpe"))
        assert maxima(read(tmp_path, text)) == KG


class TestKindsOfSets:
    def test_hevy(self, tmp_path: Path) -> None:
        kinds = ("warmup", "dropset", "failure", "normal", "myo")
        rows = [hevy_row(weight=str(140 - 10 * i), kind=kind) for i, kind in enumerate(kinds)]
        history = read(tmp_path, hevy(*rows))
        assert history.estimates[0].logged.amount == 120  # the set to failure
        assert history.sets == {"warm-up": 1, "drop": 1, "working": 2, "other": 1}
        assert history.other_marks == {"myo": 1}

    def test_strong(self, tmp_path: Path) -> None:
        orders = ("W", "D", "Rest Timer", "F", "2", "?")
        rows = [strong_row(weight=str(150 - 10 * i), order=o) for i, o in enumerate(orders)]
        history = read(tmp_path, strong(*rows))
        assert history.estimates[0].logged.amount == 120
        assert history.sets == {"warm-up": 1, "drop": 1, "rest": 1, "working": 2, "other": 1}

    def test_rest_timers_need_no_sense_in_other_cells(self, tmp_path: Path) -> None:
        rest = strong_row("", weight="x", reps="y", order="Rest Timer", day="z")
        assert maxima(read(tmp_path, strong(rest, strong_row()))) == KG


class TestRefusals:
    @pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" \r\n", b";;;\n"])
    def test_empty(self, content: bytes, tmp_path: Path) -> None:
        assert "empty" in refused(tmp_path, content)

    @pytest.mark.parametrize("text", [hevy(), hevy(hevy_row(kind="bogus"))])
    def test_no_set(self, text: str, tmp_path: Path) -> None:
        assert "no set below the header" in refused(tmp_path, text)

    def test_another_table(self, tmp_path: Path) -> None:
        said = refused(tmp_path, "name,price\nrack,350\n")
        assert "log.csv:1: row 1: neither a Hevy nor a Strong export" in said
        assert "'name', 'price'" in said
        assert "exercise_title" in said
        assert "Set Order".casefold() in said

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (hevy(header=HEVY.replace(",reps", "")), "the column 'reps' is missing"),
            (hevy(header=HEVY.replace("start_time", "start time")), "is it 'start time'?"),
            (
                hevy(header=HEVY.replace("weight_kg", "wieght_kg")),
                "a column for the weight is missing",
            ),
            (hevy(header=HEVY.replace("superset_id", "reps")), "'reps' stands twice"),
            (hevy(header=HEVY.replace("superset_id", "weight_kg")), "'weight_kg' stands twice"),
        ],
    )
    def test_headers(self, text: str, said: str, tmp_path: Path) -> None:
        assert said in refused(tmp_path, text)

    def test_a_unit_that_contradicts_the_header(self, tmp_path: Path) -> None:
        said = refused(tmp_path, hevy(hevy_row()), unit="lb")
        assert "the header gives weights in kg, --unit says lb" in said

    @pytest.mark.parametrize(
        ("row", "column", "said"),
        [
            (hevy_row(weight="heavy"), "weight_kg", "'heavy' is no number"),
            (hevy_row(reps="5x"), "reps", "'5x' is no number"),
            (hevy_row(reps="5.5"), "reps", "'5.5' is no count"),
            (hevy_row(rpe="12"), "rpe", "'12' is no RPE"),
            (hevy_row(day="5/6/2026"), "start_time", "cannot be told apart"),
            (hevy_row(name=" "), "exercise_title", "no exercise is named"),
        ],
    )
    def test_cells_with_row_and_column(
        self, row: str, column: str, said: str, tmp_path: Path
    ) -> None:
        # The note of the first row has a line break: the second row stands on line 4.
        text = hevy(hevy_row(notes="two\nlines"), row)
        shown = refused(tmp_path, text)
        assert f"log.csv:4: row 3, {column}: " in shown
        assert said in shown
        assert "allowed: " in shown

    def test_a_unit_that_is_not_known(self, tmp_path: Path) -> None:
        row = f'7;"2026-07-06 17:59:00";"Evening";1;"{DEADLIFT}";1;100;stone;5;;0;;0;"";""'
        said = refused(tmp_path, strong(row, header=STRONG_UNITS))
        assert "row 2, Weight Unit: the unit 'stone' is not known; allowed: kg or lbs" in said

    def test_a_weight_without_its_unit(self, tmp_path: Path) -> None:
        row = f'7;"2026-07-06 17:59:00";"Evening";1;"{DEADLIFT}";1;100;;5;;0;;0;"";""'
        text = strong(row, header=STRONG_UNITS)
        assert "a weight without a unit" in refused(tmp_path, text)
        assert maxima(read(tmp_path, text, unit="kg")) == KG

    def test_all_problems_at_once_but_not_a_million(self, tmp_path: Path) -> None:
        two = hevy(hevy_row(weight="x"), hevy_row(), hevy_row(reps="y"))
        assert [line.split(": ")[1] for line in refused(tmp_path, two).splitlines()] == [
            "row 2, weight_kg",
            "row 4, reps",
        ]
        many = refused(tmp_path, hevy(*[hevy_row(weight="x")] * 500)).splitlines()
        assert len(many) == 21
        assert many[-1].endswith("the rest was not read")

    def test_cells_that_are_missing_or_too_many(self, tmp_path: Path) -> None:
        said = refused(tmp_path, hevy(hevy_row(), hevy_row() + ",1"))
        assert "log.csv:3: row 3: 15 cells, the header has 14" in said
        assert "2 cells" in refused(tmp_path, hevy("a,b"))

    def test_a_torn_file_hides_no_bad_cell_above_the_tear(self, tmp_path: Path) -> None:
        said = refused(tmp_path, hevy(hevy_row(weight="x"), "torn")).splitlines()
        assert [line.split(": ")[1] for line in said] == ["row 2, weight_kg", "row 3"]

    def test_a_quote_that_never_closes(self, tmp_path: Path) -> None:
        said = refused(tmp_path, hevy(hevy_row(), '"Eve,6 Jul 2026', hevy_row()))
        assert "log.csv:3: row 3: not valid CSV" in said

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (hevy(hevy_row("Übung")).encode("latin-1"), "byte 0xdc"),
            (hevy(hevy_row()).encode("utf-16"), "looks like UTF-16"),
            (hevy(hevy_row("a\0b")).encode(), "zero byte"),
            (b"x" * 2_000_000, "without an end"),
            (b"x" * 500_000, "neither a Hevy nor a Strong export"),
            ((hevy() + "x" * 500_000).encode(), "row 2: not valid CSV"),
            (bytes(range(256)) * 10, "log.csv"),
        ],
    )
    def test_what_is_no_text(self, content: bytes, said: str, tmp_path: Path) -> None:
        assert said in refused(tmp_path, content)

    def test_no_such_file(self, tmp_path: Path) -> None:
        (tmp_path / "hevy.csv").touch()
        from optimizer.history.read import read_history

        with pytest.raises(ScenarioError, match=r"no such file.*did you mean 'hevy.csv'"):
            read_history(tmp_path / "hevi.csv")
        with pytest.raises(ScenarioError, match="cannot be read"):
            read_history(tmp_path)


def test_the_columns_of_the_samples_are_those_documented() -> None:
    assert (len(HEVY.split(",")), len(STRONG_NEW.split(";"))) == (14, 13)
    assert (len(STRONG_OLD.split(",")), len(STRONG_UNITS.split(";"))) == (12, 15)
