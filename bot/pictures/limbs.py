"""Arms and legs: outlines of balls that move along the bones, sleeves and shorts with straight hems, shoes, hands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from bot.pictures.camera import Camera, Disc, Flat, around, closed, hull, rim, sweep
from bot.pictures.skeleton import Body, Side
from bot.pictures.vectors import Axes, V, add, dot, mix, mul, place, sub

Profile: TypeAlias = tuple[tuple[float, float, float], ...]
"""Along a bone: the share of the way, the radius in cm, how far the flesh lies in front of the bone."""

THIGH: Profile = (
    (0.0, 8.4, -0.4), (0.14, 8.7, -0.2), (0.32, 8.1, 0.3), (0.52, 7.1, 0.5), (0.72, 6.0, 0.4), (0.88, 5.2, 0.2),
    (1.0, 4.9, 0.2),
)  # fmt: skip
SHANK: Profile = (
    (0.0, 4.8, 0.2), (0.1, 4.8, -0.3), (0.24, 5.3, -1.1), (0.38, 5.2, -1.2), (0.55, 4.4, -0.7), (0.75, 3.4, -0.2),
    (0.9, 2.9, 0.0), (1.0, 2.9, 0.0),
)  # fmt: skip
UPPER: Profile = ((0.0, 4.3, 0.0), (0.16, 4.5, 0.0), (0.4, 4.1, 0.1), (0.7, 3.6, 0.0), (1.0, 3.1, 0.0))
FORE: Profile = ((0.0, 3.1, 0.0), (0.2, 3.5, 0.1), (0.45, 3.1, 0.0), (0.8, 2.4, 0.0), (1.0, 2.2, 0.0))
ENDS = {
    "thigh": ("hip", "knee"),
    "shank": ("knee", "ankle"),
    "upper": ("shoulder", "elbow"),
    "fore": ("elbow", "wrist"),
}
PROFILES = {"thigh": THIGH, "shank": SHANK, "upper": UPPER, "fore": FORE}


@dataclass(frozen=True, slots=True)
class Build:
    """How a figure differs from the women's: factors for arms, legs and trunk, and how long the clothes are."""

    arm: float = 1.0
    leg: float = 1.0
    shoulders: float = 1.0
    hips: float = 1.0
    waist: float = 1.0
    shorts: float = 0.42
    sleeve: float = 0.34
    bust: float = 1.0
    bun: bool = True


WOMAN = Build()
MAN = Build(
    arm=1.16, leg=1.03, shoulders=1.11, hips=0.95, waist=1.12, shorts=0.58, sleeve=0.5, bust=0.0, bun=False
)


def girth(part: str, build: Build) -> float:
    """Return the factor of a limb's radius."""
    return build.leg if part in ("thigh", "shank") else build.arm


def along_bone(body: Body, part: str, side: Side, share: float, build: Build) -> tuple[V, float]:
    """Return the middle of the flesh and its radius at a share of the bone's length."""
    first, last = (body.at(joint, side) for joint in ENDS[part])
    profile = PROFILES[part]
    radius, front = profile[-1][1:]
    for (t0, r0, f0), (t1, r1, f1) in pairwise(profile):
        if share <= t1:
            k = (share - t0) / (t1 - t0)
            radius, front = r0 + (r1 - r0) * k, f0 + (f1 - f0) * k
            break
    centre = add(mix(first, last, share), mul(body.frame(part, side)[0], front))
    return centre, radius * girth(part, build)


def root(body: Body, side: Side) -> float:
    """Return from where a thigh is drawn: below the shirt's hem when the hip is straight, whole when it bends."""
    up, thigh = body.frame("pelvis")[2], body.frame("thigh", side)[2]
    return 0.22 if dot(up, thigh) > 0.6 else 0.0


def limb_path(
    camera: Camera, body: Body, part: str, side: Side, build: Build, start: float = 0.0, end: float = 1.0
) -> str:
    """Return the outline of a limb's part from one share of its length to another."""
    shares = [start, *(t for t, _, _ in PROFILES[part] if start < t < end), end]
    return sweep([camera.disc(*along_bone(body, part, side, t, build)) for t in shares])


def cloth_path(
    camera: Camera, body: Body, part: str, side: Side, build: Build, end: float, start: float = 0.0
) -> str:
    """Return the outline of the cloth around a limb from `start` to a straight hem."""
    shares = [start, *(t for t, _, _ in PROFILES[part] if start < t < end - 0.06), end - 0.06]
    discs = [_wider(camera.disc(*along_bone(body, part, side, t, build)), camera, 0.35) for t in shares]
    centre, radius = along_bone(body, part, side, end, build)
    hem = circle(camera, centre, body.frame(part, side), radius + 0.7)
    return sweep(discs) + closed(hull([*rim(discs[-1]), *hem]))


