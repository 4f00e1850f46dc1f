"""Things in the picture: what stands on the floor, what is held, what is pulled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.pictures.camera import Camera
from bot.pictures.figure import Item
from bot.pictures.palette import Palette, mixed
from bot.pictures.poses import PropShape
from bot.pictures.skeleton import SIDES, Body, Side
from bot.pictures.solids import ball, box, cord, cylinder, loop, slab
from bot.pictures.svg import group
from bot.pictures.vectors import WORLD, V, add, along, mix, mul, pitch, place, sub, unit

SIZES: Mapping[str, tuple[float, float, float]] = MappingProxyType(
    {
        "mat": (186.0, 62.0, 1.0),
        "box": (42.0, 46.0, 45.0),
        "step": (36.0, 52.0, 15.0),
        "bench": (110.0, 30.0, 44.0),
        "chair": (42.0, 42.0, 45.0),
        "machine-pad": (20.0, 30.0, 40.0),
    }
)
"""Length along the figure's way, width and height of what stands on the floor, cm."""

KILOGRAMS: Mapping[str, float] = MappingProxyType(
    {"dumbbell": 8.0, "kettlebell": 12.0, "barbell": 30.0, "medicine-ball": 4.0}
)
"""What a thing weighs in the balance unless the file says otherwise; a dumbbell counts for each hand."""

WALL_DEPTH = 14.0
"""How much of a wall counts when the picture is sized; the rest of it is cropped, cm."""


@dataclass(frozen=True, slots=True)
class Solid:
    """A box-shaped prop between two corners: something to stand, sit or lie on."""

    low: V
    high: V


def solid(prop: PropShape) -> Solid | None:
    """Return the box that a standing prop fills; None for what is held, pulled, round or leans."""
    if prop.kind not in SIZES or prop.lean:
        return None
    length, width, height = extent(prop)
    x, y, z = spot(prop)
    return Solid((x - length / 2, y - width / 2, z), (x + length / 2, y + width / 2, z + height))


def extent(prop: PropShape) -> V:
    """Return length, width and height of what stands on the floor."""
    given = prop.size or ()
    length, width, height = (*given, *SIZES[prop.kind][len(given) :])
    return (length, width, height)


def spot(prop: PropShape) -> V:
    """Return where a prop stands: x, y (positive away from the viewer), height."""
    at = prop.at or (0.0,)
    return (at[0], at[1] if len(at) > 1 else 0.0, at[2] if len(at) > 2 else 0.0)


def sides_of(prop: PropShape) -> tuple[Side, ...]:
    """Return which hands hold a prop."""
    if prop.hand is None:
        return ()
    return SIDES if prop.hand in ("both", "each") else ("r",) if prop.hand == "r" else ("l",)


def shown_in(prop: PropShape, frame: int) -> bool:
    """Tell whether a prop is there in a frame, counted from 1."""
    return prop.frames is None or frame in prop.frames


def grips(prop: PropShape, body: Body) -> list[V]:
    """Return where a prop is held: one spot for both hands together, or one for each."""
    held = [add(body.at("grip", side), prop.shift) for side in sides_of(prop)]
    return [mix(held[0], held[1], 0.5)] if prop.hand == "both" else held


def carried(prop: PropShape, body: Body) -> tuple[tuple[V, float], ...]:
    """Return the weights in the hands with where they hang."""
    if prop.kind not in KILOGRAMS:
        return ()
    kg = KILOGRAMS[prop.kind] if prop.kg is None else prop.kg
    return tuple((point, kg) for point in grips(prop, body))


@dataclass(frozen=True, slots=True)
class Kit:
    """What a prop is drawn with."""

    camera: Camera
    body: Body
    colours: Palette
    name: str

    def item(self, near: V | float, svg: str, kind: str) -> Item:
        """Return a part of the picture as near as a point."""
        depth = near if isinstance(near, float) else self.camera.near(near)
        return Item(self.name, depth, group(svg, class_=f"prop-{kind}"))


Drawer = Callable[[Kit, PropShape], Iterator[Item]]
FAR = -10000.0


def prop_items(kit: Kit, prop: PropShape) -> Iterator[Item]:
    """Yield the parts of one prop."""
    yield from _DRAWERS[prop.kind](kit, prop)


