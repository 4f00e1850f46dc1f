"""The checks find what a body cannot do and tell it with the line; the content's own poses pass them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.library import ContentError
from bot.library.load import read_all
from bot.pictures.load_poses import load_poses
from bot.pictures.pose_checks import check_poses
from tests.pictures.posing import CONTENT

STANDS = "frames:\n  - {label: Start, foot: [0, 9]}\n"


def problems(folder: Path, text: str, *, id: str = "squat", complete: bool = False) -> list[tuple[int, str]]:
    (folder / "poses").mkdir(exist_ok=True)
    (folder / "poses" / f"{id}.yaml").write_text(text, encoding="utf-8")
    found = check_poses(folder, {"squat", "lunge"}, complete=complete)
    assert all(str(each.path).startswith("poses/") for each in found)
    return [(each.line, each.message) for each in found]


def test_the_content_s_poses_can_be_held() -> None:
    library, _, _ = read_all(CONTENT)
    assert [str(each) for each in check_poses(CONTENT, library.exercises)] == []


def test_someone_who_stands_is_fine(tmp_path: Path) -> None:
    assert problems(tmp_path, STANDS) == []
    assert list(load_poses(tmp_path)) == ["squat"]


@pytest.mark.parametrize(
    ("line", "text", "part"),
    [
        (2, "  - {label: A, foot: [0, 9], kne: 4}", "no such key"),
        (2, "  - {label: A, foot: {x: [0, 9]}}", "no such key"),
        (2, "  - {label: A, foot: [0, 9], knee: bent}", "number"),
        (2, "  - {label: A, foot: [0, 9], posture: lying}", "upright"),
        (3, "  - label: A\n    foot: [0, 9]\n    anchor: {hips: [0, 120]}", "out of reach"),
        (4, "  - label: A\n    foot: [0, 9]\n    anchor: {hips: [-40, 80]}", "fall over"),
        (4, "  - label: A\n    posture: prone\n    anchor: {hips: [0, 4]}", "inside what it lies on"),
        (4, "  - label: A\n    foot: [0, 9]\n    elbow: 170", "elbow bends by 170"),
        (4, "  - label: A\n    foot: [0, 9]\n    spine: [0, 60, 0]", "spine has 60"),
        (4, "  - label: A\n    foot: [0, 9]\n    neck: 90", "neck is 90"),
        (2, "  - label: A\n    anchor: {hips: [0, 140]}", "nothing touches"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(tmp_path: Path, line: int, text: str, part: str) -> None:
    found = problems(tmp_path, f"frames:\n{text}\n")
    assert any(part in message for _, message in found), found
    assert min(number for number, message in found if part in message) == line


def test_a_jump_and_a_held_strap_need_no_balance(tmp_path: Path) -> None:
    assert problems(tmp_path, "frames:\n  - {airborne: true, anchor: {hips: [0, 140]}}\n") == []
    leaning = "frames:\n  - {steadied: true, foot: [0, 9], anchor: {hips: [-40, 74]}}\n"
    assert problems(tmp_path, leaning) == []


def test_a_foot_may_step_but_not_slide(tmp_path: Path) -> None:
    two = "frames:\n  - {foot: [0, 9]}\n  - {foot: {r: [0, 9], l: [%s, 9]}, anchor: {hips: [%s, 84]}}\n"
    (found,) = problems(tmp_path, two % (4, 2))
    assert found[0] == 3
    assert "left foot slides by 4.0 cm" in found[1]
    assert problems(tmp_path, two % (-30, -14)) == []


def test_one_ball_cannot_be_held_by_hands_far_apart(tmp_path: Path) -> None:
    text = "props: [{kind: medicine-ball, hand: both}]\nframes:\n  - {foot: [0, 9], shoulder_out: 60}\n"
    assert any("apart" in message for _, message in problems(tmp_path, text))


def test_an_arrow_needs_a_way(tmp_path: Path) -> None:
    text = STANDS + "arrows:\n  - {joint: hips}\n"
    assert problems(tmp_path, text) == [
        (4, "an arrow in the first frame needs `by`: there is no way to follow yet")
    ]
    assert "only 1" in problems(tmp_path, STANDS + "arrows:\n  - {joint: hips, frame: 2}\n")[0][1]


def test_poses_and_exercises_belong_together(tmp_path: Path) -> None:
    assert problems(tmp_path, STANDS, complete=True) == [(1, "“lunge” has no pose yet")]
    assert "no exercise “dance”" in problems(tmp_path, STANDS, id="dance")[0][1]


def test_a_file_of_the_wrong_shape_is_not_loaded(tmp_path: Path) -> None:
    problems(tmp_path, "frames: []\n")
    with pytest.raises(ContentError):
        load_poses(tmp_path)
    assert any("YAML" in message for _, message in problems(tmp_path, "frames: [\n"))


def test_a_box_carries_who_stands_on_it(tmp_path: Path) -> None:
    on_box = "props: [{kind: box, size: [50, 50, 40]}]\nframes:\n  - {foot: [0, 9, 40]}\n"
    assert problems(tmp_path, on_box) == []
    assert any(
        "nothing touches" in m
        for _, m in problems(tmp_path, on_box.replace("kind: box", "kind: box, at: [90]"))
    )
