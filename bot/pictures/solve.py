"""From a frame's angles and planted hands and feet to where every joint is."""

from __future__ import annotations

import math
from dataclasses import replace

from bot.pictures import skeleton as sk
from bot.pictures.poses import Frame
from bot.pictures.skeleton import SIDES, Body, Side
from bot.pictures.vectors import (
    UP,
    WORLD,
    Axes,
    V,
    across,
    add,
    along,
    cross,
    dot,
    length,
    mix,
    mul,
    pitch,
    place,
    roll,
    sub,
    unit,
    yaw,
)

_POSTURES: dict[str, Axes] = {
    "upright": WORLD,
    "supine": pitch(WORLD, -90),
    "prone": pitch(WORLD, 90),
    "side": ((0.0, -1.0, 0.0), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0)),
}
_LACES_DOWN = 100.0
"""A heel that is lifted further than this: the foot lies on its laces and the toes do not bend."""
_STRAIGHT = 0.998
"""How much of a limb's length is used by a leg that is called straight."""


def solve(frame: Frame) -> Body:
    """Return the posed body: the trunk, arms and legs by their angles, then the planted hands and feet."""
    body = Body({}, {}, {})
    _trunk(body, frame)
    for side in SIDES:
        _free_leg(body, frame, side)
        _free_arm(body, frame, side)
    _move(body, frame)
    for side in SIDES:
        if side in frame.spots["foot"]:
            _planted_leg(body, frame, side)
        if side in frame.spots["hand"]:
            _planted_arm(body, frame, side)
    return body


def between(before: Frame, after: Frame, share: float) -> Body:
    """Return the body `share` of the way between two frames; where one plants a limb, so does the way."""
    first, last = solve(before), solve(after)
    spots = {
        key: {side: spot for side, spot in value.items() if side in before.spots[key]}
        for key, value in after.spots.items()
    }
    for side in SIDES:
        if side in spots["foot"]:  # as the files say it: a lifted heel turns the sole away from there
            start, end = (
                world_spot(side, each.spots["foot"][side], sk.HIP_WIDTH) for each in (before, after)
            )
            x, y, z = mix(start, end, share)
            spots["foot"][side] = (x, _out(side, y), z)
        if side in spots["hand"]:
            x, y, z = mix(first.at("grip", side), last.at("grip", side), share)
            spots["hand"][side] = (x, _out(side, y), z)
    way = replace(
        after,
        anchor=("hips", mix(first.at("hips"), last.at("hips"), share)),
        whole={key: _lerp(before.whole[key], value, share) for key, value in after.whole.items()},
        bends={key: mix(before.bends[key], value, share) for key, value in after.bends.items()},
        angles={
            key: {side: _lerp(before.angles[key][side], angle, share) for side, angle in value.items()}
            for key, value in after.angles.items()
        },
        spots=spots,
    )
    return solve(way)


def world_spot(side: str, spot: tuple[float, ...], out: float) -> V:
    """Return [x], [x, out] or [x, out, height] of a side as a point."""
    x, o, z = (*spot, out, 0.0)[:3] if len(spot) == 1 else (*spot, 0.0)[:3]
    return (x, _out(side, o), z)


def _out(side: str, out: float) -> float:
    return out if side == "l" else -out


def _lerp(a: float, b: float, share: float) -> float:
    return a + (b - a) * share


