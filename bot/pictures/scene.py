"""One panel of a card: floor, shadows, things and the figure from back to front, and the arrow of the movement."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bot.library.objects import Muscle
from bot.pictures.camera import Camera, px
from bot.pictures.figure import Brush, Figure, Item, figure_items
from bot.pictures.palette import Palette
from bot.pictures.poses import ArrowShape, Pose, PropShape
from bot.pictures.props import SIZES, WALL_DEPTH, Kit, extent, prop_items, shown_in, sides_of, solid, spot
from bot.pictures.skeleton import SIDES, Body
from bot.pictures.solve import between, solve
from bot.pictures.svg import clip, group, path, polygon, polyline, rect
from bot.pictures.vectors import WORLD, V, add, pitch, place

BASE = 22
"""Pixels between the lowest thing that has to be seen and the panel's edge."""
FLOOR_BEHIND = 62.0
"""How far the floor reaches behind the figure, cm."""
_CORNER = 28
_TALL = frozenset({"wall", "cable", "bar"})
"""Things that the panel's edge crops."""
_FAT = {"head": 13.0, "hips": 14.0, "waist": 12.0, "ribs": 13.0, "chest": 14.0, "ball": 6.0, "grip": 10.0}
_CAST = (
    ("hips", 17.0), ("ribs", 15.0), ("chest", 15.0), ("head", 11.0), ("knee_r", 9.0), ("knee_l", 9.0),
    ("elbow_r", 7.0), ("elbow_l", 7.0), ("grip_r", 7.0), ("grip_l", 7.0), ("ankle_r", 9.0), ("ankle_l", 9.0),
    ("ball_r", 10.0), ("ball_l", 10.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bounds:
    """The part of the picture that must be seen, in cm from the world's origin, y downward."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Stage:
    """A pose with its solved bodies: what does not depend on the size of the card."""

    pose: Pose
    bodies: tuple[Body, ...]
    camera: Camera
    ways: tuple[tuple[V, ...], ...]
    """Of each arrow: the points through which it goes."""

    @classmethod
    def of(cls, pose: Pose) -> Stage:
        """Solve every frame of a pose."""
        bodies = tuple(solve(frame) for frame in pose.frames)
        ways = tuple(_way(pose, bodies, arrow, _arrow_frame(pose, arrow)) for arrow in pose.arrows)
        return cls(pose, bodies, Camera.of(pose.view), ways)

    def bounds(self, number: int) -> Bounds:
        """Return what has to be seen of a frame, counted from 0."""
        body, camera = self.bodies[number], self.camera
        spots: list[tuple[float, float, float]] = []
        for name, point in body.points.items():
            x, y = camera.flat(point)
            spots.append((x, y, _FAT.get(name.split("_")[0], 7.0)))
        for prop in self.pose.props:
            if not shown_in(prop, number + 1):
                continue
            spots += [(*camera.flat(point), 3.0) for point in _extent(prop, body)]
        for arrow, way in zip(self.pose.arrows, self.ways, strict=True):
            if _arrow_frame(self.pose, arrow) == number:
                spots += [(*camera.flat(point), 5.0) for point in way]
        return Bounds(
            min(x - r for x, _, r in spots),
            min(y - r for _, y, r in spots),
            max(x + r for x, _, r in spots),
            max(max(y + r for _, y, r in spots), camera.flat((0, -20, 0))[1]),
        )


@dataclass(frozen=True, slots=True)
class Panel:
    """Where a frame is drawn on the card, in pixels, and how large."""

    x: float
    y: float
    width: float
    height: float
    scale: float


def panel_svg(
    stage: Stage,
    number: int,
    panel: Panel,
    figure: Figure,
    colours: Palette,
    main: tuple[Muscle, ...],
    assisting: tuple[Muscle, ...],
    bounds: Bounds | None = None,
) -> str:
    """Return one panel of a card with the frame `number`, counted from 0; `bounds` is what it has to show."""
    frame, body = stage.pose.frames[number], stage.bodies[number]
    bounds = bounds or stage.bounds(number)
    left = panel.x + (panel.width - bounds.width * panel.scale) / 2
    bottom = panel.y + panel.height - BASE
    camera = stage.camera.at(
        panel.scale, left - bounds.left * panel.scale, bottom - bounds.bottom * panel.scale
    )
    here = [prop for prop in stage.pose.props if shown_in(prop, number + 1)]
    holding = frozenset(side for prop in here for side in sides_of(prop)) | frozenset(
        side for side in SIDES if side in frame.spots["hand"]
    )
    flat = frozenset(side for side in SIDES if side in frame.spots["fingers"] and side in frame.spots["hand"])
    brush = Brush(
        camera, body, figure, colours, main if frame.work else (), assisting if frame.work else (),
        holding - flat, flat, f"f{number}",
    )  # fmt: skip
    items = figure_items(brush)
    for n, prop in enumerate(stage.pose.props):
        if shown_in(prop, number + 1):
            items += prop_items(Kit(camera, body, colours, f"prop-{n}"), prop)
    painted = _ordered(items, frame.front, frame.back)
    ground = [item for item in painted if item.near < -5000]
    rest = [item for item in painted if item.near >= -5000]
    arrows = "".join(
        _arrow_svg(arrow, [camera.flat(point) for point in way], colours)
        for arrow, way in zip(stage.pose.arrows, stage.ways, strict=True)
        if _arrow_frame(stage.pose, arrow) == number
    )
    scenery = [item.svg for item in ground]
    if any(prop.kind in _TALL for prop in here):  # a layer of its own costs time: only for what is cropped
        id = f"panel-{number}"
        crop = clip(id, rect(panel.x, panel.y, panel.width, panel.height, radius=_CORNER))
        scenery = [crop, group(*scenery, clip_path=f"url(#{id})")]
    return group(
        rect(panel.x, panel.y, panel.width, panel.height, fill=colours.panel, radius=_CORNER),
        _floor(camera, panel, colours),
        *scenery,
        _shadow(camera, body, frame.airborne, colours),
        *(item.svg for item in rest),
        arrows,
        class_=f"panel frame-{number + 1}",
    )


def _ordered(items: Iterable[Item], front: tuple[str, ...], back: tuple[str, ...]) -> list[Item]:
    """Sort from back to front; what a file names as front or back goes there, in its order."""

    def key(item: Item) -> tuple[int, float]:
        if item.name in front:
            return (2, front.index(item.name) + item.near * 1e-6)
        if item.name in back and item.near > -5000:
            return (0, back.index(item.name) + item.near * 1e-6)
        return (1 if item.near > -5000 else -1, item.near)

    return sorted(items, key=key)


def _floor(camera: Camera, panel: Panel, colours: Palette) -> str:
    far = camera.flat((camera.right[1] * -FLOOR_BEHIND, camera.right[0] * FLOOR_BEHIND, 0.0))[1]
    top = max(min(far, panel.y + panel.height - 30), panel.y)
    left, right, bottom, r = panel.x, panel.x + panel.width, panel.y + panel.height, _CORNER
    d = (
        f"M{px(left)} {px(top)}H{px(right)}V{px(bottom - r)}A{r} {r} 0 0 1 {px(right - r)} {px(bottom)}"
        f"H{px(left + r)}A{r} {r} 0 0 1 {px(left)} {px(bottom - r)}Z"
    )
    return path(d, fill=colours.floor, class_="floor")


def _shadow(camera: Camera, body: Body, airborne: bool, colours: Palette) -> str:
    flat = max(abs(camera.toward[2]), 0.12)
    found = []
    for name, radius in _CAST:
        x, y, z = body.points[name]
        if z > (60 if airborne else 26):
            continue
        left, down = camera.flat((x, y, 0.0))
        r = radius * camera.scale * (1 - z / 80)
        found.append(_oval(left, down, r, r * flat * 1.25))
    return path("".join(found), fill=colours.ink, fill_opacity=0.13, class_="shadow") if found else ""


def _oval(x: float, y: float, rx: float, ry: float) -> str:
    half = f"A{px(rx)} {px(ry)} 0 1 0 "
    return f"M{px(x + rx)} {px(y)}{half}{px(x - rx)} {px(y)}{half}{px(x + rx)} {px(y)}Z"


def _extent(prop: PropShape, body: Body) -> list[V]:
    block = solid(prop)
    if block:
        a, b = block.low, block.high
        return [(x, y, z) for x in (a[0], b[0]) for y in (a[1], b[1]) for z in (a[2], b[2])]
    x, y, z = spot(prop)
    if prop.lean and prop.kind in SIZES:
        length, width, height = extent(prop)
        top = place((x, y, z), pitch(WORLD, prop.lean), up=height)
        return [
            (px + dx * length / 2, py + dy * width / 2, pz)
            for px, py, pz in ((x, y, z), top)
            for dx in (-1, 1)
            for dy in (-1, 1)
        ]
    if prop.kind == "wall":
        way = 1 if x > body.at("hips")[0] else -1
        return [(x + way * WALL_DEPTH, 0.0, 20.0)]
    if prop.kind in ("ball", "foam-roller") and prop.at:
        d = (prop.size or (60.0 if prop.kind == "ball" else 15.0,))[0]
        return [(x - d / 2, y, z), (x + d / 2, y, z + d)]
    if prop.kind == "towel" and prop.at:
        length, width = (*(prop.size or ()), 46.0, 26.0)[:2] if len(prop.size or ()) != 1 else (46.0, 26.0)
        return [(x + dx * length / 2, y + dy * width / 2, z) for dx in (-1, 1) for dy in (-1, 1)]
    if prop.kind == "bar":
        half = (prop.size or (110.0,))[0] / 2
        return [(x, y - half, z), (x, y + half, z)]
    if prop.kind in ("cable", "band") and isinstance(prop.to, tuple):
        return [(prop.to[0] + 4, prop.to[1], prop.to[2])]
    if prop.kind == "kettlebell":
        return [add(body.at("grip", side), (0.0, 0.0, -22.0)) for side in sides_of(prop)]
    if prop.kind == "barbell":
        half = (prop.size or (128.0,))[0] / 2
        held = [body.at("grip", side) for side in sides_of(prop)] or [spot(prop)]
        return [
            add(point, (dx, dy, 0.0)) for point in held for dx in (-17, 17) for dy in (-half + 20, half - 20)
        ]
    return []


def _arrow_frame(pose: Pose, arrow: ArrowShape) -> int:
    return arrow.frame - 1 if arrow.frame else len(pose.frames) - 1


def _way(pose: Pose, bodies: tuple[Body, ...], arrow: ArrowShape, number: int) -> tuple[V, ...]:
    """Return the points of an arrow: a straight way, or the joint's own from the frame before."""
    if arrow.by is not None:
        start = add(bodies[number].points[arrow.joint], arrow.shift)
        return (start, add(start, arrow.by))
    if number == 0:
        return ()
    before, after = pose.frames[number - 1], pose.frames[number]
    shares = (0.1, 0.23, 0.36, 0.5, 0.64, 0.77, 0.9)
    return tuple(add(between(before, after, share).points[arrow.joint], arrow.shift) for share in shares)


def _arrow_svg(arrow: ArrowShape, points: list[tuple[float, float]], colours: Palette) -> str:
    if len(points) < 2 or math.dist(points[0], points[-1]) < 12:
        return ""
    line = polyline(points, stroke=colours.arrow, width=9)
    heads = [_head(points[-2], points[-1])]
    if arrow.both_ways:
        heads.append(_head(points[1], points[0]))
    rim = [polyline(points, stroke=colours.panel, width=15)]
    rim += [
        polygon(h, fill=colours.panel, stroke=colours.panel, stroke_width=6, stroke_linejoin="round")
        for h in heads
    ]
    return group(*rim, line, *(polygon(h, fill=colours.arrow) for h in heads), class_="arrow")


def _head(before: tuple[float, float], tip: tuple[float, float]) -> list[tuple[float, float]]:
    angle = math.atan2(tip[1] - before[1], tip[0] - before[0])
    c, s = math.cos(angle), math.sin(angle)
    shape = ((20.0, 0.0), (-7.0, 16.0), (-7.0, -16.0))
    return [(tip[0] + a * c - b * s, tip[1] + a * s + b * c) for a, b in shape]
