"""Certificate files: canonical, read back whole, refused quickly where they are wrong or hostile."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from optimizer.certificates import checker
from optimizer.certificates.certificate import CertificateError
from optimizer.certificates.certificate_file import LARGEST, load_certificate
from optimizer.certificates.checker import proved_bound
from optimizer.errors import ScenarioError
from tests.certificates.models import made, toy


def written(tmp_path: Path, text: str) -> Path:
    target = tmp_path / "proof.json"
    target.write_text(text, encoding="utf-8")
    return target


def test_written_and_read_back(tmp_path: Path) -> None:
    text = made().to_json()
    assert load_certificate(written(tmp_path, text)) == made()
    assert json.loads(text)["format"] == "liftproof.certificate/2"


def _set(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        place: Any = data
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


LEAF = {"scale": 1, "rows": [0], "multipliers": [1]}
FAULTS: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    (_set("format", to="liftproof.certificate/1"), "liftproof.certificate/2"),
    (_set("bound", to=91.5), "bound"),
    (_set("bound", to="91,5"), "bound"),
    (_set("bound", to="9" * 500), "bound"),
    (_set("model", to="short"), "model"),
    (_set("extra", to=1), "extra"),
    (_set("tree", to=[]), "tree"),
    (_set("tree", to={}), "tree"),
    (_set("tree", to=[[]]), "tree"),
    (_set("tree", to=[{**LEAF, "multipliers": [True]}]), "tree"),
    (_set("tree", to=[{**LEAF, "multipliers": [0.5]}]), "tree"),
    (_set("tree", to=[{**LEAF, "multipliers": ["1"]}]), "tree"),
    (_set("tree", to=[{**LEAF, "multipliers": [1, 2]}]), "one for each"),
    (_set("tree", to=[{**LEAF, "multipliers": [0]}]), "says nothing"),
    (_set("tree", to=[{**LEAF, "multipliers": [10**30]}]), "tree"),
    (_set("tree", to=[{**LEAF, "rows": [-1]}]), "tree"),
    (_set("tree", to=[{**LEAF, "scale": -1}]), "tree"),
    (_set("tree", to=[{"scale": 1, "rows": [3, 3], "multipliers": [1, 1]}]), "increasing"),
    (_set("tree", to=[{"variable": 0, "at_most": 0.5}]), "tree"),
    (_set("sums", to=[{"variables": [], "coefficients": []}]), "sums"),
]


@pytest.mark.parametrize("number", range(len(FAULTS)))
def test_what_is_no_certificate_is_refused_with_its_place(number: int, tmp_path: Path) -> None:
    change, words = FAULTS[number]
    data = json.loads(made(1).to_json())
    change(data)
    with pytest.raises(ScenarioError) as refused:
        load_certificate(written(tmp_path, json.dumps(data)))
    assert words in str(refused.value)
    assert "proof.json" in str(refused.value)
    assert len(str(refused.value)) < 5000


@pytest.mark.parametrize(
    "text",
    ["", "[", "{", '{"format": NaN}', "[" * 5000 + "]" * 5000, '{"a":1,"a":2}', "1" * 10000],
    ids=["empty", "list", "open", "nan", "deep", "twice", "digits"],
)
def test_what_is_no_json_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError):
        load_certificate(written(tmp_path, text))


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    target = tmp_path / "huge.json"
    with target.open("wb") as stream:
        stream.truncate(LARGEST + 2)
    with pytest.raises(ScenarioError, match=r"huge\.json"):
        load_certificate(target)


def test_a_bound_over_nothing_is_refused() -> None:
    with pytest.raises(CertificateError, match="is no number"):
        _ = made(1).model_copy(update={"bound": "1/0"}).claimed


def test_a_deep_tree_is_no_deep_recursion() -> None:
    _, model = toy()
    branch, leaf = made().tree[0], made(1).tree[0]
    small = leaf.model_copy(update={"rows": (), "multipliers": ()})
    depth = 20_000
    deep = made().model_copy(update={"tree": (*[branch] * depth, *[small] * (depth + 1))})
    assert proved_bound(model.linear, deep) is not None


def test_endless_arithmetic_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _, model = toy()
    monkeypatch.setattr(checker, "MOST_WORK", 1000)
    with pytest.raises(CertificateError, match="more arithmetic"):
        proved_bound(model.linear, made())
