"""Looks at a drawn card: its elements with where they stand, and the pixels of a PNG."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from bot.pictures.fonts import Weight, measure

_NAMESPACE = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle or a line of text; `words` is empty for a rectangle."""

    left: float
    top: float
    right: float
    bottom: float
    fill: str
    words: str = ""
    size: float = 0.0

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right - 1
            and other.left < self.right - 1
            and self.top < other.bottom - 1
            and other.top < self.bottom - 1
        )


def root(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def boxes(svg: str) -> list[Box]:
    """All rectangles and texts in the order in which they are drawn; what is inside an icon is left out."""
    return list(_boxes(root(svg), 0.0))


def texts(svg: str) -> list[Box]:
    return [box for box in boxes(svg) if box.words]


def ground_of(svg: str) -> Iterator[tuple[Box, str]]:
    """Each text with the colour on which its middle stands."""
    seen: list[Box] = []
    for box in boxes(svg):
        if box.words:
            x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            yield box, next(each.fill for each in reversed(seen) if each.holds(x, y))
        elif box.fill != "none":
            seen.append(box)


def classes(svg: str, name: str) -> int:
    """How many elements have a class."""
    return sum(name in (each.get("class") or "").split() for each in root(svg).iter())


def _boxes(element: ElementTree.Element, down: float) -> Iterator[Box]:
    if "icon" in (element.get("class") or "").split():
        return
    moved = re.fullmatch(r"translate\(0 ([\d.-]+)\)", element.get("transform") or "")
    down += float(moved[1]) if moved else 0.0
    match element.tag.removeprefix(_NAMESPACE):
        case "rect":
            left, top = float(element.get("x", "0")), float(element.get("y", "0")) + down
            yield Box(
                left,
                top,
                left + float(element.get("width", "0")),
                top + float(element.get("height", "0")),
                element.get("fill", ""),
            )
        case "circle":
            x, y, radius = (float(element.get(name, "0")) for name in ("cx", "cy", "r"))
            yield Box(x - radius, y - radius + down, x + radius, y + radius + down, element.get("fill", ""))
        case "text":
            yield _text(element, down)
    for child in element:
        yield from _boxes(child, down)


def _text(element: ElementTree.Element, down: float) -> Box:
    size, words = float(element.get("font-size", "0")), element.text or ""
    width = measure(words, size, Weight(int(element.get("font-weight", "400"))))
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
    left, base = float(element.get("x", "0")) - share * width, float(element.get("y", "0")) + down
    return Box(
        left, base - 0.72 * size, left + width, base + 0.2 * size, element.get("fill", ""), words, size
    )


@dataclass(frozen=True, slots=True)
class Pixels:
    """The pixels of an eight-bit PNG with an alpha channel."""

    width: int
    height: int
    rows: tuple[bytes, ...]

    def at(self, x: int, y: int) -> str:
        red, green, blue = self.rows[y][4 * x : 4 * x + 3]
        return f"#{red:02X}{green:02X}{blue:02X}"

    def colours(self, left: float, top: float, right: float, bottom: float) -> set[str]:
        return {self.at(x, y) for y in range(int(top), int(bottom)) for x in range(int(left), int(right))}


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def pixels(png: bytes) -> Pixels:
    """Decode a PNG. Source: the PNG specification, "Filtering"."""
    width, height = size_of(png)
    assert png[24:26] == b"\x08\x06"
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    raw, stride, rows = zlib.decompress(data), 4 * width + 1, []
    above = bytes(4 * width)
    for y in range(height):
        row = bytearray(raw[y * stride + 1 : (y + 1) * stride])
        _unfilter(raw[y * stride], row, above)
        above = bytes(row)
        rows.append(above)
    return Pixels(width, height, tuple(rows))


def _unfilter(kind: int, row: bytearray, above: bytes) -> None:
    for x in range(len(row)):
        left = row[x - 4] if x >= 4 else 0
        corner = above[x - 4] if x >= 4 else 0
        match kind:
            case 0:
                add = 0
            case 1:
                add = left
            case 2:
                add = above[x]
            case 3:
                add = (left + above[x]) // 2
            case _:
                guess = left + above[x] - corner
                add = min((left, above[x], corner), key=lambda each: abs(guess - each))
        row[x] = (row[x] + add) & 255
