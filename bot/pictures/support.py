"""What a body stands, sits, lies or hangs on, and whether its weight is above that."""

from __future__ import annotations

import math

from bot.pictures.camera import hull
from bot.pictures.poses import Frame, Pose
from bot.pictures.props import Solid, carried, shown_in, sides_of, solid, spot
from bot.pictures.skeleton import SIDES, Body
from bot.pictures.vectors import V, mix

_TOUCH = 3.0
"""From how near a part counts as touching, cm: soft parts give way."""
_FLESH = {
    "heel": 0.0, "ball": 0.0, "toe": 1.0, "knee": 5.0, "hips": 10.0, "waist": 9.0, "ribs": 9.0, "chest": 9.5,
    "head": 10.0, "elbow": 3.4, "wrist": 2.6, "ankle": 3.4, "shoulder": 6.0, "hip": 13.0,
}  # fmt: skip
"""Under each joint: how far its skin is from its middle, cm."""
_WIDE = {"hips": 13.0, "waist": 10.0, "ribs": 11.0, "chest": 14.0}


def surfaces(pose: Pose, number: int) -> tuple[Solid, ...]:
    """Return what can be stood or lain on in a frame (counted from 0), besides the floor."""
    solids = (solid(prop) for prop in pose.props if shown_in(prop, number + 1))
    return tuple(each for each in solids if each)


def ground_under(point: V, solids: tuple[Solid, ...]) -> float:
    """Return the height of the highest surface below a point that is not far above it, cm."""
    heights = [0.0]
    for each in solids:
        (x0, y0, _), (x1, y1, top) = each.low, each.high
        if x0 - 1 <= point[0] <= x1 + 1 and y0 - 1 <= point[1] <= y1 + 1 and top <= point[2] + 14:
            heights.append(top)
    return max(heights)


def contacts(pose: Pose, number: int, body: Body) -> list[V]:
    """Return the points by which a frame's body is carried."""
    frame, solids = pose.frames[number], surfaces(pose, number)
    rollers = [
        prop for prop in pose.props if prop.kind in ("ball", "foam-roller") and shown_in(prop, number + 1)
    ]
    found: list[V] = []
    for name, point in body.points.items():
        flesh = _FLESH.get(name.split("_")[0])
        if flesh is None:
            continue
        gap = point[2] - flesh - ground_under(point, solids)
        if gap <= _TOUCH or any(
            _on_round(point, flesh, prop.size, spot(prop), prop.kind) for prop in rollers
        ):
            found += _spread(name, point, body)
    for prop in rollers:
        found += [
            point for point in _along_bones(body) if _on_round(point, 5.0, prop.size, spot(prop), prop.kind)
        ]
    for side in SIDES:
        grip = body.at("grip", side)
        if side in frame.spots["hand"] and (
            side in frame.spots["fingers"] or _holds_fixed(pose, number, grip)
        ):
            found.append(grip)
    for prop in pose.props:
        if prop.kind == "wall" and shown_in(prop, number + 1):
            found += [p for p in body.points.values() if abs(p[0] - spot(prop)[0]) < 13]
    return found


def off_balance(pose: Pose, number: int, body: Body) -> float | None:
    """Return by how many cm the weight hangs over the edge of what carries it; None when nothing does."""
    base = contacts(pose, number, body)
    if not base:
        return None
    weights = tuple(
        each
        for prop in pose.props
        if shown_in(prop, number + 1) and sides_of(prop)
        for each in carried(prop, body)
    )
    x, y, _ = body.centre_of_mass(weights)
    return outside((x, y), hull([(p[0], p[1]) for p in base]))


def outside(point: tuple[float, float], outline: list[tuple[float, float]]) -> float:
    """Return how far a point lies outside a convex outline, 0 inside."""
    if len(outline) > 2 and _inside(point, outline):
        return 0.0
    if len(outline) == 1:
        return math.dist(point, outline[0])
    return min(_to_segment(point, a, b) for a, b in zip(outline, outline[1:] + outline[:1], strict=True))


def _inside(p: tuple[float, float], outline: list[tuple[float, float]]) -> bool:
    turns = [
        (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
        for a, b in zip(outline, outline[1:] + outline[:1], strict=True)
    ]
    return all(turn <= 1e-9 for turn in turns) or all(turn >= -1e-9 for turn in turns)


def _to_segment(p: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    long = dx * dx + dy * dy
    share = 0.0 if long == 0 else max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / long))
    return math.dist(p, (a[0] + dx * share, a[1] + dy * share))


def _spread(name: str, point: V, body: Body) -> list[V]:
    """A trunk or a foot is wider than the line of its joints."""
    joint, _, side = name.partition("_")
    wide = _WIDE.get(joint)
    if wide:
        left = body.frame({"hips": "pelvis"}.get(joint, joint))[1]
    elif joint in ("heel", "ball", "toe"):
        left, wide = body.frame(f"foot_{side}")[1], 4.0
    else:
        return [point]
    return [(point[0] + left[0] * w, point[1] + left[1] * w, point[2]) for w in (-wide, wide)]


def _along_bones(body: Body) -> list[V]:
    pairs = [
        (f"{a}_{side}", f"{b}_{side}") for side in SIDES for a, b in (("hip", "knee"), ("knee", "ankle"))
    ]
    return [mix(body.points[a], body.points[b], share) for a, b in pairs for share in (0.25, 0.5, 0.75)]


def _on_round(point: V, flesh: float, size: tuple[float, ...] | None, at: V, kind: str) -> bool:
    radius = (size or (60.0 if kind == "ball" else 15.0,))[0] / 2
    apart = math.dist((point[0], point[2]), (at[0], at[2] + radius))
    return apart - radius - flesh < _TOUCH


def _holds_fixed(pose: Pose, number: int, grip: V) -> bool:
    for prop in pose.props:
        if not shown_in(prop, number + 1):
            continue
        at = spot(prop)
        if prop.kind == "bar" and math.dist((grip[0], grip[2]), (at[0], at[2])) < 5:
            return True
        if prop.kind in ("wall",) and abs(grip[0] - at[0]) < 8:
            return True
        block = solid(prop)
        if block and all(block.low[n] - 4 <= grip[n] <= block.high[n] + 6 for n in range(3)):
            return True
    return False


def carried_by(frame: Frame) -> bool:
    """Tell whether a frame has to balance at all."""
    return not frame.airborne and not frame.steadied