def _standing(kit: Kit, prop: PropShape) -> Iterator[Item]:
    found, props = solid(prop), kit.colours.figure.props
    colour, shade = (
        (props.mat, mixed(props.mat, kit.colours.ink, 0.14))
        if prop.kind == "mat"
        else (
            props.wood,
            props.wood_shade,
        )
    )
    if prop.kind in ("bench", "machine-pad"):
        colour, shade = props.soft, mixed(props.soft, kit.colours.ink, 0.25)
    if found is None:
        leaning = slab(kit.camera, spot(prop), pitch(WORLD, prop.lean), extent(prop), colour, shade)
        yield kit.item(_behind(kit, spot(prop), spot(prop)), leaning, prop.kind)
        return
    low, high = found.low, found.high
    if prop.kind == "bench":
        yield from _legs(kit, low, (high[0], high[1], high[2] - 8), prop.kind)
        low = (low[0], low[1], high[2] - 8)
    if prop.kind == "chair":
        yield from _legs(kit, low, (high[0], high[1], high[2] - 5), prop.kind)
        back = box(kit.camera, (low[0], low[1], high[2]), (low[0] + 4, high[1], high[2] + 42), colour, shade)
        yield kit.item((low[0] - 40, high[1], high[2] + 20), back, "chair")
        low = (low[0], low[1], high[2] - 5)
    near = FAR if prop.kind in ("mat", "step") else _behind(kit, low, high)
    yield kit.item(near, box(kit.camera, low, high, colour, shade), prop.kind)


def _behind(kit: Kit, low: V, high: V) -> float:
    """A box is behind what stands on it or beside it, and before what is on its far side."""
    middle = mix(low, high, 0.5)
    over = kit.body.at("hips")
    beside = low[1] > over[1] + 10
    return kit.camera.near(middle) - (0.0 if beside else 60.0)


def _legs(kit: Kit, low: V, high: V, kind: str) -> Iterator[Item]:
    metal = kit.colours.figure.props.metal
    for x in (low[0] + 5, high[0] - 5):
        for y in (high[1] - 4, low[1] + 4):
            leg = cylinder(kit.camera, (x, y, low[2]), (x, y, high[2]), 1.8, metal)
            yield kit.item(_behind(kit, low, high) - 1, leg, kind)


def _wall(kit: Kit, prop: PropShape) -> Iterator[Item]:
    x, y, _ = spot(prop)
    way = 1.0 if x > kit.body.at("hips")[0] else -1.0
    colour = mixed(kit.colours.floor, kit.colours.ink, 0.1)
    shade = mixed(kit.colours.floor, kit.colours.ink, 0.2)
    low, high = (min(x, x + way * 300), y - 40, 0.0), (max(x, x + way * 300), y + 46, 420.0)
    yield kit.item(FAR + 1, box(kit.camera, low, high, colour, shade), "wall")


def _dumbbell(kit: Kit, prop: PropShape) -> Iterator[Item]:
    metal, shade = kit.colours.figure.props.metal, kit.colours.figure.props.metal_shade
    for side, centre in zip(sides_of(prop), grips(prop, kit.body), strict=False):
        line = _axis(kit, prop, side)
        bar = cylinder(kit.camera, add(centre, mul(line, -7)), add(centre, mul(line, 7)), 1.4, shade)
        yield kit.item(kit.camera.near(centre) - 0.6, bar, "dumbbell")
        for way in (-1, 1):
            inner, outer = add(centre, mul(line, way * 6.0)), add(centre, mul(line, way * 13.5))
            tip = mixed(metal, "#FFFFFF", 0.16)
            head = cylinder(kit.camera, inner, outer, 5.6, metal, tip)
            yield kit.item(add(centre, mul(line, way * 9.0)), head, "dumbbell")


def _axis(kit: Kit, prop: PropShape, side: Side) -> V:
    """Return the direction of what a hand holds; by default it lies across the palm, front to back."""
    if prop.axis == "side":
        return (0.0, 1.0, 0.0)
    if prop.axis == "up":
        return (0.0, 0.0, 1.0)
    front, left, up = kit.body.frame("hand", side)
    if prop.axis == "forearm":
        return up
    return front if abs(front[2]) < 0.95 or prop.axis == "front" else left


def _kettlebell(kit: Kit, prop: PropShape) -> Iterator[Item]:
    metal, shade = kit.colours.figure.props.metal, kit.colours.figure.props.metal_shade
    sides = sides_of(prop)
    for n, centre in enumerate(grips(prop, kit.body)):
        side = sides[n]
        down: V = (0.0, 0.0, -1.0) if prop.axis != "forearm" else mul(kit.body.frame("fore", side)[2], -1)
        frame = along(mul(down, -1), kit.body.frame("pelvis")[1])
        bell = add(centre, mul(down, 13.0))
        handle = [place(centre, frame, way * w, 0, up) for way, w, up in _HANDLE]
        svg = cord(kit.camera, handle, shade, 2.6) + ball(kit.camera, bell, 8.6, metal)
        yield kit.item(kit.camera.near(centre) - 0.6, svg, "kettlebell")


