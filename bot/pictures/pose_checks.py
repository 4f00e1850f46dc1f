"""Checks the poses: whether a body could hold them, told so that whoever wrote the file can mend it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path, PurePosixPath

from bot.library.documents import Document
from bot.library.problems import Problem
from bot.pictures.load_poses import FOLDER, read_poses
from bot.pictures.poses import Frame, Pose
from bot.pictures.props import shown_in
from bot.pictures.skeleton import SIDES, Body, Side
from bot.pictures.solve import bend_between, solve
from bot.pictures.support import carried_by, ground_under, off_balance, surfaces
from bot.pictures.vectors import dot, mul

SHORT = 1.0
"""By how many cm a hand or foot may miss its spot."""
SUNK = 2.5
BALANCE = 3.0
SLIDE = (1.5, 9.0)
"""From where to where a planted hand or foot has slid, cm: less is not seen, more is a step."""
APART = 46.0

LIMITS = {
    "hip bends": (-40.0, 140.0),
    "hip goes out": (-45.0, 75.0),
    "knee bends": (-6.0, 162.0),
    "ankle bends up": (-70.0, 48.0),
    "elbow bends": (-6.0, 155.0),
}
"""What joints allow in degrees, generous by about ten. Source: AAOS ranges of motion."""
_SPINE = {"spine": (-22.0, 32.0), "side_bend": (-18.0, 18.0), "twist": (-22.0, 22.0)}
_TRUNK = {"neck": (-65.0, 60.0), "look": (-85.0, 85.0)}
_FLESH = {"knee": 4.8, "ankle": 3.0, "elbow": 3.0, "wrist": 2.2, "heel": 0.0, "ball": 0.0, "toe": 0.0, "hips": 8.5,
          "waist": 7.5, "ribs": 8.5, "chest": 9.0, "head": 9.0}  # fmt: skip
_NAMES = {"r": "right", "l": "left"}


def check_poses(folder: Path, exercises: Collection[str], *, complete: bool = False) -> list[Problem]:
    """Return what is wrong with the poses below the content `folder`, in order of file and line.

    `exercises` are the ids that a pose may have; with `complete` each of them has to have one.
    """
    problems: list[Problem] = []
    read = read_poses(folder, problems)
    for document, pose in read:
        if pose.id not in exercises:
            problems.append(document.problem(f"there is no exercise “{pose.id}”"))
        problems += _held(document, pose)
    if complete:
        drawn = {pose.id for _, pose in read} | {each.path.stem for each in problems}
        for id in sorted(set(exercises) - drawn):
            problems.append(Problem(PurePosixPath(FOLDER) / f"{id}.yaml", 1, f"“{id}” has no pose yet"))
    return sorted(set(problems))


def _held(document: Document, pose: Pose) -> Iterator[Problem]:
    bodies = [solve(frame) for frame in pose.frames]
    for n, (frame, body) in enumerate(zip(pose.frames, bodies, strict=True)):
        where = f"frame {n + 1} ({frame.label}): "
        for key, message in (
            *_reach(body),
            *_floor(pose, n, body),
            *_limits(frame, body),
            *_props(pose, n, body),
        ):
            yield document.problem(where + message, "frames", n, key)
        if carried_by(frame):
            over = off_balance(pose, n, body)
            if over is None:
                yield document.problem(where + _NOTHING_CARRIES, "frames", n)
            elif over > BALANCE:
                yield document.problem(where + _FALLS.format(over), "frames", n, "anchor")
    for n, (before, after) in enumerate(pairwise(bodies)):
        for key, message in _slides(pose.frames[n], pose.frames[n + 1], before, after):
            yield document.problem(f"frames {n + 1} and {n + 2}: {message}", "frames", n + 1, key)
    for n, arrow in enumerate(pose.arrows):
        if arrow.by is None and (arrow.frame == 1 or len(pose.frames) == 1):
            yield document.problem(
                "an arrow in the first frame needs `by`: there is no way to follow yet", "arrows", n
            )


_NOTHING_CARRIES = "nothing touches the floor or a prop; lower the anchor, or say `airborne: true` for a jump"
_FALLS = (
    "the body would fall over: its weight is {:.0f} cm outside what carries it. Move the hips or the feet, "
    "or say `steadied: true` when a hand or a strap holds on"
)


def _reach(body: Body) -> Iterator[tuple[str, str]]:
    for name, cm in body.short.items():
        limb, side = name.split("_")
        if cm > SHORT:
            yield (
                limb,
                f"the {_NAMES[side]} {limb} is {cm:.0f} cm out of reach; bring the body nearer or move the spot",
            )


def _floor(pose: Pose, number: int, body: Body) -> Iterator[tuple[str, str]]:
    solids = surfaces(pose, number)
    for name, point in body.points.items():
        joint, _, side = name.partition("_")
        flesh = _FLESH.get(joint)
        if flesh is None:
            continue
        deep = ground_under(point, solids) - (point[2] - flesh)
        if deep > SUNK:
            part = f"{_NAMES[side]} {joint}" if side else joint
            yield "anchor", f"the {part} is {deep:.0f} cm inside what it lies on"


def _limits(frame: Frame, body: Body) -> Iterator[tuple[str, str]]:
    for side in SIDES:
        for (name, value), key in zip(
            _angles(body, side), ("hip", "hip_out", "knee", "ankle", "elbow"), strict=True
        ):
            low, high = LIMITS[name]
            if not low <= value <= high:
                yield key, f"the {_NAMES[side]} {name} by {value:.0f}°; {low:.0f} to {high:.0f} is possible"
    for key, (low, high) in _SPINE.items():
        for value in frame.bends[key]:
            if not low <= value <= high:
                yield (
                    key,
                    f"one joint of the spine has {value:.0f}° of {key}; {low:.0f} to {high:.0f} is possible",
                )
    for key, (low, high) in _TRUNK.items():
        if not low <= frame.whole[key] <= high:
            yield key, f"{key} is {frame.whole[key]:.0f}°; {low:.0f} to {high:.0f} is possible"


def _angles(body: Body, side: Side) -> Iterator[tuple[str, float]]:
    front, left, up = body.frame("pelvis")
    thigh, shank, foot = (body.frame(part, side) for part in ("thigh", "shank", "foot"))
    down = mul(thigh[2], -1)
    out = dot(down, left) * (1 if side == "l" else -1)
    yield "hip bends", math.degrees(math.atan2(dot(down, front), -dot(down, up))) if abs(out) < 0.94 else 0.0
    yield "hip goes out", math.degrees(math.asin(max(-1.0, min(1.0, out))))
    yield "knee bends", _signed(bend_between(thigh[2], shank[2]), dot(shank[2], thigh[0]))
    yield "ankle bends up", 90 - bend_between(foot[0], shank[2])
    upper, fore = body.frame("upper", side), body.frame("fore", side)
    yield "elbow bends", _signed(bend_between(upper[2], fore[2]), -dot(fore[2], upper[0]))


def _signed(bend: float, towards: float) -> float:
    return bend if towards >= -1e-6 else -bend


def _props(pose: Pose, number: int, body: Body) -> Iterator[tuple[str, str]]:
    for prop in pose.props:
        if not shown_in(prop, number + 1) or prop.hand != "both" or prop.kind not in _ONE_THING:
            continue
        apart = math.dist(body.at("grip", "r"), body.at("grip", "l"))
        if apart > APART:
            yield "hand", f"the hands are {apart:.0f} cm apart, but both hold one {prop.kind}"


_ONE_THING = frozenset({"dumbbell", "kettlebell", "medicine-ball", "ball"})


def _slides(first: Frame, last: Frame, before: Body, after: Body) -> Iterator[tuple[str, str]]:
    for key, joint in (("foot", "ball"), ("hand", "grip")):
        for side in SIDES:
            if side in first.spots[key] and side in last.spots[key]:
                cm = math.dist(before.at(joint, side), after.at(joint, side))
                loose = key == "hand" and side not in last.spots["fingers"]
                if SLIDE[0] < cm < SLIDE[1] and not loose:
                    yield (
                        key,
                        (
                            f"the {_NAMES[side]} {key} slides by {cm:.1f} cm; give both frames the same spot (`all`), "
                            "or take a whole step"
                        ),
                    )
    for side in SIDES:
        for joint in ("elbow", "knee"):
            a, b = before.at(joint, side), after.at(joint, side)
            if max(a[2], b[2]) < 6.5 and SLIDE[0] + 1 < math.dist(a, b) < SLIDE[1]:
                yield joint, f"the {_NAMES[side]} {joint} slides over the floor by {math.dist(a, b):.1f} cm"
