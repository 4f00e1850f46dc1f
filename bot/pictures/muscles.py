"""Where the muscle groups lie on the body, drawn as tints that are clipped to the part they lie on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from bot.library.objects import Muscle
from bot.pictures.camera import Camera, sweep
from bot.pictures.limbs import Build, along_bone
from bot.pictures.skeleton import Body, Side
from bot.pictures.vectors import UP, V, add, dot, mul, place, sub, unit


@dataclass(frozen=True, slots=True)
class OnLimb:
    """A belly along a bone: from and to a share of its length, on which side (0 front, 90 outside, 180 back)."""

    part: str
    start: float
    end: float
    degrees: float
    size: float = 0.56


@dataclass(frozen=True, slots=True)
class OnTrunk:
    """A belly on the trunk: points as (joint, frame, front, out, up), its radius, and the part it is drawn on."""

    points: tuple[tuple[str, str, float, float, float], ...]
    radius: float
    on: str = "torso"


def _seat(radius: float, *points: tuple[float, float, float]) -> OnTrunk:
    return OnTrunk(tuple(("hips", "pelvis", *point) for point in points), radius, "thigh")


def _trunk(radius: float, *points: tuple[str, str, float, float, float]) -> OnTrunk:
    return OnTrunk(points, radius)


BELLIES: Mapping[Muscle, tuple[OnLimb | OnTrunk, ...]] = MappingProxyType(
    {
        Muscle.QUADS: (OnLimb("thigh", 0.2, 0.9, 12, 0.6), OnLimb("thigh", 0.3, 0.86, 60, 0.42)),
        Muscle.HAMSTRINGS: (OnLimb("thigh", 0.26, 0.94, 178, 0.56), OnLimb("thigh", 0.34, 0.9, 130, 0.4)),
        Muscle.ADDUCTORS: (OnLimb("thigh", 0.1, 0.68, -80, 0.55),),
        Muscle.CALVES: (OnLimb("shank", 0.08, 0.52, 172, 0.66),),
        Muscle.SOLEUS: (OnLimb("shank", 0.36, 0.82, 150, 0.58),),
        Muscle.SHINS: (OnLimb("shank", 0.12, 0.8, 25, 0.5),),
        Muscle.SHOULDERS: (OnLimb("upper", 0.0, 0.34, 60, 0.8),),
        Muscle.ARMS: (OnLimb("upper", 0.38, 0.95, 10, 0.55), OnLimb("upper", 0.34, 0.95, 180, 0.55)),
        Muscle.FOREARMS: (OnLimb("fore", 0.04, 0.72, 40, 0.66),),
        Muscle.FEET: (OnLimb("foot", 0.1, 0.95, 0, 1.0),),
        Muscle.CORE: (_trunk(4.0, ("waist", "pelvis", 6.4, 2.8, -1.5), ("ribs", "waist", 6.6, 3.0, 3.0)),),
        Muscle.OBLIQUES: (
            _trunk(
                3.7, ("waist", "pelvis", 2.2, 10.8, 0.5), ("waist", "waist", 2.0, 10.0, 6.0),
                ("ribs", "ribs", 3.0, 11.0, 4.0),
            ),
        ),
        Muscle.LOWER_BACK: (_trunk(2.7, ("waist", "pelvis", -6.4, 3.2, -2.0), ("ribs", "ribs", -6.2, 3.4, 4.0)),),
        Muscle.CHEST: (_trunk(4.3, ("chest", "chest", 7.4, 3.4, 1.5), ("chest", "chest", 5.0, 11.0, 5.0)),),
        Muscle.UPPER_BACK: (_trunk(4.4, ("chest", "chest", -6.6, 4.6, 8.0), ("chest", "ribs", -7.0, 5.0, -3.0)),),
        Muscle.LATS: (_trunk(4.2, ("chest", "chest", -3.4, 12.6, 0.0), ("ribs", "ribs", -4.2, 9.6, -3.0)),),
        Muscle.GLUTES: (_seat(5.6, (-6.6, 7.4, 1.5), (-7.0, 7.6, -5.0)),),
        Muscle.SIDE_GLUTES: (
            _seat(4.4, (-1.8, 12.6, 4.0), (-0.6, 14.4, -3.0)),
            OnLimb("thigh", 0.0, 0.2, 96, 0.5),
        ),
        Muscle.HIP_ROTATORS: (_seat(2.8, (-6.6, 6.0, -1.5), (-4.0, 14.0, -2.5)),),
        Muscle.HIP_FLEXORS: (_seat(3.0, (6.4, 9.0, 6.0), (7.0, 9.6, -4.0)),),
    }
)  # fmt: skip
"""Every muscle group of the library and where it is."""


def limb_bellies(
    camera: Camera, body: Body, part: str, side: Side, muscle: Muscle, build: Build
) -> Iterator[str]:
    """Yield the outlines of a muscle's bellies on a limb's part, unless they lie on its far side."""
    for belly in BELLIES[muscle]:
        if isinstance(belly, OnLimb) and belly.part == part == "foot":
            first, last = body.at("heel", side), body.at("ball", side)
            axes = body.frame("foot", side)
            points = [place(first, axes, 2.0, 0.0, 2.2), place(last, axes, 0.0, 0.0, 2.0)]
            yield sweep([camera.disc(point, 1.5) for point in points])
        elif isinstance(belly, OnLimb) and belly.part == part:
            way = _direction(body, part, side, belly.degrees)
            if dot(way, camera.toward) > -0.5:
                yield sweep(_along(camera, body, belly, side, way, build))


def trunk_bellies(camera: Camera, body: Body, on: str, side: Side, muscle: Muscle) -> Iterator[str]:
    """Yield the outlines of a muscle's bellies on one side of the trunk, unless they face away."""
    sign = 1 if side == "l" else -1
    for belly in BELLIES[muscle]:
        if not isinstance(belly, OnTrunk) or belly.on != on:
            continue
        spots, normals = [], []
        for joint, frame, front, out, up in belly.points:
            axes, origin = body.frame(frame), body.at(joint)
            spots.append(place(origin, axes, front, sign * out, up))
            normals.append(unit(place((0.0, 0.0, 0.0), axes, front, sign * out * 0.8)))
        if sum(dot(normal, camera.toward) for normal in normals) / len(normals) > -0.3:
            middle = [_between(a, b) for a, b in pairwise(spots)]
            chain = [spots[0], *(each for pair in zip(middle, spots[1:], strict=True) for each in pair)]
            last = len(chain) - 1
            yield sweep(
                [
                    camera.disc(p, belly.radius * (0.72 if n in (0, last) else 1.0))
                    for n, p in enumerate(chain)
                ]
            )


def _between(a: V, b: V) -> V:
    return mul(add(a, b), 0.5)


def _direction(body: Body, part: str, side: Side, degrees: float) -> V:
    front, left, _ = body.frame(part, side)
    out = left if side == "l" else mul(left, -1)
    angle = math.radians(degrees)
    return unit(add(mul(front, math.cos(angle)), mul(out, math.sin(angle))), UP)


def _along(
    camera: Camera, body: Body, belly: OnLimb, side: Side, way: V, build: Build
) -> list[tuple[float, float, float]]:
    discs = []
    for n in range(7):
        share = belly.start + (belly.end - belly.start) * n / 6
        swell = math.sin(math.pi * (0.1 + 0.8 * n / 6)) ** 0.7
        centre, radius = along_bone(body, belly.part, side, share, build)
        off = radius * (0.5 + 0.3 * swell)
        discs.append(camera.disc(add(centre, mul(way, off)), max(radius * belly.size * swell, 0.5)))
    return discs


def away(camera: Camera, body: Body, side: Side) -> float:
    """Return how much farther from the viewer a side is than the other, -1 to 1."""
    line = sub(body.at("hip_l"), body.at("hip_r"))
    share = dot(unit(line), camera.toward)
    return -share if side == "l" else share
