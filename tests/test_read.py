"""Files people write: what is accepted, and what is said, where, about everything else."""

from __future__ import annotations

import datetime as dt
import io
import json
import pickle
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from optimizer.errors import (
    Diagnostic,
    PlanFileError,
    ProblemAt,
    Problems,
    ScenarioError,
    VerificationError,
    closest,
)
from optimizer.read import Document, parse_yaml, read_text, validate


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Slot(Strict):
    id: str
    minutes: Annotated[Decimal, Field(ge=10, le=240, decimal_places=1)]
    day: Literal["monday", "tuesday"] = "monday"


class Barbell(Strict):
    kind: Literal["barbell"]
    bar_kg: Decimal


class Bands(Strict):
    kind: Literal["bands"]
    colours: tuple[str, ...]


class Range(Strict):
    low: int
    high: int

    @model_validator(mode="after")
    def _ordered(self) -> Range:
        if self.low > self.high:
            raise ValueError(f"low ({self.low}) is above high ({self.high})")
        return self


class Toy(Strict):
    name: str = "toy"
    weeks: int = Field(4, ge=1, le=52)
    start: dt.date | None = None
    rack: bool = False
    sessions: tuple[Slot, ...] = ()
    plates_kg: Mapping[Decimal, int] = Field(default_factory=dict)
    tags: Mapping[Literal["knee", "hip"], str] = Field(default_factory=dict)
    setups: Mapping[str, Slot] = Field(default_factory=dict)
    gear: tuple[Annotated[Barbell | Bands, Field(discriminator="kind")], ...] = ()
    target: Range | None = None
    either: int | Slot = 0
    number_or_list: int | tuple[int, ...] = 0
    bans: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> Toy:
        found = [
            ProblemAt(("bans", i), f"unknown exercise {ban!r}", "squat", closest(ban, ["squat"]))
            for i, ban in enumerate(self.bans)
            if ban != "squat"
        ]
        if "bad" in self.setups:
            found.append(ProblemAt(("setups", "bad"), "'bad' extends itself"))
        if self.weeks == 13:
            found.append(ProblemAt(("athlete", "age"), "too superstitious"))
        if found:
            raise Problems(found)
        return self


def problems(text: str, model: type[BaseModel] = Toy, **options: Any) -> list[str]:
    """Everything said about a text, one line each, without the file name."""
    with pytest.raises(ScenarioError) as caught:
        validate(model, parse_yaml(text, "f"), **options)
    lines = str(caught.value).split("\n")
    assert all(line.startswith("f:") for line in lines)
    return [line.removeprefix("f:") for line in lines]


# ---- text -----------------------------------------------------------------------------------

LATIN1 = b"name: Caf\xe9\n"
BAD_FILES = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\t\n", "the file is empty"),
    "nul": (b"name: a\0b", "byte 0x00 at offset 7"),
    "nul after BOM": (b"\xef\xbb\xbfa\0", "byte 0x00 at offset 4"),
    "binary": (b"\x89PNG\r\n\x1a\n", "byte 0x89 at offset 0 is not UTF-8"),
    "latin-1": (LATIN1, "byte 0xe9 at offset 9 is not UTF-8; a scenario file is text, save it as"),
    "latin-1 after BOM": (b"\xef\xbb\xbf" + LATIN1, "byte 0xe9 at offset 12"),
    "utf-16": ("name: a".encode("utf-16"), "it looks like UTF-16"),
    "10 MB": (b"#" * 10_000_000, "is 10.0 MB; a scenario file may have at most 1 MiB"),
}