def circle(camera: Camera, centre: V, axes: Axes, radius: float, normal: int = 2) -> list[Flat]:
    """Return points of a flat circle at right angles to one of the axes."""
    x, y = (axes[n] for n in range(3) if n != normal)
    points = []
    for n in range(20):
        c, s = radius * math.cos(n * math.pi / 10), radius * math.sin(n * math.pi / 10)
        points.append(camera.flat(add(centre, add(mul(x, c), mul(y, s)))))
    return points


def _wider(disc: Disc, camera: Camera, cm: float) -> Disc:
    return (disc[0], disc[1], disc[2] + cm * camera.scale)


def shoe_paths(camera: Camera, body: Body, side: Side) -> tuple[str, str]:
    """Return the outline of the shoe and of its sole."""
    ankle, foot, toes = body.at("ankle", side), body.frame("foot", side), body.frame("toes", side)
    sole, ball = body.at("sole", side), body.at("ball", side)

    def pair(origin: V, axes: Axes, front: float, up: float, radius: float, half: float) -> list[Disc]:
        return [
            camera.disc(place(origin, axes, front, way * max(half - radius, 0.0), up), radius)
            for way in (1, -1)
        ]

    heel = pair(sole, foot, -3.2, 3.4, 3.2, 3.4)
    collar = pair(ankle, foot, 0.3, -1.6, 3.2, 3.4)
    instep = pair(sole, foot, 6.5, 4.2, 3.2, 3.9)
    at_ball = pair(ball, foot, 0.0, 2.7, 2.6, 4.3)
    tip = pair(ball, toes, 5.2, 1.9, 1.8, 3.4)
    upper = around(heel + collar + instep) + around(instep + at_ball) + around(at_ball + tip)
    back = pair(sole, foot, -4.0, 0.6, 0.7, 3.0)
    middle = pair(ball, foot, 0.0, 0.6, 0.7, 4.3)
    front = pair(ball, toes, 6.2, 0.6, 0.7, 3.0)
    return upper, around(back + middle) + around(middle + front)


def hand_path(camera: Camera, body: Body, side: Side, build: Build, *, closed_fist: bool) -> str:
    """Return the outline of a hand: a fist around something, or open with the thumb apart."""
    wrist, hand = body.at("wrist", side), body.frame("hand", side)
    size = 0.92 + 0.08 * build.arm
    inward = -1 if side == "l" else 1

    def disc(down: float, radius: float, front: float = 0.0, aside: float = 0.0) -> Disc:
        return camera.disc(place(wrist, hand, front, inward * aside, -down), radius * size)

    if closed_fist:
        palm = [disc(0.0, 2.2), disc(3.0, 2.7), disc(7.0, 3.6)]
        knuckles = [disc(5.4, 2.6, 1.7), disc(8.4, 2.4, 1.7)]
        return sweep(palm) + sweep(knuckles)
    palm = [
        disc(0.0, 2.2),
        disc(3.5, 2.8, 0.2),
        disc(7.5, 2.7, 0.3),
        disc(11.5, 2.0, 0.6),
        disc(15.0, 1.3, 1.2),
    ]
    thumb = [disc(3.0, 1.7, 1.0, 0.6), disc(6.5, 1.3, 2.8, 1.2), disc(9.0, 1.1, 3.4, 1.4)]
    return sweep(palm) + sweep(thumb)


def flat_hand_path(camera: Camera, body: Body, side: Side, build: Build) -> str:
    """Return the outline of a hand that is pressed flat: the fingers lie on what it presses."""
    wrist, hand = body.at("wrist", side), body.frame("hand", side)
    size = 0.92 + 0.08 * build.arm
    inward = -1 if side == "l" else 1

    def pair(down: float, off: float, radius: float, half: float) -> list[Disc]:
        return [camera.disc(place(wrist, hand, off, way * half, -down), radius * size) for way in (1, -1)]

    heel, palm, tips = pair(0.5, -0.4, 2.1, 0.4), pair(5.0, -1.2, 1.4, 2.6), pair(14.0, -1.6, 0.9, 2.2)
    thumb = [
        camera.disc(place(wrist, hand, -1.2, inward * 2.0, -3.0), 1.3 * size),
        camera.disc(place(wrist, hand, -1.6, inward * 5.6, -7.5), 1.0 * size),
    ]
    return around(heel + palm) + around(palm + tips) + sweep(thumb)


def bone_direction(body: Body, part: str, side: Side) -> V:
    """Return the way along a limb's bone, cm."""
    first, last = ENDS[part]
    return sub(body.at(last, side), body.at(first, side))
