"""What only `check` looks at: sessions that fall short, chains, both ways of a reference, messages, weak spots."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from bot.coach.words import Complaint
from bot.library import Report, check
from bot.settings import PROJECT_FOLDER
from tests.library.content import ANSWER, RED_FLAG, SESSION, SOURCES, WORDS, exercise, write_whole
from tests.process import Shell, bytecode_folder

CONTENT = PROJECT_FOLDER / "content"
TODAY = date(2026, 11, 21)
LIFT = "answers/lift-before-or-after-run.md"
GOBLET = "exercises/goblet-squat.yaml"
CALF = "complaints/calf.yaml"
HELLO = "messages/en/hello.html.j2"
LABELS = "messages/en/labels.yaml"
REAL_LABELS = (CONTENT / LABELS).read_text(encoding="utf-8")

COMPLAINT = """\
name: Tight calf
aliases: [calf niggle]
helps:
  - {exercise: a-hinge, dose: "2 × 10"}
leave_out:
  patterns: []
  exercises: []
instead: {}
text: Keep it light for a week.
watch: [The next morning]
see_someone: [It does not get better]
sources: [{id: a-coach, note: Says 2 × 10.}]
certainty: low
"""


def complaint(*changes: tuple[str, str]) -> str:
    """The complaint with some of its text exchanged."""
    text = COMPLAINT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


HELPING = {"exercises/a-hinge.yaml": exercise("A hinge", pattern="hinge", helps="[calf]")}

BROKEN: Sequence[tuple[str, dict[str, str], str, int, str]] = [
    (
        "a pattern that somebody cannot do at all",
        {"exercises/a-calf.yaml": exercise("A calf", pattern="calf", equipment="[[machine]]")},
        "sessions/learn-any.yaml",
        9,
        "no calf exercise for level “new” without equipment",
    ),
    (
        "a pattern that comes too late",
        {"exercises/a-hinge.yaml": exercise("A hinge", pattern="hinge", level="some")},
        "sessions/heavy-base.yaml",
        5,
        "a heavy session (level new, no equipment) has nothing for hinge",
    ),
    (
        "a complaint that takes a session apart",
        {CALF: complaint(("patterns: []", "patterns: [lateral-hip]")), **HELPING},
        CALF,
        5,
        "a learn session (level new, no equipment) has nothing for lateral-hip",
    ),
    (
        "no session for a kind",
        {"sessions/core-any.yaml": SESSION},
        "sessions/core-any.yaml",
        1,
        "there is no template for a core session beside this one",
    ),
    (
        "a session that is over too soon",
        {"sessions/heavy-base.yaml": SESSION.replace("sets: 3", "sets: 1").replace(" 150", " 20")},
        "sessions/heavy-base.yaml",
        5,
        "a heavy session (level new, no equipment) takes only",
    ),
    (
        "a chain that skips a level",
        {GOBLET: exercise("Goblet squat", easier="bodyweight-squat", level="regular")},
        "exercises/bodyweight-squat.yaml",
        13,
        "harder: “goblet-squat” skips a level (new → regular)",
    ),
    (
        "a chain that goes downhill",
        {"exercises/bodyweight-squat.yaml": exercise("Squat", harder="goblet-squat", level="some")},
        GOBLET,
        13,
        "easier: “bodyweight-squat” is not easier (new → some)",
    ),
    (
        "a helper that knows nothing of it",
        {CALF: COMPLAINT},
        CALF,
        4,
        "exercises/a-hinge does not say that it helps “calf”",
    ),
    (
        "an exercise that helps and is left out",
        {
            CALF: complaint(("exercises: []", "exercises: [goblet-squat]")),
            GOBLET: exercise("Goblet squat", easier="bodyweight-squat", helps="[calf]"),
            **HELPING,
        },
        GOBLET,
        14,
        "“calf” leaves this exercise out",
    ),
    (
        "a stand-in of another pattern",
        {CALF: complaint(("instead: {}", "instead: {squat: [a-lunge]}")), **HELPING},
        CALF,
        8,
        "“a-lunge” is another pattern (lunge)",
    ),
    (
        "a question that a red flag takes",
        {LIFT: ANSWER.replace("gym first or jog first", "chest pain on a run")},
        LIFT,
        4,
        "“chest pain on a run” is red_flags/chest-pain: nobody would get this answer",
    ),
    (
        "a word in two groups of a pattern",
        {"red_flags/chest-pain.yaml": RED_FLAG.replace("|tight]", "|tight|chest]")},
        "red_flags/chest-pain.yaml",
        4,
        "“chest” stands in two groups: alone it fills both",
    ),
    (
        "a word in a group and in the words that another stands for",
        {
            "red_flags/chest-pain.yaml": RED_FLAG.replace("[chest +", "[<chest> + breast|"),
            "vocabulary.yaml": "signs:\n  chest: [chest, breast]\n",
        },
        "red_flags/chest-pain.yaml",
        4,
        "“breast” stands in two groups",
    ),
    (
        "a look-alike that cannot act",
        {"red_flags/chest-pain.yaml": RED_FLAG.replace("[chest day]", "[chest day|treasure, bench + dips]")},
        "red_flags/chest-pain.yaml",
        5,
        "“treasure” shares no word with a pattern of this file",
    ),
    (
        "a look-alike of two groups that cannot act",
        {"red_flags/chest-pain.yaml": RED_FLAG.replace("[chest day]", "[bench press + dips|flyes]")},
        "red_flags/chest-pain.yaml",
        5,
        "“bench press + dips|flyes” shares no word",
    ),
    (
        "a sign that rests on nothing known",
        {"red_flags/chest-pain.yaml": RED_FLAG.replace("sources: []", "sources: [nobody]")},
        "red_flags/chest-pain.yaml",
        6,
        "there is no source “nobody”",
    ),
    (
        "two red flags with the same words",
        {"red_flags/heart.yaml": RED_FLAG.replace("name: Chest pain", "name: Heart")},
        "red_flags/heart.yaml",
        3,
        "“pressure on my chest” stands in red_flags/chest-pain as well",
    ),
    (
        "an emergency without a number",
        {"red_flags/chest-pain.yaml": RED_FLAG.replace("call 112", "go home")},
        "red_flags/chest-pain.yaml",
        7,
        "an emergency names the number to call",
    ),
    (
        "stars that would be shown",
        {GOBLET: exercise("Goblet squat", easier="bodyweight-squat", stop="Stop **now**.")},
        GOBLET,
        11,
        "stop: bold type is not possible here",
    ),
    (
        "a promise across two lines",
        {LIFT: ANSWER + "\nThis work prevents\nmost injuries.\n"},
        LIFT,
        20,
        "no promise that strength training prevents injuries",
    ),
    (
        "more than a message holds",
        {LIFT: ANSWER.replace("certainty:", f"  - id: a-coach\n    note: {'x' * 290}\n" * 14 + "certainty:")},
        LIFT,
        2,
        "characters do not fit one message of 4096",
    ),
    ("a tag left open", {HELLO: "Hello\n<b>you"}, HELLO, 2, "<b> is not closed"),
    (
        "a tag that one branch leaves open",
        {HELLO: "<b>{% if name %}{{ name }}</b>{% endif %}"},
        HELLO,
        1,
        "</b> closes nothing that was opened in this branch",
    ),
    ("an unknown tag", {HELLO: "Hello<br>\nyou"}, HELLO, 1, "Telegram does not know <br>"),
    ("a link to nowhere", {HELLO: "<a>here</a>"}, HELLO, 1, "Telegram does not know <a>"),
    ("a bare sign", {HELLO: "{{ name }}\n\n1 < 2"}, HELLO, 3, "a < that begins no tag is written &lt;"),
    ("an unknown entity", {HELLO: "a&nbsp;b"}, HELLO, 1, "Telegram does not know &nbsp;"),
    ("a template that is none", {HELLO: "a\n{% if x %}b"}, HELLO, 2, "not a template that can be read"),
    ("a label that is not there", {HELLO: "{{ 'tomorow' | label }}"}, HELLO, 1, "no label “tomorow”"),
    ("a family that is not there", {HELLO: "{{ ('rnu-' ~ x) | label }}"}, HELLO, 1, "no label “rnu-…”"),
    ("a part that is not there", {HELLO: "{% include '_x.html.j2' %}"}, HELLO, 1, "no template “_x.html.j2”"),
    ("a promise in a message", {HELLO: "Planks melt belly fat."}, HELLO, 1, "no promise that an exercise"),
    (
        "a word without its label",
        {LABELS: REAL_LABELS.replace("run-hills: hills\n", "", 1)},
        LABELS,
        4,
        "there is no label “run-hills”",
    ),
    (
        "a blank with a name",
        {LABELS: 'weekday-0: "{day}"\n'},
        LABELS,
        1,
        "weekday-0: blanks are written {0}, {1} …",
    ),
    ("a label twice", {LABELS: "a: b\na: c\n"}, LABELS, 2, "the key “a” stands here twice"),
    ("no labels", {HELLO: "Hello"}, LABELS, 1, "the labels are missing"),
    (
        "a language that lacks a message",
        {HELLO: "Hello", LABELS: REAL_LABELS, "messages/de/labels.yaml": REAL_LABELS},
        "messages/de/hello.html.j2",
        1,
        "the template is missing in “de”",
    ),
]

WEAK: Sequence[tuple[str, dict[str, str], str, int, str]] = [
    (
        "a figure without a note",
        {LIFT: ANSWER + "\nDo it 7 times.\n"},
        LIFT,
        20,
        "“7” stands in no source's note",
    ),
    (
        "a figure in instructions",
        {GOBLET: exercise("Goblet squat", easier="bodyweight-squat", instructions="Sit down 9 times.")},
        GOBLET,
        10,
        "“9” stands in no source's note",
    ),
    (
        "long words",
        {
            LIFT: ANSWER.replace(
                WORDS, "Physiological adaptation necessitates considerable periodisation. " * 13
            )
        },
        LIFT,
        15,
        "reading ease -",
    ),
    (
        "reviewed tomorrow",
        {LIFT: ANSWER.replace("2026-11-20", "2026-11-22")},
        LIFT,
        13,
        "reviewed on 2026-11-22, which is still to come",
    ),
    (
        "reviewed long ago",
        {LIFT: ANSWER.replace("2026-11-20", "2025-11-20")},
        LIFT,
        13,
        "reviewed on 2025-11-20, more than a year ago",
    ),
    (
        "a sign without guidance",
        {},
        "red_flags/chest-pain.yaml",
        6,
        "names no guidance that it rests on",
    ),
    (
        "sure of what coaches say",
        {LIFT: ANSWER.replace("id: a-review", "id: a-coach")},
        LIFT,
        10,
        "moderate certainty rests on no published evidence",
    ),
    (
        "a source that nobody cites",
        {"sources.yaml": SOURCES + SOURCES.split("- id: a-coach")[0].replace("a-review", "a-spare")},
        "sources.yaml",
        12,
        "nothing cites “a-spare”",
    ),
]


def named(cases: Sequence[tuple[str, dict[str, str], str, int, str]]) -> pytest.MarkDecorator:
    """The cases as parameters, each under its name."""
    names = "changes", "path", "line", "message"
    return pytest.mark.parametrize(names, [case[1:] for case in cases], ids=[case[0] for case in cases])


def report(folder: Path, changes: dict[str, str]) -> Report:
    """Check the sound content with some files added or exchanged; a message comes with the real labels."""
    labels = {LABELS: REAL_LABELS} if HELLO in changes and changes[HELLO] != "Hello" else {}
    return check(write_whole(folder, **(labels | changes)), TODAY)


@named(BROKEN)
def test_what_is_broken_is_told_on_its_line(
    tmp_path: Path, changes: dict[str, str], path: str, line: int, message: str
) -> None:
    found = [(str(each.path), each.line, each.message) for each in report(tmp_path, changes).problems]
    assert any(p == path and n == line and message in m for p, n, m in found), found


@named(WEAK)
def test_what_is_weak_is_a_warning_on_its_line(
    tmp_path: Path, changes: dict[str, str], path: str, line: int, message: str
) -> None:
    done = report(tmp_path, changes)
    assert done.problems == ()
    found = [(str(each.path), each.line, each.message) for each in done.warnings]
    assert any(p == path and n == line and message in m for p, n, m in found), found


def test_sound_messages_have_no_problem(tmp_path: Path) -> None:
    text = (
        "<b>{% if name %}{{ name }}{% else %}you{% endif %}</b> &lt; &amp;\n"
        '{% for x in y %}<a href="{{ x.link }}">{{ ("run-" ~ x.run) | label }}</a>{% endfor %}\n'
        "<blockquote expandable>{% include '_' ~ part %}</blockquote>"
    )
    changes = {HELLO: text, "messages/en/_part.html.j2": '<span class="tg-spoiler">x</span>'}
    assert report(tmp_path, changes).problems == ()


def test_what_cannot_be_read_leaves_what_follows_of_it_unsaid(tmp_path: Path) -> None:
    (only,) = report(tmp_path, {"exercises/a-hinge.yaml": "name: [A hinge"}).problems
    assert str(only.path) == "exercises/a-hinge.yaml"


def test_every_complaint_needs_a_file(tmp_path: Path) -> None:
    found = report(tmp_path, {CALF: COMPLAINT, **HELPING}).problems
    assert len([each for each in found if "there is no file for" in each.message]) == len(Complaint) - 1


def test_the_command_prints_one_object_and_fails(
    tmp_path: Path, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    broken = folder / "messages" / "en" / "thanks.html.j2"
    broken.write_text("Thank you\n{{ name | shout }}", encoding="utf-8")
    answer = folder / "answers" / "taper.md"
    answer.write_text(
        answer.read_text(encoding="utf-8") + "\nIt works in 65 % of runners.\n", encoding="utf-8"
    )
    shell = Shell(tmp_path, bytecode_folder(pytestconfig, tmp_path_factory)).with_settings(CONTENT_DIR=folder)
    done = shell.run("check", "--json")
    assert done.returncode == 1, done.stderr
    read = json.loads(done.stdout)
    assert read["ok"] is False
    lines = len(answer.read_text(encoding="utf-8").splitlines())
    by_path = {each["path"]: (each["line"], each["message"]) for each in read["problems"]}
    assert by_path.keys() == {"answers/taper.md", "messages/en/thanks.html.j2"}
    assert by_path["answers/taper.md"][0] == lines
    assert by_path["messages/en/thanks.html.j2"] == (2, "No filter named 'shout'.")
