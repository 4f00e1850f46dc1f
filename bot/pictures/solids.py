"""Solid shapes of which things are made: boxes, cylinders, balls, lines."""

from __future__ import annotations

from bot.pictures.camera import Camera, Flat, around, closed, hull
from bot.pictures.limbs import circle
from bot.pictures.palette import mixed
from bot.pictures.svg import circle as svg_circle
from bot.pictures.svg import path, polyline
from bot.pictures.vectors import Axes, V, add, along, cross, dot, mul, sub, unit


def box(camera: Camera, low: V, high: V, colour: str, shade: str) -> str:
    """Return a box between two opposite corners: the three faces that are seen."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    x, y = (x1 if camera.toward[0] >= 0 else x0), (y1 if camera.toward[1] >= 0 else y0)
    side = [(x, y0, z0), (x, y1, z0), (x, y1, z1), (x, y0, z1)]
    front = [(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)]
    top = [(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)]
    faces = ((side, shade), (front, mixed(colour, shade, 0.45)), (top, mixed(colour, "#FFFFFF", 0.18)))
    return "".join(
        path(
            closed([camera.flat(p) for p in face]),
            fill=fill,
            stroke=fill,
            stroke_width=2.5,
            stroke_linejoin="round",
        )
        for face, fill in faces
    )


def slab(camera: Camera, foot: V, axes: Axes, size: V, colour: str, shade: str) -> str:
    """Return a box that stands on the middle of its underside in any direction: the three faces that are seen."""
    half = mul(size, 0.5)
    centre = add(foot, mul(axes[2], half[2]))
    drawn = ""
    for n, fill in enumerate((shade, mixed(colour, shade, 0.45), mixed(colour, "#FFFFFF", 0.18))):
        way = 1 if dot(axes[n], camera.toward) >= 0 else -1
        middle = add(centre, mul(axes[n], way * half[n]))
        a, b = (mul(axes[i], half[i]) for i in range(3) if i != n)
        corners = (add(a, b), sub(a, b), mul(add(a, b), -1), sub(b, a))
        outline = closed([camera.flat(add(middle, corner)) for corner in corners])
        drawn += path(outline, fill=fill, stroke=fill, stroke_width=2.5, stroke_linejoin="round")
    return drawn


def cylinder(camera: Camera, first: V, last: V, radius: float, colour: str, end: str | None = None) -> str:
    """Return a cylinder between two points and, when it has a colour of its own, the end that is seen."""
    line = unit(sub(last, first))
    axes = along(line, (0.0, 0.0, 1.0))
    a, b = circle(camera, first, axes, radius), circle(camera, last, axes, radius)
    drawn = path(closed(hull([*a, *b])), fill=colour)
    if end:
        seen = b if dot(line, camera.toward) > 0 else a
        drawn += path(closed(hull(seen)), fill=end)
    return drawn


def ball(camera: Camera, centre: V, radius: float, colour: str) -> str:
    """Return a ball with a soft light on it."""
    x, y, r = camera.disc(centre, radius)
    light = mixed(colour, "#FFFFFF", 0.28)
    return svg_circle(x, y, r, fill=colour) + svg_circle(
        x - r * 0.3, y - r * 0.34, r * 0.42, fill=light, opacity=0.6
    )


def cord(camera: Camera, points: list[V], colour: str, cm: float) -> str:
    """Return a line through points, `cm` thick."""
    return polyline([camera.flat(p) for p in points], stroke=colour, width=cm * camera.scale)


def loop(camera: Camera, first: V, last: V, radius: float, colour: str, line: V) -> str:
    """Return a band around two limbs that run along `line`."""
    axes: Axes = along(unit(line), (1.0, 0.0, 0.0))
    points: list[Flat] = []
    for centre in (first, last):
        for up in (-1.6, 1.6):
            points += circle(camera, add(centre, mul(axes[2], up)), axes, radius)
    return path(closed(hull(points)), fill=colour, opacity=0.92)


def pillow(camera: Camera, points: list[V], radius: float, colour: str) -> str:
    """Return the hull of balls: something padded."""
    return path(around([camera.disc(p, radius) for p in points]), fill=colour)


def sideways(axes: Axes) -> V:
    """Return the horizontal direction across a frame's front."""
    front = axes[0]
    return unit(cross((0.0, 0.0, 1.0), (front[0], front[1], 0.0)), (0.0, 1.0, 0.0))
