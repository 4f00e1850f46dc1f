"""The card of an exercise: what is on it, by its classes, and that its PNG is not empty where something stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.library.load import read_all
from bot.library.objects import Muscle
from bot.pictures.exercise_card import WIDTH, exercise_card, exercise_facts, layout, muscle_name
from bot.pictures.figure import Figure, Shape, Skin
from bot.pictures.gallery import draw, usual_dose
from bot.pictures.load_poses import load_poses
from bot.pictures.muscles import BELLIES
from bot.pictures.palette import contrast, palette
from bot.pictures.render import png
from bot.pictures.scene import Stage
from tests.pictures.looking import classes, ground_of, root, texts
from tests.pictures.posing import CONTENT, SQUAT, card, pose

FIGURES = [Figure(shape, skin) for shape in Shape for skin in Skin]


def drawn(*frames: dict[str, object], figure: Figure | None = None, **rest: object) -> str:
    return exercise_card(card(), pose(*frames, **rest), figure or Figure(), "3 × 8")


def test_name_dose_muscles_labels_and_cues_are_readable() -> None:
    svg = drawn(*SQUAT)
    words = [text.words for text in texts(svg)]
    for each in (
        "Squat",
        "3 × 8",
        "Quads",
        "Glutes",
        "Core",
        "1",
        "Start",
        "2",
        "Down",
        "Sit down",
        "Knees out",
    ):
        assert each in words
    assert min(text.size for text in texts(svg)) >= 28
    assert max(text.right for text in texts(svg)) <= WIDTH


@pytest.mark.parametrize("figure", FIGURES)
def test_text_stands_out_from_its_ground(figure: Figure) -> None:
    for text, ground in ground_of(drawn(*SQUAT, figure=figure)):
        if text.words not in "12":  # the numbers stand on a disc, which is no rectangle
            assert contrast(text.fill, ground) >= 4.5, text.words
    assert contrast(palette().on_ink, palette().ink) >= 4.5


def test_muscles_are_tinted_in_the_working_frame_only() -> None:
    panels = [each for each in root(drawn(*SQUAT)).iter() if "panel" in (each.get("class") or "").split()]
    tinted = [sum("muscle-main" in (each.get("class") or "") for each in panel.iter()) for panel in panels]
    assert tinted[0] == 0
    assert tinted[1] >= 3
    assert classes(drawn(*SQUAT), "muscle-assisting") >= 1


def test_main_and_assisting_muscles_differ_by_more_than_colour() -> None:
    svg = drawn(*SQUAT)
    assert classes(svg, "legend-main") == 2
    assert classes(svg, "legend-assisting") == 1
    ring = next(each for each in root(svg).iter() if each.get("class") == "legend-assisting")
    assert any(each.get("stroke") for each in ring.iter())


@pytest.mark.parametrize("muscle", Muscle)
def test_every_muscle_can_be_drawn(muscle: Muscle) -> None:
    assert BELLIES[muscle]
    seen = 0
    for yaw in (20, 90, 160, 270 - 360):
        svg = exercise_card(card(main=(muscle,), assisting=()), pose(*SQUAT, view={"yaw": yaw}), Figure(), "")
        seen += classes(svg, "muscle-main")
    assert seen, muscle_name(muscle)


def test_the_far_side_is_paler() -> None:
    svg = drawn(*SQUAT, view={"yaw": 15})
    assert classes(svg, "limb-near") == classes(svg, "limb-far") == 2 * 6
    assert classes(drawn(*SQUAT, view={"yaw": 90}), "limb-far") == 0


def test_near_limbs_are_painted_over_far_ones_unless_the_file_says_otherwise() -> None:
    def order(svg: str) -> list[str]:
        return re.findall(r"part-((?:thigh|fore)-[rl])", svg)

    standing = {"foot": [0, 9]}
    assert order(drawn(standing)).index("thigh-l") < order(drawn(standing)).index("thigh-r")
    turned = order(drawn({**standing, "front": ["thigh_l"], "back": ["thigh_r"]}))
    assert turned.index("thigh-r") < turned.index("thigh-l")
    assert turned[0] == "thigh-r"


PROPS = [
    {"kind": "mat"}, {"kind": "box", "at": [60]}, {"kind": "step", "at": [40]}, {"kind": "bench", "at": [-90]},
    {"kind": "chair", "at": [-60]}, {"kind": "wall", "at": [60]}, {"kind": "dumbbell", "hand": "each"},
    {"kind": "kettlebell", "hand": "both"}, {"kind": "barbell", "hand": "each"},
    {"kind": "band", "of": "knee_r", "to": "knee_l"}, {"kind": "band", "hand": "r", "to": [100, 0, 100]},
    {"kind": "ball", "at": [60]}, {"kind": "medicine-ball", "hand": "both"}, {"kind": "bar", "at": [0, 0, 215]},
    {"kind": "cable", "hand": "r", "to": [110, 0, 120]}, {"kind": "foam-roller", "at": [50]},
    {"kind": "towel", "at": [30]}, {"kind": "towel", "hand": "each"}, {"kind": "towel", "of": "ball_r", "hand": "r"},
    {"kind": "machine-pad", "at": [60]}, {"kind": "ab-wheel", "hand": "both"}, {"kind": "barbell", "at": [0, 0, 100]},
]  # fmt: skip


@pytest.mark.parametrize("prop", PROPS, ids=lambda prop: "-".join(map(str, prop.values())))
def test_every_prop_is_drawn_where_it_is_wanted(prop: dict[str, object]) -> None:
    svg = drawn({"foot": [0, 9]}, {"foot": [0, 9]}, props=[{**prop, "frames": [2]}])
    first, second = svg.split("frame-2")[0], svg.split("frame-2")[-1]
    assert f"prop-{prop['kind']}" not in first.split("frame-1")[-1]
    assert f"prop-{prop['kind']}" in first.split("panel-label")[-1] + second + svg
    assert png(svg).startswith(b"\x89PNG")


def test_an_arrow_follows_the_joint_or_points_the_way() -> None:
    assert classes(drawn(*SQUAT, arrows=[{"joint": "hips"}]), "arrow") == 1
    assert classes(drawn(*SQUAT, arrows=[{"joint": "hips", "by": [0, 0, 30], "frame": 1}]), "arrow") == 1
    assert classes(drawn(SQUAT[0], SQUAT[0], arrows=[{"joint": "hips"}]), "arrow") == 0, "nothing moves"


def test_standing_panels_are_side_by_side_and_lying_ones_above_each_other() -> None:
    beside, _ = layout(Stage.of(pose(*SQUAT)), 100)
    assert beside[0].y == beside[1].y
    assert beside[1].x > beside[0].x + beside[0].width
    assert beside[0].scale == beside[1].scale
    assert beside[-1].x + beside[-1].width == pytest.approx(WIDTH - beside[0].x)
    lying = {"posture": "supine", "anchor": {"hips": [0, 10]}}
    above, bottom = layout(Stage.of(pose(lying, lying)), 100)
    assert above[0].x == above[1].x
    assert above[1].y > above[0].y + above[0].height
    assert bottom == pytest.approx(above[1].y + above[1].height)


def test_nothing_of_the_figure_leaves_its_panel() -> None:
    poses = load_poses(CONTENT)
    for each in poses.values():
        stage = Stage.of(each)
        for number, panel in enumerate(layout(stage, 0)[0]):
            bounds = stage.bounds(number)
            assert bounds.width * panel.scale <= panel.width + 1, each.id
            assert bounds.height * panel.scale <= panel.height, each.id


def test_the_figures_differ_and_hold_the_same_pose() -> None:
    svgs = {drawn(*SQUAT, figure=figure) for figure in FIGURES}
    assert len(svgs) == 4


def test_what_an_author_writes_is_escaped_and_long_words_fit() -> None:
    odd = card(name="Squat <b>& " + "very " * 30 + "deep", cues=("<i>", "a & b", "c" * 60))
    svg = exercise_card(odd, pose(*SQUAT), Figure(), "3 × 8 " + "slow " * 40)
    assert max(text.right for text in texts(svg)) <= WIDTH
    assert "<b>" not in svg


def test_the_facts_say_what_the_picture_shows() -> None:
    assert exercise_facts(card(), "3 × 8") == (
        "Squat · 3 × 8\nWorks: quads, glutes\nHelps: core\n• Sit down\n• Knees out\n• Stand up"
    )
    assert "Helps" not in exercise_facts(card(assisting=()), "")


def test_the_png_has_the_card_s_size_and_something_in_every_panel() -> None:
    data = png(drawn(*SQUAT))
    assert int.from_bytes(data[16:20], "big") == WIDTH
    assert len(data) > 20_000


def test_the_gallery_has_every_card(tmp_path: Path) -> None:
    library, _, _ = read_all(CONTENT)
    poses = load_poses(CONTENT)
    files = draw(["plank", "step-up"], tmp_path / "out", library.exercises, poses)
    assert [file.name for file in files] == ["plank.png", "step-up.png", "index.html"]
    page = files[-1].read_text(encoding="utf-8")
    assert page.count("<img") == 2
    assert "Works: core" in page
    assert usual_dose(library.exercises["plank"].exercise) == "20–60 s"
    assert usual_dose(library.exercises["step-up"].exercise) == "5–12 reps per side"
    with pytest.raises(KeyError):
        draw(["dance"], tmp_path, library.exercises, poses)