def _trunk(body: Body, frame: Frame) -> None:
    whole = frame.whole
    axes = roll(pitch(yaw(_POSTURES[frame.posture], whole["turn"]), whole["lean"]), whole["tilt"])
    body.points["hips"] = point = (0.0, 0.0, 0.0)
    body.axes["pelvis"] = axes
    names = ("waist", "ribs", "chest", "neck")
    parts = ("waist", "ribs", "chest")
    for n, name in enumerate(names):
        if n:
            bend = (frame.bends["spine"][n - 1], frame.bends["side_bend"][n - 1], frame.bends["twist"][n - 1])
            axes = yaw(roll(pitch(axes, bend[0]), bend[1]), bend[2])
            body.axes[parts[n - 1]] = axes
        point = place(point, axes, up=sk.SPINE[n])
        body.points[name] = point
    neck = yaw(pitch(axes, whole["neck"] * 0.5), whole["look"] * 0.4)
    head = yaw(pitch(neck, whole["neck"] * 0.5), whole["look"] * 0.6)
    throat = place(point, neck, front=0.8, up=sk.NECK)
    body.axes["neck"], body.axes["head"] = neck, head
    body.points["throat"] = throat
    body.points["head"] = place(throat, head, front=1.6, up=sk.HEAD - sk.NECK)
    for side in SIDES:
        sign = 1 if side == "l" else -1
        shrug = frame.angle("shrug", side)
        body.points[f"hip_{side}"] = place((0, 0, 0), body.axes["pelvis"], left=sign * sk.HIP_WIDTH)
        body.points[f"shoulder_{side}"] = place(
            point, body.axes["chest"], left=sign * sk.SHOULDER_WIDTH, up=shrug - 3.5
        )
    body.points["shoulders"] = mix(body.points["shoulder_r"], body.points["shoulder_l"], 0.5)


def _free_leg(body: Body, frame: Frame, side: Side) -> None:
    sign = 1 if side == "l" else -1
    thigh = pitch(body.axes["pelvis"], -frame.angle("hip", side))
    thigh = roll(thigh, sign * frame.angle("hip_out", side))
    thigh = yaw(thigh, sign * frame.angle("hip_turn", side))
    shank = pitch(thigh, frame.angle("knee", side))
    foot = pitch(shank, -frame.angle("ankle", side))
    points = body.points
    points[f"knee_{side}"] = place(points[f"hip_{side}"], thigh, up=-sk.THIGH)
    points[f"ankle_{side}"] = place(points[f"knee_{side}"], shank, up=-sk.SHANK)
    body.axes[f"thigh_{side}"], body.axes[f"shank_{side}"] = thigh, shank
    _foot(body, side, foot, frame.angle("heel", side))


def _foot(body: Body, side: Side, foot: Axes, heel: float) -> None:
    ankle = body.points[f"ankle_{side}"]
    toes = pitch(foot, -heel) if heel < _LACES_DOWN else foot
    ball = place(ankle, foot, front=sk.BALL, up=-sk.ANKLE_HEIGHT)
    body.axes[f"foot_{side}"], body.axes[f"toes_{side}"] = foot, toes
    body.points[f"sole_{side}"] = place(ankle, foot, up=-sk.ANKLE_HEIGHT)
    body.points[f"heel_{side}"] = place(ankle, foot, front=sk.HEEL, up=-sk.ANKLE_HEIGHT)
    body.points[f"ball_{side}"] = ball
    body.points[f"toe_{side}"] = place(ball, toes, front=sk.TOE - sk.BALL)


def _free_arm(body: Body, frame: Frame, side: Side) -> None:
    sign = 1 if side == "l" else -1
    upper = pitch(body.axes["chest"], -frame.angle("shoulder", side))
    upper = roll(upper, sign * frame.angle("shoulder_out", side))
    upper = yaw(upper, sign * frame.angle("shoulder_turn", side))
    fore = pitch(upper, -frame.angle("elbow", side))
    points = body.points
    points[f"elbow_{side}"] = place(points[f"shoulder_{side}"], upper, up=-sk.UPPER_ARM)
    points[f"wrist_{side}"] = place(points[f"elbow_{side}"], fore, up=-sk.FOREARM)
    points[f"grip_{side}"] = place(points[f"wrist_{side}"], fore, up=-sk.GRIP)
    body.axes[f"upper_{side}"], body.axes[f"fore_{side}"] = upper, fore
    body.axes[f"hand_{side}"] = fore


