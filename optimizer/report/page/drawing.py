"""SVG by the standard library's element tree: every text is escaped there, every number is short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from optimizer.report.words import exact

Length = int | Decimal | Fraction
Point = tuple[Length, Length]


class Picture:
    """A drawing that scales with its place and takes all colours from the page's style sheet.

    Parameters
    ----------
    width, height
        Size in drawing units, which are CSS pixels where there is room.
    label
        What the picture shows, for those who do not see it; a table beside it holds the numbers.
    """

    def __init__(self, width: int, height: int, label: str) -> None:
        self.width = width
        self._root = Element(
            "svg",
            {
                "class": "picture",
                "viewBox": f"0 0 {width} {height}",
                "width": str(width),
                "role": "img",
                "aria-label": label,
            },
        )

    def group(self, **attributes: str) -> Element:
        """Open a group whose attributes hold for what is drawn `inside` it."""
        return SubElement(self._root, "g", attributes)

    def defined(self, name: str, style: str = "", inside: Element | None = None) -> None:
        """Draw a shape that stands among the page's `definitions`."""
        parent = self._root if inside is None else inside
        attributes = {"class": style} if style else {}
        SubElement(parent, "use", {"href": f"#{name}", **attributes})

    def box(
        self,
        corner: Point,
        size: Point,
        style: str,
        *,
        round_by: int = 0,
        hint: str | None = None,
    ) -> None:
        """Draw a rectangle; the hint shows under a mouse."""
        shape = self._add("rect", style, x=corner[0], y=corner[1], width=size[0], height=size[1])
        if round_by:
            shape.set("rx", str(round_by))
        _hint(shape, hint)

    def dot(self, centre: Point, radius: Length, style: str, hint: str | None = None) -> None:
        """Draw a disc."""
        _hint(self._add("circle", style, cx=centre[0], cy=centre[1], r=radius), hint)

    def line(self, start: Point, end: Point, style: str) -> None:
        """Draw a straight line."""
        self._add("line", style, x1=start[0], y1=start[1], x2=end[0], y2=end[1])

    def shape(self, path: str, style: str) -> None:
        """Draw a path."""
        SubElement(self._root, "path", {"d": path, "class": style})

    def text(
        self,
        place: Point,
        text: str,
        style: str = "",
        *,
        anchor: str = "start",
        turn: int = 0,
    ) -> None:
        """Write text; `turn` degrees around its place."""
        x, y = (exact(part, 1) for part in place)
        attributes = {"x": x, "y": y}
        attributes |= {"class": style} if style else {}
        attributes |= {} if anchor == "start" else {"text-anchor": anchor}
        attributes |= {"transform": f"rotate({turn} {x} {y})"} if turn else {}
        SubElement(self._root, "text", attributes).text = text

    def markup(self) -> Markup:
        """Return the drawing for a page."""
        # Safe: the serialiser has escaped all text and attributes.
        return Markup(tostring(self._root, encoding="unicode"))

    def _add(self, tag: str, style: str, **lengths: Length) -> Element:
        attributes = {name: exact(value, 1) for name, value in lengths.items()}
        return SubElement(self._root, tag, {**attributes, "class": style})


def definitions(shapes: Mapping[str, Iterable[tuple[str, str]]]) -> Markup:
    """Define shapes that several pictures show.

    Parameters
    ----------
    shapes
        By name, the paths of a shape with the style of each; an empty style is left to the user.
    """
    root = Element("defs")
    for name, paths in shapes.items():
        group = SubElement(root, "g", {"id": name})
        for path, style in paths:
            SubElement(group, "path", {"d": path, **({"class": style} if style else {})})
    return Markup(tostring(root, encoding="unicode"))


def _hint(shape: Element, hint: str | None) -> None:
    if hint is not None:
        SubElement(shape, "title").text = hint
