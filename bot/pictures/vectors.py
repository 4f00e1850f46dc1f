"""Three-dimensional vectors and rotations as plain tuples: x forward, y to the left, z up, in centimetres."""

from __future__ import annotations

import math
from typing import TypeAlias

V: TypeAlias = tuple[float, float, float]
Axes: TypeAlias = tuple[V, V, V]
"""A frame of reference: where its front, its left and its up point to."""

WORLD: Axes = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
UP: V = (0.0, 0.0, 1.0)


def add(a: V, b: V) -> V:
    """Return a + b."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def sub(a: V, b: V) -> V:
    """Return a - b."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def mul(a: V, factor: float) -> V:
    """Return the vector `factor` times as long."""
    return (a[0] * factor, a[1] * factor, a[2] * factor)


def dot(a: V, b: V) -> float:
    """Return the scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: V, b: V) -> V:
    """Return the vector product."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def length(a: V) -> float:
    """Return the length."""
    return math.sqrt(dot(a, a))


def unit(a: V, otherwise: V = UP) -> V:
    """Return the direction of `a`, or `otherwise` for a vector without one."""
    long = length(a)
    return mul(a, 1 / long) if long > 1e-9 else otherwise


def mix(a: V, b: V, share: float) -> V:
    """Return the point `share` of the way from a to b."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def across(a: V, line: V) -> V:
    """Return the part of `a` that is at right angles to the unit vector `line`."""
    return sub(a, mul(line, dot(a, line)))


def place(origin: V, axes: Axes, front: float = 0.0, left: float = 0.0, up: float = 0.0) -> V:
    """Return the point so many centimetres from `origin` along the three axes."""
    x, y, z = axes
    return (
        origin[0] + x[0] * front + y[0] * left + z[0] * up,
        origin[1] + x[1] * front + y[1] * left + z[1] * up,
        origin[2] + x[2] * front + y[2] * left + z[2] * up,
    )


def pitch(axes: Axes, degrees: float) -> Axes:
    """Turn the frame about its own left axis; positive tips the top forward."""
    c, s = _turn(degrees)
    x, y, z = axes
    return (sub(mul(x, c), mul(z, s)), y, add(mul(x, s), mul(z, c)))


def roll(axes: Axes, degrees: float) -> Axes:
    """Turn the frame about its own front axis; positive tips the top to the right."""
    c, s = _turn(degrees)
    x, y, z = axes
    return (x, add(mul(y, c), mul(z, s)), sub(mul(z, c), mul(y, s)))


def yaw(axes: Axes, degrees: float) -> Axes:
    """Turn the frame about its own up axis; positive turns the front to the left."""
    c, s = _turn(degrees)
    x, y, z = axes
    return (add(mul(x, c), mul(y, s)), sub(mul(y, c), mul(x, s)), z)


def along(up: V, front: V) -> Axes:
    """Return the frame whose up is `up` (a unit vector) and whose front is as near as can be to `front`."""
    x = across(front, up)
    if length(x) < 1e-6:
        x = across((1.0, 0.0, 0.0) if abs(up[0]) < 0.9 else (0.0, 1.0, 0.0), up)
    x = unit(x)
    return (x, cross(up, x), up)


def _turn(degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return math.cos(angle), math.sin(angle)