def _move(body: Body, frame: Frame) -> None:
    points = body.points
    points["knees"] = mix(points["knee_r"], points["knee_l"], 0.5)
    if frame.anchor:
        name, spot = frame.anchor
        here = points[name]
        there = (spot[0], here[1], spot[1]) if len(spot) == 2 else (spot[0], spot[1], spot[2])
        shift = sub(there, here)
    else:
        shift = _standing(body, frame)
    for joint, point in points.items():
        points[joint] = add(point, shift)


def _standing(body: Body, frame: Frame) -> V:
    """Return the way to where the hips are as high over the planted feet as the legs reach."""
    feet = [(side, _ankle(body, frame, side)[0]) for side in SIDES if side in frame.spots["foot"]]
    if not feet:
        return (0.0, 0.0, -min(point[2] for point in body.points.values()))
    x = sum(ankle[0] for _, ankle in feet) / len(feet)
    height = math.inf
    for side, ankle in feet:
        hip = body.points[f"hip_{side}"]
        bend = frame.angle("knee", side)
        reach = min(_chord(sk.THIGH, sk.SHANK, bend), _STRAIGHT * (sk.THIGH + sk.SHANK))
        flat = (x + hip[0] - ankle[0]) ** 2 + (hip[1] - ankle[1]) ** 2
        height = min(height, ankle[2] - hip[2] + math.sqrt(max(reach**2 - flat, 1.0)))
    return (x, 0.0, height)


def _chord(first: float, second: float, bend: float) -> float:
    return math.sqrt(first**2 + second**2 + 2 * first * second * math.cos(math.radians(bend)))


def _ankle(body: Body, frame: Frame, side: Side) -> tuple[V, Axes]:
    """Return where a planted foot puts the ankle, and the foot's axes."""
    sign = 1 if side == "l" else -1
    spot = world_spot(side, frame.spots["foot"][side], sk.HIP_WIDTH)
    front, _, up = body.axes["pelvis"]
    ahead = (front[0], front[1], 0.0)
    if length(ahead) < 0.5:  # lying: the toes point away from the head on the back, towards it on the front
        ahead = (-up[0], -up[1], 0.0) if front[2] > 0 else (up[0], up[1], 0.0)
    axes = yaw(along(UP, ahead), sign * frame.angle("toes_out", side))
    toes_up, heel = frame.angle("toes_up", side), frame.angle("heel", side)
    if toes_up:
        pivot = place(spot, axes, front=sk.HEEL)
        axes = pitch(axes, -toes_up)
        return place(pivot, axes, front=-sk.HEEL, up=sk.ANKLE_HEIGHT), axes
    ball = place(spot, axes, front=sk.BALL)
    lifted = pitch(axes, heel)
    return place(ball, lifted, front=-sk.BALL, up=sk.ANKLE_HEIGHT), lifted


def _planted_leg(body: Body, frame: Frame, side: Side) -> None:
    ankle, foot = _ankle(body, frame, side)
    front = body.axes["pelvis"][0]
    to = frame.spots["knee_to"].get(side)
    flat = unit((foot[0][0], foot[0][1], 0.0))
    pole = world_spot(side, to, 0.0) if to else add(flat, front)
    hip = body.points[f"hip_{side}"]
    knee, ankle, short = reach(hip, ankle, sk.THIGH, sk.SHANK, pole)
    body.points[f"knee_{side}"], body.points[f"ankle_{side}"] = knee, ankle
    body.axes[f"thigh_{side}"], body.axes[f"shank_{side}"] = _bones(
        hip, knee, ankle, _bulge(hip, knee, ankle, pole)
    )
    if short:
        body.short[f"foot_{side}"] = short
    _foot(body, side, foot, frame.angle("heel", side))