_HANDLE = ((-1, 5.6, -8.0), (-1, 6.0, -2.0), (-1, 4.6, 0.0), (1, 4.6, 0.0), (1, 6.0, -2.0), (1, 5.6, -8.0))


def _barbell(kit: Kit, prop: PropShape) -> Iterator[Item]:
    metal, shade = kit.colours.figure.props.metal, kit.colours.figure.props.metal_shade
    body = kit.body
    if prop.hand:
        held = [body.at("grip", side) for side in sides_of(prop)]
        line = unit(sub(held[-1], held[0]), (0.0, 1.0, 0.0)) if len(held) > 1 else (0.0, 1.0, 0.0)
        centre = add(mix(held[0], held[-1], 0.5), prop.shift)
    else:
        centre, line = add(spot(prop), prop.shift), (0.0, 1.0, 0.0)
    half = (prop.size or (128.0,))[0] / 2
    ends = [add(centre, mul(line, way * half)) for way in (-1, 1)]
    bar = cylinder(kit.camera, ends[0], ends[1], 1.4, mixed(metal, "#FFFFFF", 0.35))
    yield kit.item(kit.camera.near(centre) - 0.6, bar, "barbell")
    plate = (prop.size or (0.0, 17.0))[1] if prop.size and len(prop.size) > 1 else 17.0
    for way in (-1, 1):
        inner = add(centre, mul(line, way * (half - 9)))
        outer = add(centre, mul(line, way * (half - 3)))
        disc = cylinder(kit.camera, inner, outer, plate, metal, mixed(metal, "#FFFFFF", 0.12))
        hub = cylinder(kit.camera, outer, add(outer, mul(line, way * 3)), 2.4, shade, metal)
        yield kit.item(outer, disc + hub, "barbell")


def _medicine_ball(kit: Kit, prop: PropShape) -> Iterator[Item]:
    radius = (prop.size or (24.0,))[0] / 2
    centres = grips(prop, kit.body) or [add(spot(prop), (0.0, 0.0, radius))]
    for centre in centres:
        drawn = ball(kit.camera, centre, radius, kit.colours.figure.props.soft)
        yield kit.item(kit.camera.near(centre) - 2.0, drawn, "medicine-ball")


def _ball(kit: Kit, prop: PropShape) -> Iterator[Item]:
    radius = (prop.size or (60.0,))[0] / 2
    centre = add(spot(prop), (0.0, 0.0, radius))
    yield kit.item(
        kit.camera.near(centre) - 20, ball(kit.camera, centre, radius, kit.colours.figure.props.soft), "ball"
    )


def _bar(kit: Kit, prop: PropShape) -> Iterator[Item]:
    metal = kit.colours.figure.props.metal
    x, y, z = spot(prop)
    half = (prop.size or (110.0,))[0] / 2
    bar = cylinder(kit.camera, (x, y - half, z), (x, y + half, z), 1.7, metal, mixed(metal, "#FFFFFF", 0.3))
    posts = ""
    if prop.axis != "up":  # with an upright axis it hangs from above, cropped by the panel
        for way in (-1, 1):
            foot = (x, y + way * (half - 4), 0.0)
            posts += cylinder(
                kit.camera, foot, (foot[0], foot[1], z + 3), 1.9, mixed(metal, kit.colours.panel, 0.45)
            )
    yield kit.item(FAR + 2, posts, "bar")
    held = kit.camera.near((x, y, z))
    yield kit.item(held - 0.6, bar, "bar")


def _band(kit: Kit, prop: PropShape) -> Iterator[Item]:
    colour, body = kit.colours.figure.props.band, kit.body
    if prop.of and not prop.hand and isinstance(prop.to, str):
        first, last = body.points[prop.of], body.points[prop.to]
        bone = {"knee": "thigh", "ankle": "shank", "ball": "foot"}.get(prop.of.split("_")[0], "thigh")
        line = body.frame(bone, "r")[2]
        radius = {"thigh": 6.4, "shank": 4.0, "foot": 4.6}[bone]
        a, b = add(first, mul(line, _up(prop))), add(last, mul(body.frame(bone, "l")[2], _up(prop)))
        yield kit.item(
            max(kit.camera.near(a), kit.camera.near(b)) + 3.0,
            loop(kit.camera, a, b, radius, colour, line),
            "band",
        )
        return
    starts = grips(prop, body) or ([body.points[prop.of]] if prop.of else [])
    end = body.points[prop.to] if isinstance(prop.to, str) else prop.to or spot(prop)
    for start in starts:
        yield kit.item(
            (kit.camera.near(start) + kit.camera.near((end[0], end[1], end[2]))) / 2,
            cord(kit.camera, [start, (end[0], end[1], end[2])], colour, 1.7),
            "band",
        )


