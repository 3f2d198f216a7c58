"""The body map: every measured muscle in the colour of its coverage, with its weekly sets in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from optimizer.report.page import body_shapes as drawn
from optimizer.report.page.drawing import Picture, definitions
from optimizer.report.words import exact

if TYPE_CHECKING:
    from optimizer.report.page.coverage import Covered

LINE = 12
# From here on a name of two words is written on two lines.
LONG = 9
# Where the lines from the names begin, from the middle.
GUTTER = 118


@dataclass(frozen=True)
class BodyMap:
    """One block, seen from both sides."""

    block: int
    back: Markup
    front: Markup


def body_map(muscles: tuple[Covered, ...], block: int) -> BodyMap:
    """Draw the body from behind and from the front.

    Parameters
    ----------
    muscles
        As measured.
    block
        0-based block.
    """
    known = {muscle.id: muscle for muscle in muscles}
    return BodyMap(
        block + 1,
        back=_picture(drawn.BACK, known, block),
        front=_picture(drawn.FRONT, known, block),
    )


def body_shapes() -> Markup:
    """Define the shapes that all body maps share."""
    shapes: dict[str, list[tuple[str, str]]] = {}
    for view in (drawn.BACK, drawn.FRONT):
        for half in ("left", "right"):
            plain = [(path, "plain-muscle") for path, side in view.plain if side in (half, "both")]
            shapes[f"{view.name}-{half}"] = [(drawn.OUTLINE, "skin"), *plain]
        shapes[f"{view.name}-lines"] = [(line, "") for line in view.lines]
        shapes.update({muscle.id: [(muscle.path, "")] for muscle in view.muscles})
    return definitions(shapes)


def _picture(view: drawn.View, known: dict[str, Covered], block: int) -> Markup:
    shown = [(muscle, known[muscle.id]) for muscle in view.muscles if muscle.id in known]
    said = ", ".join(f"{m.name} {exact(m.sets[block], 1)}" for _, m in shown)
    label = f"Body from {view.side}, weekly sets in block {block + 1}: {said}"
    picture = Picture(2 * drawn.MIDDLE, drawn.HEIGHT, label)
    halves = {
        "right": picture.group(transform=f"translate({drawn.MIDDLE} 0)"),
        "left": picture.group(transform=f"translate({drawn.MIDDLE} 0) scale(-1 1)"),
    }
    for name, half in halves.items():
        picture.defined(f"{view.name}-{name}", inside=half)
        for muscle, covered in shown:
            if muscle.side in (name, "both"):
                picture.defined(muscle.id, f"muscle level {covered.level(block)}", half)
        picture.defined(f"{view.name}-lines", "contour", half)
    for muscle, covered in shown:
        _label(picture, muscle, covered, block)
    return picture.markup()


def _label(picture: Picture, muscle: drawn.Muscle, covered: Covered, block: int) -> None:
    middle = drawn.MIDDLE
    x, y = muscle.number
    left = x < 0
    end = (middle + muscle.leader[0], muscle.leader[1])
    picture.line((middle - GUTTER if left else middle + GUTTER, muscle.label - 4), end, "leader")
    picture.dot(end, 2, "leader-end")
    words = covered.name.split(" ") if len(covered.name) > LONG else [covered.name]
    for number, word in enumerate(words):
        place = (
            0 if left else 2 * middle,
            muscle.label + number * LINE - (len(words) - 1) * LINE // 2,
        )
        picture.text(place, word, "name", anchor="start" if left else "end")
    style = f"on-level on-{covered.level(block)}"
    number_place = (middle + x, y)
    sets = exact(covered.sets[block], 1)
    picture.text(number_place, sets, style, anchor="middle", turn=muscle.turn)
