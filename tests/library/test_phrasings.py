"""A phrasing that raises a red flag would never get its answer, nor have its action done: `check` says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.library import Library, check
from tests.library.content import ACTION, ANSWER, write_whole


def chest_pain_in(library: Library) -> Callable[[str], str | None]:
    """Find the one flag of the test's content wherever somebody presses on a chest."""
    (flag,) = library.red_flags
    return lambda text: flag.id if "presses my chest" in text.lower() else None


def test_a_phrasing_and_a_question_that_raise_a_flag(tmp_path: Path) -> None:
    lift = "answers/lift-before-or-after-run.md"
    question = ANSWER.replace("question: ", "question: What presses my chest? ", 1)
    skip = ACTION.replace("leave out this one", "skip it as it presses my chest")
    assert question != ANSWER
    assert skip != ACTION
    folder = write_whole(tmp_path, **{lift: question, "actions/skip.yaml": skip})
    assert check(folder).ok
    found = check(folder, signs_in=chest_pain_in)
    assert [(str(each.path), each.line) for each in found.problems] == [("actions/skip.yaml", 2), (lift, 2)]
    assert all(
        "raises red_flags/chest-pain: nobody would get this reply" in str(each) for each in found.problems
    )


def test_content_without_such_phrasings_is_sound(tmp_path: Path) -> None:
    assert check(write_whole(tmp_path), signs_in=chest_pain_in).ok