def _planted_arm(body: Body, frame: Frame, side: Side) -> None:
    target = world_spot(side, frame.spots["hand"][side], sk.SHOULDER_WIDTH)
    shoulder = body.points[f"shoulder_{side}"]
    fingers = frame.spots["fingers"].get(side)
    front, left, up = body.axes["chest"]
    outward = left if side == "l" else mul(left, -1)
    to = frame.spots["elbow_to"].get(side)
    if to:
        pole = world_spot(side, to, 0.0)
    elif front[2] > 0.5:  # on the back the floor is behind: the elbow goes out to the side
        pole = add(outward, (0.0, 0.0, 0.25))
    else:
        pole = add(add(mul(up, -1.0), mul(front, -0.7)), mul(outward, 0.5))
    lower, wrist, hand = sk.FOREARM + sk.GRIP, target, None
    if fingers:
        ahead = unit(world_spot(side, fingers, 0.0))
        off = unit(across(sub(shoulder, target), ahead))
        wrist = add(sub(target, mul(ahead, sk.GRIP)), mul(off, 2.6))
        lower, hand = sk.FOREARM, along(mul(ahead, -1), off)
    elbow, end, short = reach(shoulder, wrist, sk.UPPER_ARM, lower, pole)
    wrist = add(elbow, mul(unit(sub(end, elbow)), sk.FOREARM))
    points = body.points
    points[f"elbow_{side}"], points[f"wrist_{side}"] = elbow, wrist
    # the forearm comes to the side opposite to where the elbow points
    inner = mul(_bulge(shoulder, elbow, wrist, pole), -1)
    body.axes[f"upper_{side}"], body.axes[f"fore_{side}"] = _bones(shoulder, elbow, wrist, inner)
    hand = hand or body.axes[f"fore_{side}"]
    body.axes[f"hand_{side}"] = hand
    points[f"grip_{side}"] = place(wrist, hand, up=-sk.GRIP)
    if short:
        body.short[f"hand_{side}"] = short


def reach(root: V, target: V, first: float, second: float, pole: V) -> tuple[V, V, float]:
    """Return the middle joint, the end and the missing cm of a limb of two bones that reaches for `target`.

    `pole` is the direction in which the middle joint points.
    """
    way = sub(target, root)
    far = length(way)
    line = unit(way, (0.0, 0.0, -1.0))
    longest, shortest = first + second, abs(first - second) + 3.0
    used = min(max(far, shortest), longest - 1e-6)
    share = (first**2 - second**2 + used**2) / (2 * used)
    aside = unit(across(pole, line), unit(cross(line, (0.0, 1.0, 0.0)), (1.0, 0.0, 0.0)))
    middle = add(add(root, mul(line, share)), mul(aside, math.sqrt(max(first**2 - share**2, 0.0))))
    return middle, add(root, mul(line, used)), max(far - longest, shortest - far, 0.0)


def _bulge(root: V, middle: V, end: V, pole: V) -> V:
    """Return where the middle joint points: out of the straight line, or towards the pole when there is no bend."""
    aside = across(sub(middle, root), unit(sub(end, root)))
    return aside if length(aside) > 0.4 else pole


def _bones(root: V, middle: V, end: V, front: V) -> tuple[Axes, Axes]:
    """Return the axes of two bones that bend in one plane, the joint's front towards `front`."""
    upper, lower = unit(sub(root, middle)), unit(sub(middle, end))
    hinge = cross(upper, front)
    if length(hinge) < 1e-6:
        hinge = cross(upper, (1.0, 0.0, 0.0)) if abs(upper[0]) < 0.9 else (0.0, 1.0, 0.0)
    hinge = unit(across(hinge, upper))
    lower_hinge = unit(across(hinge, lower), hinge)
    return (cross(hinge, upper), hinge, upper), (cross(lower_hinge, lower), lower_hinge, lower)


def bend_between(first: V, second: V) -> float:
    """Return the angle between two unit vectors in degrees."""
    return math.degrees(math.acos(max(-1.0, min(1.0, dot(first, second)))))