@pytest.mark.parametrize(("raw", "said"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_bytes(tmp_path: Path, raw: bytes, said: str) -> None:
    file = tmp_path / "s.yaml"
    file.write_bytes(raw)
    with pytest.raises(ScenarioError) as caught:
        read_text(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert said in str(caught.value)


def test_missing_file_suggests_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "garage.yaml").write_text("a: 1")
    with pytest.raises(ScenarioError, match=r"no such file; .* did you mean 'garage\.yaml'\?"):
        read_text(str(tmp_path / "garag.yaml"))


def test_unreadable_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for source in (tmp_path, "a\0b", str(tmp_path / "x" / "y"), "x" * 5000, "\udcff"):
        with pytest.raises(ScenarioError) as caught:
            read_text(source)
        str(caught.value).encode()
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(ScenarioError, match="no standard input"):
        read_text("-")


def test_good_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "s.yaml"
    file.write_bytes(b"\xef\xbb\xbfname: a\r\n")
    assert read_text(file) == (str(file), "name: a\r\n")
    assert read_text(io.BytesIO(b"a: 1")) == ("<stream>", "a: 1")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a: 2")))
    assert read_text("-") == ("<stdin>", "a: 2")
    assert len(read_text(io.BytesIO(b"#" * 2**21), limit=2**25, what="a plan file")[1]) == 2**21
    with pytest.raises(ScenarioError, match="is too large; a plan file may have at most 2 MiB"):
        read_text(io.BytesIO(b"#" * (2**21 + 1)), limit=2**21, what="a plan file")


# ---- YAML -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[(word, word) for word in ("no", "on", "yes", "18:00", "2026-11-30", "1_000", "=", "0b1")],
        *[(word, True) for word in ("true", "True", "TRUE")],
        *[(word, None) for word in ("", "~", "null", "Null")],
        ("012", 12), ("-3", -3), ("+4", 4), ("0o17", 15), ("0x1F", 31),
        ("2.50", Decimal("2.50")), (".5", Decimal("0.5")), ("1.", Decimal(1)),
        ("1e3", Decimal(1000)), ("'12'", "12"), ('"no"', "no"), ("|\n  12\n", "12\n"),
        ("'null'", "null"), ("[1, {b: ~}]", [1, {"b": None}]),
    ],
)  # fmt: skip
def test_core_schema(text: str, value: object) -> None:
    got = parse_yaml(f"a: {text}", "f").data["a"]
    assert got == value
    assert type(got) is type(value)


