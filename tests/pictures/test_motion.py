"""Movements as loops: through all key frames and back, feet where they stand, and a film that players take."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping

import av
import pytest

from bot.library import Library
from bot.pictures.errors import DrawingError
from bot.pictures.figure import Figure, Shape, Skin
from bot.pictures.film import mp4
from bot.pictures.load_poses import load_poses
from bot.pictures.motion import FRAMES_PER_SECOND, Loop, loop, moves
from bot.pictures.poses import Pose
from bot.pictures.render import png
from bot.pictures.solve import between, solve
from tests.conftest import CONTENT

FIGURE = Figure(Shape.WOMAN, Skin.DARK)
STANDS = ("ball", "heel")
SLIDES_CM = 4.0


@pytest.fixture(scope="module")
def poses() -> Mapping[str, Pose]:
    return load_poses(CONTENT)


@pytest.fixture(scope="module")
def squat(library: Library, poses: Mapping[str, Pose]) -> Loop:
    return loop(library.exercises["goblet-squat"], poses["goblet-squat"], FIGURE)


def test_most_exercises_move_and_holds_do_not(poses: Mapping[str, Pose]) -> None:
    moving = {id_ for id_, pose in poses.items() if moves(pose)}
    assert len(moving) > 100
    assert "wall-sit" not in moving
    assert all(len(poses[id_].frames) > 1 for id_ in moving)


def test_who_would_go_through_the_floor_stands_still(poses: Mapping[str, Pose]) -> None:
    assert not moves(poses["walking-lunge"])


@pytest.mark.parametrize("side", ["r", "l"])
def test_a_foot_that_stands_in_both_frames_stands_between_them(poses: Mapping[str, Pose], side: str) -> None:
    seen = 0
    for id_, pose in poses.items():
        for before, after in zip(pose.frames, pose.frames[1:], strict=False):
            if side not in before.spots["foot"] or before.spots["foot"] != after.spots["foot"]:
                continue
            first, half, last = solve(before), between(before, after, 0.5), solve(after)
            for joint in STANDS:
                if math.dist(first.at(joint, side), last.at(joint, side)) < 0.1:
                    seen += 1
                    assert math.dist(first.at(joint, side), half.at(joint, side)) < SLIDES_CM, (id_, joint)
    assert seen > 30


def test_the_way_leads_through_all_frames_and_back(squat: Loop) -> None:
    last = len(squat.pictures) - 1
    turn = squat.order.index(last)
    assert set(squat.order) == set(range(last + 1))
    assert list(squat.order[:turn]) == sorted(squat.order[:turn])
    assert list(squat.order[turn:]) == sorted(squat.order[turn:], reverse=True)
    # one step at a time, so that the end leads over into the beginning
    assert all(abs(a - b) <= 1 for a, b in zip(squat.order, squat.order[1:] + squat.order[:1], strict=True))


def test_all_pictures_have_one_even_size_and_differ(squat: Loop) -> None:
    sizes = {picture.split(">", 1)[0] for picture in squat.pictures}
    assert len(sizes) == 1
    assert len(set(squat.pictures)) == len(squat.pictures)


def test_the_film_is_what_players_take_and_keeps_the_colours(squat: Loop) -> None:
    data = mp4(squat)
    assert data.index(b"moov") < data.index(b"mdat")  # plays before it is loaded
    with av.open(io.BytesIO(data)) as film:
        (stream,) = film.streams
        assert isinstance(stream, av.VideoStream)
        frames = list(film.decode(stream))
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert stream.average_rate == FRAMES_PER_SECOND
    assert len(frames) == len(squat.order)
    assert frames[0].width % 2 == frames[0].height % 2 == 0
    decoder = av.CodecContext.create("png", "r")
    picture = [*decoder.decode(av.Packet(png(squat.pictures[0]))), *decoder.decode(None)][0]
    shown, drawn = (bytes(each.reformat(format="rgb24").planes[0])[:3] for each in (frames[0], picture))
    assert all(abs(a - b) < 6 for a, b in zip(shown, drawn, strict=True))


def test_what_cannot_be_drawn_is_told() -> None:
    with pytest.raises(DrawingError):
        mp4(Loop(("no picture",), (0,)))
