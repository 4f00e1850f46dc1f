"""Sound content becomes frozen objects; broken content is refused with every problem on its line."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from bot.coach.words import Equipment, Pattern, Phase, SessionKind, Urgency, Variant
from bot.library import ContentError, check, load_library
from tests.library.content import ACTION, ANSWER, RED_FLAG, SESSION, SOURCES, exercise, write, write_whole

CONTENT = Path(__file__).parents[2] / "content"
LIFT = "answers/lift-before-or-after-run.md"
GOBLET = "exercises/goblet-squat.yaml"


def problems(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(ContentError) as error:
        load_library(folder)
    return [(str(each.path), each.line, each.message) for each in error.value.problems]


def test_an_empty_folder_is_an_empty_library(tmp_path: Path) -> None:
    library = load_library(tmp_path)
    assert not library.answers
    assert not library.templates


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert problems(tmp_path / "nowhere")[0][2] == "there is no such folder of content"


def test_sound_content_becomes_frozen_objects(tmp_path: Path) -> None:
    library = load_library(write(tmp_path))
    answer = library.answers["lift-before-or-after-run"]
    assert answer.body.endswith("• one <b>bold</b> thing\n• one <i>slanted</i> thing")
    assert answer.sources[0].id == "a-review"
    assert library.sources["a-review"].link == "https://doi.org/10.1007/s40279-017-0835-7"
    card = library.exercises["goblet-squat"]
    assert card.exercise.equipment == (frozenset({Equipment.KETTLEBELL}), frozenset())
    assert (card.exercise.low, card.exercise.high, card.exercise.easier) == (8, 12, "bodyweight-squat")
    (template,) = library.templates
    assert (template.kind, template.phases) == (SessionKind.HEAVY, frozenset({Phase.BASE}))
    item = template.blocks[0].items[0]
    assert item.patterns == (Pattern.SQUAT, Pattern.LUNGE)
    assert item.variants == {Variant.FULL, Variant.SHORT}
    assert library.red_flags[0].level is Urgency.EMERGENCY
    assert library.actions[0].patterns[1].window == 5
    with pytest.raises(dataclasses.FrozenInstanceError):
        answer.question = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        library.answers["other"] = answer  # type: ignore[index]


BROKEN = [
    ("a misspelt key", {LIFT: ANSWER.replace("group:", "gruop:")}, LIFT, 3, "gruop: there is no such key"),
    (
        "an unknown word",
        {LIFT: ANSWER.replace("moderate", "certain")},
        LIFT,
        10,
        "certainty: Input should be 'strong'",
    ),
    (
        "a key twice",
        {LIFT: ANSWER.replace("related: []", "group: other")},
        LIFT,
        11,
        "the key “group” stands here twice",
    ),
    (
        "no source",
        {LIFT: ANSWER.replace("id: a-review", "id: a-dream")},
        LIFT,
        8,
        "there is no source “a-dream”",
    ),
    (
        "no exercise",
        {LIFT: ANSWER.replace("[goblet-squat]", "[jump]")},
        LIFT,
        12,
        "there is no exercise “jump”",
    ),
    (
        "no relation",
        {LIFT: ANSWER.replace("related: []", "related: [x]")},
        LIFT,
        11,
        "there is no answer “x”",
    ),
    (
        "too short",
        {LIFT: ANSWER.split("---\nLift")[0] + "---\nAfter it.\n"},
        LIFT,
        15,
        "2 words: an answer has 60 to 150",
    ),
    ("a heading", {LIFT: ANSWER + "\n# Why\n"}, LIFT, 20, "a heading is not allowed here"),
    (
        "a promise",
        {LIFT: ANSWER + "\nIt prevents injuries.\n"},
        LIFT,
        20,
        "no promise that strength training prevents",
    ),
    (
        "an uncited figure",
        {LIFT: ANSWER + "\nAbout 4 % on average.\n"},
        LIFT,
        20,
        "“4 %” stands in no source's note",
    ),
    ("no front matter", {LIFT: "Just text"}, LIFT, 1, "must begin with a line of three dashes"),
    ("not YAML", {GOBLET: "name: [a\nlevel: b"}, GOBLET, 2, "not valid YAML"),
    (
        "the same phrasing twice",
        {"answers/other.md": ANSWER.replace("Should I lift before or after my run?", "Which first?")},
        "answers/other.md",
        5,
        "stands in answers/lift-before-or-after-run as well",
    ),
    (
        "a chain that does not come back",
        {GOBLET: exercise("Goblet squat")},
        "exercises/bodyweight-squat.yaml",
        13,
        "“goblet-squat” does not name this one as its easier",
    ),
    (
        "a chain across patterns",
        {GOBLET: exercise("Goblet squat", easier="bodyweight-squat", pattern="hinge")},
        GOBLET,
        13,
        "“bodyweight-squat” is another pattern (squat)",
    ),
    (
        "a long cue",
        {GOBLET: exercise("Goblet squat", cues=f"[a, b, {'c' * 61}]")},
        GOBLET,
        8,
        "cues.2: String should have",
    ),
    ("a source twice", {"sources.yaml": SOURCES + SOURCES}, "sources.yaml", 12, "the id “a-review” is taken"),
    (
        "a part that is none",
        {"sessions/heavy-base.yaml": SESSION.replace("main", "maine")},
        "sessions/heavy-base.yaml",
        6,
        "blocks.0.part",
    ),
    (
        "an empty pattern",
        {"red_flags/chest-pain.yaml": RED_FLAG.replace("|tight", "||")},
        "red_flags/chest-pain.yaml",
        4,
        "an empty alternative",
    ),
    (
        "a wrong name",
        {"actions/skip.yaml": ACTION.replace("name: skip", "name: jump")},
        "actions/skip.yaml",
        1,
        "the name must be the file's: “skip”",
    ),
    ("a stray file", {"answers/notes.txt": "x"}, "answers/notes.txt", 1, "only .md files are read here"),
    (
        "a complaint of our own",
        {"complaints/elbow.yaml": "name: x"},
        "complaints/elbow.yaml",
        1,
        "aliases: Field required",
    ),
]


@pytest.mark.parametrize(
    ("changes", "path", "line", "message"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN]
)
def test_broken_content_is_refused_on_its_line(
    tmp_path: Path, changes: dict[str, str], path: str, line: int, message: str
) -> None:
    found = problems(write(tmp_path, **changes))
    assert any(p == path and n == line and message in m for p, n, m in found), found


def test_a_circle_of_harder_forms_is_found(tmp_path: Path) -> None:
    changes = {
        GOBLET: exercise("Goblet squat", easier="bodyweight-squat", harder="bodyweight-squat"),
        "exercises/bodyweight-squat.yaml": exercise("Squat", easier="goblet-squat", harder="goblet-squat"),
    }
    assert any("runs in a circle" in message for _, _, message in problems(write(tmp_path, **changes)))


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    changes = {case[2]: case[1][case[2]] for case in BROKEN if case[2] in case[1]}
    found = problems(write(tmp_path, **changes))
    assert len({path for path, _, _ in found}) > 6
    assert found == sorted(found)


def test_check_reports_for_people_and_for_programs(tmp_path: Path) -> None:
    report = check(write_whole(tmp_path, **{"answers/notes.txt": "x"}))
    assert not report.ok
    assert "answers/notes.txt:1: only .md files are read here" in report.as_text()
    read = json.loads(report.as_json())
    assert read["problems"] == [
        {"path": "answers/notes.txt", "line": 1, "message": "only .md files are read here"}
    ]
    assert any("2 phrasings" in each["message"] and each["line"] == 4 for each in read["warnings"])


def test_the_sound_example_has_no_problem(tmp_path: Path) -> None:
    assert check(write_whole(tmp_path)).problems == ()


def test_the_bots_own_content_is_sound() -> None:
    assert [str(each) for each in check(CONTENT).problems] == []