REFUSED = {
    "syntax": ("a: [1, 2\nb: 3\n", "2:2: not valid YAML: did not find expected ',' or ']'"),
    "only comments": ("# nothing\n", "1:1: the file is empty"),
    "tab": ("a:\n\tb: 1\n", "2:1: not valid YAML: a tab stands where only spaces may"),
    "duplicate": ("é: 1\nb: 2\né: 3\n", "3:1: the key 'é' is used twice, first at line 1, col"),
    "equal numbers": ("{2.5: 1, 2.50: 2}", "1:10: the key '2.50' is used twice, first at line 1"),
    "duplicate in JSON": ('{"a": 1,\n "a": 2}', "2:2: the key 'a' is used twice, first at line 1"),
    "merge key": ("a: &x {b: 1}\nc:\n  <<: *x\n", "3:3: c: the merge key << is not part of YAML"),
    "tag": ("a: 1\nb: !!python/object:os.system x\n", "2:4: b: the tag '!!python/object:os.sys"),
    "own tag": ("- !bar {a: 1}\n", "1:3: [0]: the tag '!bar' is not supported"),
    "tagged key": ("!!str a: 1\n", "1:1: the tag '!!str' is not supported"),
    "documents": ("a: 1\n---\nb: 2\n", "2:1: a second document starts here"),
    "nan": ("a: [1, .nan]\n", "1:8: a[1]: .nan is not a number"),
    "inf": ("a: -.inf\n", "1:4: a: -.inf is not a number"),
    "endless": ("a: 1e999999999\n", "1:4: a: '1e999999999': numbers may have at most 40 digits"),
    "long": ("a: " + "9" * 5000, "1:4: a: '9999"),
    "long key": ("9e99: 1", "1:1: '9e99': numbers may have at most 40 digits"),
    "list as key": ("? [a]\n: 1\n", "1:3: a key must be a word or a number"),
    "deep": ("[" * 5000 + "]" * 5000, "1:101: nested more than 100 levels deep"),
    "very deep": ("[" * 100_000, "1:101: nested more than 100 levels deep"),
    "deep block": ("- " * 101, "1:201: nested more than 100 levels deep"),
    "deep aliases": (
        "a0: &a0 [1]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 120)),
        "2:10: nested more than 100 levels deep",
    ),
    "endless alias": ("a: &x [*x]\n", "1:8: the alias *x names no anchor above it"),
    "no anchor": ("a: *x\n", "1:4: the alias *x names no anchor above it"),
    "control": ("a: b\nc: \x07\n", "2:4: the character '\\x07' may not stand in a text file"),
    "surrogate": ("a: \ud800\n", "1:4: the character '\\ud800' may not"),
    "half a pair in JSON": ('{"a": "\\ud83d"}', "1:"),
    "columns are characters": ("é😀: {ü: !x 1}", "1:9: é😀.ü: the tag '!x'"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_refused_yaml(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_yaml(text, "f")
    assert str(caught.value).startswith(f"f:{said}")


def test_alias_bomb() -> None:
    rows = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for last, name in zip("abcdefgh", "bcdefghi", strict=True):
        rows.append(f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]")
    with pytest.raises(ScenarioError, match=r"200,000 values, .*alias bomb"):
        parse_yaml("\n".join(rows), "f")


def test_all_problems_come_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_yaml("a: .nan\na: 1\nb: !x 1\n<<: {}\n", "f")
    assert [d.line for d in caught.value.diagnostics] == [1, 2, 3, 4]


def test_harmless_aliases_and_positions() -> None:
    document = parse_yaml("a: &x\n  - 1\nb: *x\nc: &x 2\nd: *x\n", "f")
    assert document.data == {"a": [1], "b": [1], "c": 2, "d": 2}
    assert document.positions["b",] == ((3, 4), (3, 1))
    assert document.positions["b", 0] == ((2, 5), None)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_bom(end: str) -> None:
    document = parse_yaml(end.join(["\ufeffname: a", "weeks: 2", ""]), "f")
    assert document.data == {"name": "a", "weeks": 2}
    assert document.positions["weeks",] == ((2, 8), (2, 1))
    assert document.lines[1] == "weeks: 2"


def test_json_with_tabs_has_positions() -> None:
    text = '{\n\t"a":\t[1, {"b,[": 2.50}, []],\n\t"\\u00e9": "\\ud83d\\ude00 \\"",\n\t"c": null}'
    document = parse_yaml(text, "f")
    assert document.data == {"a": [1, {"b,[": Decimal("2.50")}, []], "é": '😀 "', "c": None}
    assert document.positions["a", 1, "b,["] == ((2, 19), (2, 12))
    assert document.positions["é",] == ((3, 12), (3, 2))
    assert document.positions["c",] == ((4, 7), (4, 2))
    assert len(document.positions) == 8


def test_large_json_is_read_without_the_yaml_parser() -> None:
    big = '{"a": [' + "1, " * 600_000 + "2],\n"
    assert len(parse_yaml(big + '"b": 0}', "f").data["a"]) == 600_001
    with pytest.raises(ScenarioError, match="f:2:8: not valid JSON"):
        parse_yaml(big + '"b": 0 0}', "f")
    with pytest.raises(ScenarioError, match="f: not valid JSON: the key 'a' is used twice"):
        parse_yaml(big + '"a": 0}', "f")


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(st.dictionaries(st.sampled_from(["a", "b", "é"]), plain), st.booleans())
def test_json_is_read_as_json_does(data: dict[str, Any], ascii_only: bool) -> None:
    text = json.dumps(data, ensure_ascii=ascii_only, indent="\t")
    try:
        document = parse_yaml(text, "f")
    except ScenarioError:
        return  # equal numeric keys, control characters
    assert document.data == data
    for path, position in document.positions.items():
        value: Any = data
        for part in path:
            value = value[part]
        written = text.splitlines()[0] if not path else json.dumps(value, ensure_ascii=ascii_only)
        assert document.lines[position.value.line - 1][position.value.column - 1] == written[0]


SNIPPETS = (
    "a b: - [ ] { } , & * ! | > ' \" % @ # ? ~ \n \t << .nan 1e9 &a *a --- ... é 😀 \ufeff \x85"
)


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(st.text() | st.lists(st.sampled_from([*SNIPPETS.split(" "), " "])).map("".join))
def test_any_text_gives_a_document_or_a_scenario_error(text: str) -> None:
    try:
        document = parse_yaml(text, "f")
        assert isinstance(document, Document)
        assert () in document.positions
        validate(Toy, document)
    except ScenarioError as error:
        str(error).encode()


# ---- diagnoses ------------------------------------------------------------------------------


def test_scalars_reach_their_types() -> None:
    text = "{name: no, start: 2026-11-30, plates_kg: {20: 4, 2.5: 2}, either: 3, weeks: 012}"
    toy = validate(Toy, parse_yaml(text, "f"))
    assert toy.plates_kg == {Decimal(20): 4, Decimal("2.5"): 2}
    assert (toy.name, toy.start, toy.weeks) == ("no", dt.date(2026, 11, 30), 12)


SLOT_KEYS = "allowed: id, minutes, day"
DIAGNOSED = {
    "unknown key": (
        "sessions:\n  - id: a\n    minuets: 3\n    minutes: 60\n",
        [f"3:5: sessions[0].minuets: unknown key 'minuets'; {SLOT_KEYS}; did you mean 'minutes'?"],
    ),
    "unknown key in a dict": (
        "setups:\n  x: {id: a, minutes: 60, dya: monday}\n",
        [f"2:27: setups.x.dya: unknown key 'dya'; {SLOT_KEYS}; did you mean 'day'?"],
    ),
    "unknown key in an optional": (
        "target: {low: 1, high: 2, hihg: 3}",
        ["1:27: target.hihg: unknown key 'hihg'; allowed: low, high; did you mean 'high'?"],
    ),
    "unknown key in a union": (
        "gear:\n- {kind: bands, colours: [red], bar_kg: 20}",
        ["2:33: gear[0].bar_kg: unknown key 'bar_kg'; allowed: kind, colours"],
    ),
    "wrong tag": (
        "gear:\n- {kind: barbel}",
        ["2:10: gear[0].kind: 'barbel' is not a valid kind; allowed: barbell, bands; "
         "did you mean 'barbell'?"],
    ),
    "missing in a list": (
        "sessions:\n  - id: a\n",
        ["2:5: sessions[0].minutes: the key 'minutes' is required"],
    ),
    "missing in a mapping": (
        "weeks: 1\nsetups:\n  x: {id: a}\n",
        ["3:3: setups.x.minutes: the key 'minutes' is required"],
    ),
    "wrong types": (
        "name: 12\nweeks: ten\nsessions: 3\nsetups: []\nrack: maybe\nstart: 30.11.2026\n",
        ["1:7: name: 12 is not text; allowed: text, in quotes: \"12\"",
         "2:8: weeks: 'ten' is not a whole number",
         "3:11: sessions: 3 is not a list",
         "4:9: setups: a list is not a mapping of keys to values",
         "5:7: rack: 'maybe' is not true or false",
         "6:8: start: '30.11.2026' is not a date; allowed: a date such as 2026-11-30"],
    ),
    "impossible date": (
        "start: 2026-02-30",
        ["1:8: start: '2026-02-30' is not a date; allowed: a date such as 2026-11-30"],
    ),
    "fraction": ("weeks: 1.5", ["1:8: weeks: 1.5 is not a whole number"]),
    "truth as number": ("weeks: true", ["1:8: weeks: true is not a number"]),
    "negative": ("weeks: -3", ["1:8: weeks: -3 is too small; allowed: at least 1"]),
    "huge": ("weeks: 99999", ["1:8: weeks: 99999 is too large; allowed: at most 52"]),
    "decimals": (
        "sessions: [{id: a, minutes: 60.25}]",
        ["1:29: sessions[0].minutes: 60.25 has too many decimal places; "
         "allowed: at most 1 decimal place"],
    ),
    "literal": (
        "sessions: [{id: a, minutes: 60, day: mondey}]",
        ["1:38: sessions[0].day: 'mondey' is not one of the choices; allowed: monday, tuesday; "
         "did you mean 'monday'?"],
    ),
    "bad key": (
        "tags:\n  kne: x\n",
        ["2:3: tags.kne: 'kne' is not one of the choices; allowed: knee, hip; "
         "did you mean 'knee'?"],
    ),
    "bad numeric key": (
        "plates_kg: {20: 4, big: 1}",
        ["1:20: plates_kg.big: 'big' is not a number"],
    ),
    "plain value error": (
        "weeks: 2\ntarget: {low: 3, high: 1}\n", ["2:9: target: low (3) is above high (1)"],
    ),
    "problems at": (
        "bans: [squat, squta]\nsetups:\n  bad: {id: a, minutes: 60}\n",
        ["1:15: bans[1]: unknown exercise 'squta'; allowed: squat; did you mean 'squat'?",
         "3:3: setups.bad: 'bad' extends itself"],
    ),
    "problem at what is not written": ("weeks: 13", ["1:1: athlete.age: too superstitious"]),
    "one branch of a union": (
        "either: {id: a, minutes: 60, dya: monday}",
        [f"1:30: either.dya: unknown key 'dya'; {SLOT_KEYS}; did you mean 'day'?"],
    ),
    "no branch of a union": (
        "number_or_list: x",
        ["1:17: number_or_list: 'x' is not allowed here; allowed: a whole number or a list"],
    ),
    "list inside a union": (
        "number_or_list: [1, x]",
        ["1:21: number_or_list[1]: 'x' is not a whole number"],
    ),
    "not a mapping": (
        "just words",
        ["1:1: 'just words' is not a mapping of keys to values"],
    ),
    "long and dirty values": (
        "weeks: \"" + "x" * 99 + "\"\n\"\\e[31m\": 1\nstart: \"\\a\"\n",
        ["1:8: weeks: '" + "x" * 56 + "... is not a whole number",
         "2:1: '\\x1b[31m': unknown key '\\x1b[31m'; allowed: " + ", ".join(Toy.model_fields),
         "3:8: start: '\\x07' is not a date; allowed: a date such as 2026-11-30"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), DIAGNOSED.values(), ids=DIAGNOSED)
def test_diagnoses(text: str, said: list[str]) -> None:
    assert problems(text) == said


def test_json_diagnosis_has_a_place() -> None:
    assert problems('{\n\t"weeks":\t"x"}')[0].startswith("2:11: weeks: 'x' is not a whole number")


def test_vocabulary_and_context_reach_the_writer() -> None:
    class Pick(Strict):
        exercise: str

        @field_validator("exercise")
        @classmethod
        def _known(cls, value: str, info: ValidationInfo) -> str:
            raise ValueError(f"{value!r} is not done in {info.context}")

    options = {"vocabulary": {"exercise": {"squat", "row"}}, "context": {"gym": 1}}
    assert problems("exercise: squta", Pick, **options) == [
        "1:11: exercise: 'squta' is not done in {'gym': 1}; allowed: row, squat; "
        "did you mean 'squat'?"
    ]


def test_errors_survive_a_worker_process() -> None:
    found = [Diagnostic("f", 1, 2, "a", "bad"), ProblemAt(("a", 0), "bad", "good", "goods")]
    for error in (PlanFileError(found[:1]), VerificationError("v", [1]), found[1]):
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_diagnostic_leaves_out_what_is_unknown() -> None:
    assert str(Diagnostic("f", None, None, "", "bad", None, None)) == "f: bad"
    full = Diagnostic("f", 1, 2, "a.b", "bad", "good", "goods")
    assert str(full) == "f:1:2: a.b: bad; allowed: good; did you mean 'goods'?"
    error = ScenarioError([full, Diagnostic("f", None, None, "", "first", None, None)])
    assert str(error).split("\n")[0] == "f: first"
