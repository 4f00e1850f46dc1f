"""Trunk, neck and head: rounded cross-sections joined along the spine, a face that looks where the head does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from bot.pictures.camera import Camera, Disc, Flat, around, ring, sweep
from bot.pictures.limbs import Build
from bot.pictures.palette import mixed
from bot.pictures.skeleton import Body
from bot.pictures.svg import path
from bot.pictures.vectors import V, dot, place

_ROUND = tuple((math.cos(n * math.pi / 10), math.sin(n * math.pi / 10)) for n in range(20))


@dataclass(frozen=True, slots=True)
class Section:
    """A cross-section: at which joint, how far up and forward of it, its half width and half depth, cm."""

    joint: str
    frame: str
    up: float
    front: float
    width: float
    depth: float
    hem: bool = False


def sections(build: Build) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """Return the cross-sections of the shorts and of the shirt, from below upward."""
    hips, waist, wide = build.hips, build.waist, build.shoulders
    shorts = (
        Section("hips", "pelvis", -5.5, -1.2, 14.2 * hips, 8.0),
        Section("hips", "pelvis", 0.0, -1.2, 16.2 * hips, 9.4),
        Section("hips", "pelvis", 5.0, -0.6, 14.6 * hips, 8.8),
        Section("waist", "pelvis", 1.0, 0.0, 12.4 * waist, 7.8),
    )
    shirt = (
        Section("hips", "pelvis", 1.6, -0.5, 15.6 * hips, 9.4, hem=True),
        Section("waist", "waist", 2.0, 0.1, 12.2 * waist, 8.0),
        Section("waist", "waist", 8.5, 0.3, 12.4 * waist, 8.1),
        Section("ribs", "ribs", 3.0, 0.6, 13.6 * (waist + wide) / 2, 8.8),
        Section("chest", "chest", -2.0, 0.9, 15.2 * wide, 9.5),
        Section("chest", "chest", 5.5, 0.2, 16.4 * wide, 8.2),
        Section("neck", "chest", -4.4, -0.4, 17.0 * wide, 4.6),
        Section("neck", "chest", -0.6, -0.4, 8.6 * wide, 4.4),
    )
    return shorts, shirt


def _discs(camera: Camera, body: Body, section: Section) -> list[Disc]:
    axes, joint = body.frame(section.frame), body.at(section.joint)
    half = max(section.width - section.depth, 0.0)
    return [
        camera.disc(place(joint, axes, section.front, way * half, section.up), section.depth)
        for way in (1, 0, -1)
    ]


def _hem(camera: Camera, body: Body, section: Section) -> list[Flat]:
    axes, joint = body.frame(section.frame), body.at(section.joint)
    return [
        camera.flat(place(joint, axes, section.front + section.depth * c, section.width * s, section.up))
        for c, s in _ROUND
    ]


def trunk_path(camera: Camera, body: Body, levels: tuple[Section, ...]) -> str:
    """Return the outline of cross-sections that are joined one to the next; a hem is flat, not rounded."""
    discs = [[] if each.hem else _discs(camera, body, each) for each in levels]
    hems = [_hem(camera, body, each) if each.hem else [] for each in levels]
    return "".join(around(a + b, hem) for (a, hem), (b, _) in pairwise(zip(discs, hems, strict=True)))


def seat_path(camera: Camera, body: Body, build: Build) -> str:
    """Return the outline of the two halves of the seat."""
    hips, axes = body.at("hips"), body.frame("pelvis")
    return "".join(
        ring(camera.disc(place(hips, axes, -4.4, way * 6.6 * build.hips, -4.2), 7.6)) for way in (1, -1)
    )


def bust_path(camera: Camera, body: Body, build: Build) -> str:
    """Return the outline of the chest in front of the ribs."""
    if not build.bust:
        return ""
    joint, axes = body.at("chest"), body.frame("chest")
    return "".join(
        around(
            [
                camera.disc(place(joint, axes, 5.2, way * 5.6, -1.0), 5.6),
                camera.disc(place(joint, axes, 3.0, way * 5.6, 6.0), 5.0),
            ]
        )
        for way in (1, -1)
    )


def neck_path(camera: Camera, body: Body, build: Build) -> str:
    """Return the outline of the neck."""
    base = place(body.at("neck"), body.frame("chest"), 0.2, 0.0, -2.0)
    return sweep(
        [
            camera.disc(base, 5.0 * build.arm**0.5),
            camera.disc(body.at("throat"), 4.6 * build.arm**0.5),
            camera.disc(place(body.at("head"), body.frame("head"), -1.2, 0.0, -4.0), 4.8 * build.arm**0.5),
        ]
    )


def head_svg(camera: Camera, body: Body, build: Build, skin: str, hair: str, ink: str) -> str:
    """Return the head with hair and face, each part only where it faces the viewer."""
    centre, axes = body.at("head"), body.frame("head")
    facing = dot(axes[0], camera.toward)

    def disc(front: float, up: float, radius: float, left: float = 0.0) -> Disc:
        return camera.disc(place(centre, axes, front, left, up), radius)

    def at(front: float, left: float, up: float) -> V:
        return place(centre, axes, front, left, up)

    jaw = 3.9 if build.bun else 4.5
    face = around([disc(0.9, 0.2, 8.3), disc(3.6, -6.4, jaw), disc(-1.0, -3.6, 6.0)])
    back = around([disc(-1.7, 1.4, 9.1), disc(-3.0, -2.6 if build.bun else -1.4, 6.8)])
    top = [disc(-1.8, 6.8, 3.7, way * 2.6) for way in (1, -1)]
    fringe = around(top + [disc(4.9, 7.0, 2.1, way * 2.2) for way in (1, -1)])
    if facing < 0.75:  # from the side the hair comes down to the ear
        down = max(facing, 0.0)
        fringe += around([*top, disc(-4.0 - 2.6 * down, 2.4, 6.2 - 2.2 * down)])
    parts = [path(back, fill=hair, class_="hair")]
    if build.bun:
        bun = path(ring(disc(-9.6, 6.6, 4.0)), fill=mixed(hair, "#FFFFFF", 0.06), class_="hair")
        parts.insert(0, bun) if facing > -0.2 else parts.append(bun)
    nose = around([disc(8.6, 0.2, 1.0), disc(9.7, -2.2, 1.15), disc(8.0, -2.6, 1.2)])
    if facing < -0.55:  # seen from behind: the hair hides the face
        return "".join([path(face, fill=skin), path(nose, fill=skin), *parts, path(fringe, fill=hair)])
    parts += [path(face + nose, fill=skin, class_="face")]
    shade = mixed(skin, ink, 0.22)
    parts.append(path(fringe, fill=hair, class_="hair"))
    for way in (1, -1):
        side = dot(axes[1], camera.toward) * way
        if side > 0.3:
            ear = around([disc(-0.9, -0.2, 1.7, way * 8.0), disc(-0.6, -2.4, 1.2, way * 7.8)])
            parts.append(path(ear, fill=mixed(skin, ink, 0.08)))
            temple = around([disc(0.4, 3.4, 1.6, way * 7.4), disc(-1.2, 4.2, 2.4, way * 6.4)])
            parts.append(path(temple, fill=hair))
        seen = dot(place((0, 0, 0), axes, 0.86, way * 0.5), camera.toward)
        if seen > 0.12:
            eye = at(7.3, way * 3.4, 0.5)
            x, y, r = camera.disc(eye, 0.95)
            parts.append(path(ring((x, y, r)), fill=ink, class_="eye"))
            brow = [camera.disc(at(7.9, way * 2.0, 2.9), 0.42), camera.disc(at(7.0, way * 4.8, 3.0), 0.42)]
            parts.append(path(sweep(brow), fill=hair))
    if facing > -0.1:
        mouth = [camera.disc(at(7.3, left, -5.4 + abs(left) * 0.16), 0.42) for left in (-1.9, -0.8, 0.8, 1.9)]
        parts.append(path(sweep(mouth), fill=mixed(shade, "#A03020", 0.45), class_="mouth"))
    return "".join(parts)
