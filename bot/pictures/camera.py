"""The viewer's eye: an orthographic camera, and the flat shapes that solid ones become before it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from bot.pictures.poses import ViewShape
from bot.pictures.vectors import V

Flat: TypeAlias = tuple[float, float]
Disc: TypeAlias = tuple[float, float, float]
"""A circle on the picture: x, y, radius in pixels."""
_AROUND = tuple((math.cos(n * math.pi / 9), math.sin(n * math.pi / 9)) for n in range(18))


@dataclass(frozen=True, slots=True)
class Camera:
    """`scale` is pixels a centimetre; `x` and `y` are where the world's origin falls on the picture."""

    right: V
    up: V
    toward: V
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @classmethod
    def of(cls, view: ViewShape) -> Camera:
        """Return the camera of a view, one pixel a centimetre."""
        a, e = math.radians(view.yaw), math.radians(view.elev)
        ca, sa, ce, se = math.cos(a), math.sin(a), math.cos(e), math.sin(e)
        return cls((ca, sa, 0.0), (-sa * se, ca * se, ce), (sa * ce, -ca * ce, se))

    def at(self, scale: float, x: float, y: float) -> Camera:
        """Return the same camera with another scale and place."""
        return replace(self, scale=scale, x=x, y=y)

    def flat(self, point: V) -> Flat:
        """Return where a point falls on the picture."""
        r, u, s = self.right, self.up, self.scale
        return (
            self.x + (point[0] * r[0] + point[1] * r[1]) * s,
            self.y - (point[0] * u[0] + point[1] * u[1] + point[2] * u[2]) * s,
        )

    def near(self, point: V) -> float:
        """Return how near the viewer a point is, cm."""
        t = self.toward
        return point[0] * t[0] + point[1] * t[1] + point[2] * t[2]

    def disc(self, point: V, radius: float) -> Disc:
        """Return a ball of `radius` cm as a circle."""
        x, y = self.flat(point)
        return (x, y, radius * self.scale)


def px(value: float) -> str:
    """Return a number for a path: a tenth of a pixel is enough."""
    return f"{value:.1f}"


def capsule(first: Disc, second: Disc) -> str:
    """Return the path around two circles and their common tangents, counter-clockwise."""
    (x1, y1, r1), (x2, y2, r2) = first, second
    d = math.hypot(x2 - x1, y2 - y1)
    if d <= abs(r1 - r2) + 1e-6:
        return ring(first if r1 >= r2 else second)
    along, half = math.atan2(y2 - y1, x2 - x1), math.acos((r1 - r2) / d)
    c, s = math.cos(along + half), math.sin(along + half)
    c2, s2 = math.cos(along - half), math.sin(along - half)
    wide = half > math.pi / 2
    return (
        f"M{px(x1 + r1 * c)} {px(y1 + r1 * s)}L{px(x2 + r2 * c)} {px(y2 + r2 * s)}"
        f"A{px(r2)} {px(r2)} 0 {int(wide)} 0 {px(x2 + r2 * c2)} {px(y2 + r2 * s2)}"
        f"L{px(x1 + r1 * c2)} {px(y1 + r1 * s2)}"
        f"A{px(r1)} {px(r1)} 0 {int(not wide)} 0 {px(x1 + r1 * c)} {px(y1 + r1 * s)}Z"
    )


def ring(disc: Disc) -> str:
    """Return the path of a circle, counter-clockwise."""
    x, y, r = disc
    half = f"A{px(r)} {px(r)} 0 1 0 "
    return f"M{px(x + r)} {px(y)}{half}{px(x - r)} {px(y)}{half}{px(x + r)} {px(y)}Z"


def sweep(discs: Sequence[Disc]) -> str:
    """Return the path of a ball that moves from circle to circle."""
    if len(discs) == 1:
        return ring(discs[0])
    return "".join(capsule(a, b) for a, b in pairwise(discs))


def rim(disc: Disc) -> list[Flat]:
    """Return points around a circle."""
    x, y, r = disc
    return [(x + r * c, y + r * s) for c, s in _AROUND]


def hull(points: Iterable[Flat]) -> list[Flat]:
    """Return the convex hull, counter-clockwise as it is seen (y grows downward)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered

    def chain(way: Iterable[Flat]) -> list[Flat]:
        found: list[Flat] = []
        for p in way:
            while len(found) > 1 and (
                (found[-1][0] - found[-2][0]) * (p[1] - found[-2][1])
                <= (found[-1][1] - found[-2][1]) * (p[0] - found[-2][0])
            ):
                found.pop()
            found.append(p)
        return found[:-1]

    return (chain(ordered) + chain(reversed(ordered)))[::-1]


def closed(points: Sequence[Flat]) -> str:
    """Return the path of a polygon."""
    return "M" + "L".join(f"{px(x)} {px(y)}" for x, y in points) + "Z"


def around(discs: Iterable[Disc], more: Iterable[Flat] = ()) -> str:
    """Return the path of the convex hull of circles and points."""
    points = [point for disc in discs for point in rim(disc)]
    return closed(hull([*points, *more]))
