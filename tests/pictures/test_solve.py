"""The skeleton bends as a body does, and planted hands and feet stay where they are."""

from __future__ import annotations

import math

import pytest

from bot.pictures import skeleton as sk
from bot.pictures.solve import between, reach, solve
from bot.pictures.vectors import dot, length, sub, unit
from tests.pictures.posing import SQUAT, pose

BONES = (
    ("hip", "knee", sk.THIGH),
    ("knee", "ankle", sk.SHANK),
    ("shoulder", "elbow", sk.UPPER_ARM),
    ("elbow", "wrist", sk.FOREARM),
)


def test_someone_who_stands_is_about_170_cm_tall_and_symmetrical() -> None:
    body = solve(pose({"foot": [0, 9]}).frames[0])
    assert 165 < body.at("head")[2] + 11 < 178
    for joint in ("hip", "knee", "ankle", "shoulder", "elbow", "wrist"):
        right, left = body.at(joint, "r"), body.at(joint, "l")
        assert right[1] == pytest.approx(-left[1])
        assert right[0] == pytest.approx(left[0])
        assert right[2] == pytest.approx(left[2])


def test_bones_keep_their_length_and_feet_their_spot() -> None:
    for frame in pose(*SQUAT).frames:
        body = solve(frame)
        for first, last, cm in BONES:
            for side in sk.SIDES:
                assert math.dist(body.at(first, side), body.at(last, side)) == pytest.approx(cm)
        assert body.at("sole", "r") == pytest.approx((0, -12, 0))
        assert body.at("sole", "l") == pytest.approx((0, 12, 0))
        assert not body.short


def test_in_a_squat_the_knees_go_forward_and_the_thigh_faces_up() -> None:
    body = solve(pose(*SQUAT).frames[1])
    assert body.at("knee", "r")[0] > body.at("hip", "r")[0] + 20
    assert body.frame("thigh", "r")[0][2] > 0.5, "the front of the thigh, where the quads are"


def test_on_the_back_with_planted_feet_the_knees_point_up() -> None:
    frame = pose({"posture": "supine", "anchor": {"hips": [0, 10]}, "foot": [42, 11]}).frames[0]
    body = solve(frame)
    assert body.at("knee", "l")[2] > 30
    assert body.at("head")[0] < -50


@pytest.mark.parametrize(
    ("posture", "front", "up"),
    [
        ("upright", (1, 0, 0), (0, 0, 1)),
        ("supine", (0, 0, 1), (-1, 0, 0)),
        ("prone", (0, 0, -1), (1, 0, 0)),
        ("side", (0, -1, 0), (-1, 0, 0)),
    ],
)
def test_postures(posture: str, front: tuple[int, ...], up: tuple[int, ...]) -> None:
    axes = solve(pose({"posture": posture, "anchor": {"hips": [0, 15]}}).frames[0]).frame("pelvis")
    assert axes[0] == pytest.approx(front, abs=1e-9)
    assert axes[2] == pytest.approx(up, abs=1e-9)


def test_angles_go_the_anatomical_way() -> None:
    still = solve(pose({"anchor": {"hips": [0, 90]}}).frames[0])
    bent = solve(
        pose(
            {"anchor": {"hips": [0, 90]}, "hip": {"r": 90}, "knee": 90, "hip_out": {"l": 30}, "ankle": -30,
             "shoulder": 90, "elbow": 90, "spine": 30}
        ).frames[0]
    )  # fmt: skip
    assert bent.at("knee", "r")[0] > still.at("knee", "r")[0] + 40, "the hip bends forward"
    assert bent.at("ankle", "l")[0] < bent.at("knee", "l")[0] - 30, "the knee bends backward"
    assert bent.at("knee", "l")[1] > still.at("knee", "l")[1] + 15, "out is away from the middle"
    assert bent.at("wrist", "r")[2] > bent.at("elbow", "r")[2] + 15, "the elbow brings the hand up"
    assert bent.at("head")[0] > still.at("head")[0] + 8, "the spine bends forward"


def test_a_lifted_heel_leaves_the_ball_of_the_foot_where_it_is() -> None:
    flat, lifted = (solve(pose({"foot": [0, 9], "heel": heel}).frames[0]) for heel in (0, 50))
    assert lifted.at("ball", "r") == pytest.approx(flat.at("ball", "r"))
    assert lifted.at("heel", "r")[2] > 10
    assert lifted.frame("toes", "r")[0][2] == pytest.approx(0, abs=1e-9), "the toes stay flat"


def test_a_hand_that_presses_lies_on_its_spot_and_one_that_holds_closes_around_it() -> None:
    wall = solve(pose({"foot": [0, 9], "hand": [45, 14, 130], "fingers": [0, 0, 1]}).frames[0])
    assert wall.at("wrist", "r")[2] < 130 < wall.at("grip", "r")[2] + 3
    assert wall.at("wrist", "r")[0] < 45
    bar = solve(pose({"foot": [0, 9], "hand": [45, 14, 130]}).frames[0])
    assert bar.at("grip", "r") == pytest.approx((45, -14, 130), abs=0.01)


def test_reach_points_the_middle_joint_and_tells_what_is_missing() -> None:
    middle, end, short = reach((0, 0, 0), (0, 0, -50), 30, 30, (1, 0, 0))
    assert middle[0] > 0
    assert end == pytest.approx((0, 0, -50))
    assert short == 0
    _, end, short = reach((0, 0, 0), (0, 0, -70), 30, 30, (1, 0, 0))
    assert short == pytest.approx(10)
    assert length(end) == pytest.approx(60)


def test_a_limb_without_direction_to_bend_still_bends() -> None:
    middle, _, _ = reach((0, 0, 0), (0, 0, -50), 30, 30, (0, 0, -1))
    assert abs(middle[2] + 25) < 1e-6


def test_nothing_passes_from_one_frame_to_the_next() -> None:
    first, last = pose({"foot": [0, 9], "hip_out": 30, "heel": 40}, {"foot": [0, 9]}).frames
    assert first.angle("hip_out", "l") == 30
    assert last.angle("hip_out", "l") == 0
    assert last.angle("heel", "r") == 0


def test_what_holds_in_all_frames_gives_way_to_a_frame_of_its_own() -> None:
    shared = {"knee": 20, "lean": 10, "foot": {"r": [0, 9]}}
    first, last = pose({"knee": {"l": 60}}, {"lean": 0}, all=shared).frames
    assert (first.angle("knee", "r"), first.angle("knee", "l")) == (20, 60)
    assert first.whole["lean"] == 10
    assert last.whole["lean"] == 0, "nothing is also a value"
    assert "l" not in last.spots["foot"]


def test_half_way_the_feet_stay_planted() -> None:
    first, last = pose(*SQUAT).frames
    body = between(first, last, 0.5)
    assert body.at("sole", "r") == pytest.approx((0, -12, 0), abs=0.01)
    ends = [solve(frame).at("hips")[2] for frame in (first, last)]
    assert body.at("hips")[2] == pytest.approx(sum(ends) / 2)


def test_axes_of_bent_limbs_are_square() -> None:
    body = solve(pose(*SQUAT).frames[1])
    for part in ("thigh", "shank", "upper", "fore"):
        x, y, z = body.frame(part, "l")
        assert dot(x, y) == pytest.approx(0, abs=1e-9)
        assert dot(y, z) == pytest.approx(0, abs=1e-9)
        assert length(x) == pytest.approx(1)
    bone = unit(sub(body.at("hip", "l"), body.at("knee", "l")))
    assert dot(bone, body.frame("thigh", "l")[2]) == pytest.approx(1)
