"""Writes SVG: one small function for each element, everything from outside escaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from bot.pictures.fonts import FAMILY, Weight, shown

Attribute = str | float | None
Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


def num(value: float) -> str:
    """Return a number as SVG writes it: a hundredth of a pixel is enough, no trailing zeros, no minus zero."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def tag(name: str, *children: str, **attributes: Attribute) -> str:
    """Return an element of ready-made children; `stroke_width` is written stroke-width, None left out.

    A trailing underscore keeps Python's own words free (`class_`).
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={_quoted(value)}"
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(children)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def rect(
    x: float, y: float, width: float, height: float, *, radius: float = 0, **attributes: Attribute
) -> str:
    """Return a rectangle, its corners rounded by `radius` pixels."""
    return tag("rect", x=x, y=y, width=width, height=height, rx=radius or None, **attributes)


def circle(x: float, y: float, radius: float, **attributes: Attribute) -> str:
    """Return a circle."""
    return tag("circle", cx=x, cy=y, r=radius, **attributes)


def ellipse(x: float, y: float, rx: float, ry: float, **attributes: Attribute) -> str:
    """Return an ellipse."""
    return tag("ellipse", cx=x, cy=y, rx=rx, ry=ry, **attributes)


def line(
    start: Point, end: Point, *, stroke: str, width: float, cap: str = "round", **attributes: Attribute
) -> str:
    """Return a straight line."""
    (x1, y1), (x2, y2) = start, end
    return tag(
        "line",
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        stroke=stroke,
        stroke_width=width,
        stroke_linecap=cap,
        **attributes,
    )


def polyline(points: Iterable[Point], *, stroke: str, width: float, **attributes: Attribute) -> str:
    """Return an open line through points, its ends and corners round."""
    return tag(
        "polyline",
        points=_points(points),
        fill="none",
        stroke=stroke,
        stroke_width=width,
        stroke_linecap="round",
        stroke_linejoin="round",
        **attributes,
    )


def polygon(points: Iterable[Point], **attributes: Attribute) -> str:
    """Return a closed shape."""
    return tag("polygon", points=_points(points), **attributes)


def path(d: str, **attributes: Attribute) -> str:
    """Return a path from its commands."""
    return tag("path", d=d, **attributes)


def group(*children: str, **attributes: Attribute) -> str:
    """Return elements that share attributes (`transform`, `clip_path`, `opacity` …)."""
    return tag("g", *children, **attributes)


def clip(id_: str, *shapes: str) -> str:
    """Return a clipping path to be used as `clip_path="url(#id)"`."""
    return tag("defs", tag("clipPath", *shapes, id=id_))


def text(
    x: float,
    y: float,
    content: str,
    size: float,
    *,
    fill: str,
    weight: Weight = Weight.REGULAR,
    anchor: Anchor = "start",
    **attributes: Attribute,
) -> str:
    """Return one line of text; `y` is its baseline. What the font cannot draw is left out."""
    return tag(
        "text",
        escape(shown(content)),
        x=x,
        y=y,
        font_size=size,
        font_weight=int(weight),
        text_anchor=None if anchor == "start" else anchor,
        fill=fill,
        **attributes,
    )


def document(width: float, height: float, *children: str, background: str) -> str:
    """Return a whole SVG of `width` × `height` pixels on a plain ground."""
    return tag(
        "svg",
        rect(0, 0, width, height, fill=background),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {num(width)} {num(height)}",
        font_family=FAMILY,
    )


def _quoted(value: str | float) -> str:
    return quoteattr(value if isinstance(value, str) else num(value))


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{num(x)},{num(y)}" for x, y in points)
