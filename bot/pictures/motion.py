"""The movement of an exercise as a loop: frames between the key frames, drawn as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.library.objects import ExerciseCard
from bot.pictures import svg
from bot.pictures.figure import Figure
from bot.pictures.palette import palette
from bot.pictures.poses import Pose
from bot.pictures.scene import BASE, Bounds, Panel, Stage, panel_svg
from bot.pictures.skeleton import SIDES, Body
from bot.pictures.solve import between

FRAMES_PER_SECOND = 20
ENCODING = {"crf": "26", "preset": "faster", "tune": "animation"}
"""What the encoder is told; here, because a film is known by it before the encoder is loaded."""
_WIDTH, _MOST_HEIGHT, _MARGIN, _OUTSIDE = 640, 640, 36, 30
_MOVE, _HOLD = 18, 8
"""Frames of a way between two key frames, and of the rest at each: nine tenths of a second, four tenths."""
_SINKS = 5.0
"""How far a joint may be below where the key frames have it, cm: a sole gives way, a leg does not."""
_LOW = ("ball", "toe", "heel", "knee", "grip", "elbow")


@dataclass(frozen=True, slots=True)
class Loop:
    """Pictures (SVG, all of one size) and the order in which they are shown, over and over."""

    pictures: tuple[str, ...]
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Moment:
    """The body at a moment, drawn as the key frame `number` is."""

    number: int
    body: Body


def moves(pose: Pose) -> bool:
    """Tell whether there is a way from one key frame to the next that a body can go.

    There is none in a hold, from lying to standing, and where the straight way would lead through the floor.
    """
    if len(pose.frames) < 2 or len({frame.posture for frame in pose.frames}) > 1:
        return False
    stage = Stage.of(pose)
    floor = min(_lowest(body) for body in stage.bodies)
    return all(_lowest(each.body) > min(floor, 0.0) - _SINKS for each in _moments(stage)[0])


def loop(card: ExerciseCard, pose: Pose, figure: Figure) -> Loop:
    """Return the way through all key frames and back; the exercise has to be one that `moves`."""
    stage = Stage.of(pose)
    worked = tuple(replace(frame, work=True) for frame in pose.frames)  # nothing flickers
    stage = replace(stage, pose=replace(pose, frames=worked), ways=tuple(() for _ in pose.arrows))
    moments, order = _moments(stage)
    bounds = _together([_at(stage, each).bounds(each.number) for each in moments])
    scale = min((_WIDTH - 2 * _MARGIN) / bounds.width, (_MOST_HEIGHT - 2 * _MARGIN) / bounds.height, 3.4)
    height = 2 * math.ceil((bounds.height * scale + 2 * _MARGIN) / 2)  # the encoder takes even numbers only
    # the panel's round corners lie outside, and the figure as far above the edge as below the other one
    bounds = replace(bounds, bottom=bounds.bottom + (_MARGIN + _OUTSIDE - BASE) / scale)
    panel = Panel(-_OUTSIDE, -_OUTSIDE, _WIDTH + 2 * _OUTSIDE, height + 2 * _OUTSIDE, scale)
    colours = palette()
    pictures = tuple(
        svg.document(
            _WIDTH,
            height,
            panel_svg(
                _at(stage, each), each.number, panel, figure, colours, card.main_muscles, card.assisting_muscles,
                bounds,
            ),
            background=colours.panel,
        )
        for each in moments
    )  # fmt: skip
    return Loop(pictures, order)


def _moments(stage: Stage) -> tuple[list[_Moment], tuple[int, ...]]:
    frames = stage.pose.frames
    moments: list[_Moment] = []
    there: list[int] = []
    for number, body in enumerate(stage.bodies):
        if number:
            for step in range(1, _MOVE):
                share = (1 - math.cos(math.pi * step / _MOVE)) / 2  # slow at both ends
                near = number if share >= 0.5 else number - 1
                there.append(len(moments))
                moments.append(_Moment(near, between(frames[number - 1], frames[number], share)))
        there += [len(moments)] * _HOLD
        moments.append(_Moment(number, body))
    return moments, (*there, *reversed(there[_HOLD:-_HOLD]))


def _lowest(body: Body) -> float:
    return min(body.at(joint, side)[2] for joint in _LOW for side in SIDES)


def _at(stage: Stage, moment: _Moment) -> Stage:
    bodies = list(stage.bodies)
    bodies[moment.number] = moment.body
    return replace(stage, bodies=tuple(bodies))


def _together(bounds: Sequence[Bounds]) -> Bounds:
    return Bounds(
        min(each.left for each in bounds),
        min(each.top for each in bounds),
        max(each.right for each in bounds),
        max(each.bottom for each in bounds),
    )