def _up(prop: PropShape) -> float:
    return prop.shift[2] or 7.0


def _cable(kit: Kit, prop: PropShape) -> Iterator[Item]:
    metal, body = kit.colours.figure.props.metal, kit.body
    end = prop.to if prop.to is not None and not isinstance(prop.to, str) else (120.0, 0.0, 100.0)
    pulley: V = (end[0], end[1], end[2])
    post = cylinder(
        kit.camera,
        (pulley[0] + 4, pulley[1], 0),
        (pulley[0] + 4, pulley[1], 215),
        3.2,
        mixed(metal, kit.colours.panel, 0.4),
    )
    post += cylinder(kit.camera, add(pulley, (0, -3, 0)), add(pulley, (0, 3, 0)), 4.0, metal)
    yield kit.item(FAR + 2, post, "cable")  # with the scenery: the panel's edge crops it
    for start in grips(prop, body) or [body.points[prop.of or "ankle_r"]]:
        near = (kit.camera.near(start) + kit.camera.near(pulley)) / 2
        yield kit.item(
            near, cord(kit.camera, [start, pulley], kit.colours.figure.props.metal_shade, 0.9), "cable"
        )


def _roller(kit: Kit, prop: PropShape) -> Iterator[Item]:
    diameter, width = (
        (*(prop.size or ()), 15.0, 46.0) if not prop.size or len(prop.size) < 2 else prop.size
    )[:2]
    x, y, z = spot(prop)
    soft, radius = kit.colours.figure.props.soft, diameter / 2
    ends = ((x, y - width / 2, z + radius), (x, y + width / 2, z + radius))
    if prop.axis == "front":
        ends = ((x - width / 2, y, z + radius), (x + width / 2, y, z + radius))
    drawn = cylinder(kit.camera, ends[0], ends[1], radius, soft, mixed(soft, kit.colours.ink, 0.3))
    yield kit.item(kit.camera.near((x, y, z)) - 14.0, drawn, "foam-roller")


def _towel(kit: Kit, prop: PropShape) -> Iterator[Item]:
    cloth = mixed(kit.colours.figure.props.mat, "#FFFFFF", 0.3)
    held = grips(prop, kit.body)
    if prop.of:
        points = [*held[:1], kit.body.points[prop.of], *held[1:]]
        yield kit.item(kit.camera.near(points[0]) - 0.6, cord(kit.camera, points, cloth, 3.4), "towel")
    elif len(held) == 2:
        low = add(mix(held[0], held[1], 0.5), (0.0, 0.0, -5.0))
        yield kit.item(kit.camera.near(low), cord(kit.camera, [held[0], low, held[1]], cloth, 4.0), "towel")
    else:
        x, y, z = spot(prop)
        length, width = (
            (*(prop.size or ()), 46.0, 26.0) if not prop.size or len(prop.size) < 2 else prop.size
        )[:2]
        flat = box(
            kit.camera,
            (x - length / 2, y - width / 2, z),
            (x + length / 2, y + width / 2, z + 1.2),
            cloth,
            mixed(cloth, kit.colours.ink, 0.15),
        )
        yield kit.item(FAR + 3, flat, "towel")


def _wheel(kit: Kit, _: PropShape) -> Iterator[Item]:
    props = kit.colours.figure.props
    a, b = kit.body.at("grip", "r"), kit.body.at("grip", "l")
    centre, line = mix(a, b, 0.5), unit(sub(b, a))
    rim = mixed(props.metal, "#FFFFFF", 0.2)
    inner, outer = add(centre, mul(line, -3)), add(centre, mul(line, 3))
    drawn = cylinder(kit.camera, a, b, 1.5, props.metal_shade)
    drawn += cylinder(kit.camera, inner, outer, 9.0, props.metal, rim)
    yield kit.item(kit.camera.near(a) - 1.0, drawn, "ab-wheel")


_DRAWERS: Mapping[str, Drawer] = MappingProxyType(
    {
        "mat": _standing,
        "box": _standing,
        "step": _standing,
        "bench": _standing,
        "chair": _standing,
        "machine-pad": _standing,
        "wall": _wall,
        "dumbbell": _dumbbell,
        "kettlebell": _kettlebell,
        "barbell": _barbell,
        "band": _band,
        "ball": _ball,
        "medicine-ball": _medicine_ball,
        "bar": _bar,
        "cable": _cable,
        "foam-roller": _roller,
        "towel": _towel,
        "ab-wheel": _wheel,
    }
)
