"""Questions for the operator: without names, gathered by likeness, drafted and put away."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.library import load_library
from bot.library.drafting import id_from, write_draft
from bot.services import answers, asked
from bot.services.tools import Tools
from bot.store.tables import Verdict
from bot.understanding.door import Context
from tests.chat.runner import TUESDAY, settle
from tests.conftest import CONTENT, START

CHAT = 1001


def put(tools: Tools, text: str, chat_id: int = CHAT) -> answers.Reply:
    meaning = tools.understanding.understand(text, Context(START.date()))
    return answers.reply(tools, chat_id, text, meaning.answer)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mail me at robin@example.com about shoes", "mail me at … about shoes"),
        ("ask @coach_kim or t.me/kim", "ask … or …"),
        ("my number is +44 20 7946 0958 ok?", "my number is … ok?"),
        ("see https://example.com/a?b=c", "see …"),
        ("3x10 @ 40 kg in 4 weeks, 10-12 reps", "3x10 @ 40 kg in 4 weeks, 10-12 reps"),
        ("  a\n b  ", "a b"),
    ],
)
def test_what_points_at_somebody_is_not_kept(text: str, kept: str) -> None:
    assert asked.without_names(text) == kept


def test_alike_questions_are_one_group_the_most_frequent_first(tools: Tools, clock: MovableClock) -> None:
    for text in (
        "what is the capital of Mongolia",
        "capital of mongolia?",
        "the capital of Mongolia please",
        "how do I knit a scarf",
    ):
        put(tools, text)
        clock.move_to(clock.now() + timedelta(minutes=11))
    found = asked.groups(tools)

    assert [group.times for group in found] == [3, 1]
    assert found[1].wordings == (asked.Wording("how do I knit a scarf", 1),)
    assert found[0].reasons == (asked.Reason.UNANSWERED,)
    assert asked.group_of(tools, found[0].ids[-1]) == found[0]
    assert asked.group_of(tools, 999) is None


def test_the_same_words_again_after_a_crash_are_one_question(tools: Tools, clock: MovableClock) -> None:
    put(tools, "how do I knit a scarf")
    put(tools, "how do I knit a scarf")
    assert [group.times for group in asked.groups(tools)] == [1]
    clock.move_to(clock.now() + timedelta(hours=1))
    put(tools, "how do I knit a scarf")
    assert [group.times for group in asked.groups(tools)] == [2]


def test_disliked_and_untaken_questions_are_the_operators_too(tools: Tools, clock: MovableClock) -> None:
    clock.move_to(TUESDAY)
    settle(tools, CHAT)
    reply = put(tools, "should I lift before or after my run?")
    assert isinstance(reply, answers.AnswerView)
    assert asked.groups(tools) == ()
    assert reply.asked is not None
    answers.judge(tools, CHAT, reply.asked, Verdict.DOWN)
    assert isinstance(put(tools, "soreness?"), answers.ChooseView)
    assert [group.reasons for group in asked.groups(tools)] == [(asked.Reason.DISLIKED,)]
    clock.move_to(clock.now() + timedelta(minutes=20))

    assert {group.reasons for group in asked.groups(tools)} == {
        (asked.Reason.DISLIKED,),
        (asked.Reason.UNCHOSEN,),
    }


def test_what_is_settled_is_gone_and_comes_back_when_asked_again(tools: Tools, clock: MovableClock) -> None:
    put(tools, "how do I knit a scarf")
    (group,) = asked.groups(tools)
    assert asked.settle(tools, group.ids) == 1
    assert asked.settle(tools, group.ids) == 0
    assert asked.groups(tools) == ()
    clock.move_to(clock.now() + timedelta(hours=1))
    put(tools, "how do I knit a scarf")
    assert len(asked.groups(tools)) == 1


@pytest.mark.parametrize(
    ("question", "id_"),
    [
        ("How do I knit a scarf?", "knit-scarf"),
        ("why?", "why"),
        ("???", "question"),
        ("../../etc/passwd", "passwd"),
        ("a" * 90, "a" * 40),
        (
            "do weighted vests help my marathon training in the summer heat",
            "weighted-vests-help-marathon-training",
        ),
    ],
)
def test_a_name_for_a_draft(question: str, id_: str) -> None:
    assert id_from(question) == id_


def test_a_draft_stands_beside_the_content_and_is_no_entry_yet(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.symlink_to(CONTENT)
    own = tmp_path / "own"
    own.mkdir()
    for entry in CONTENT.iterdir():
        (own / entry.name).symlink_to(entry)
    path = write_draft(own, "knit-scarf", ["how do I knit a scarf"], ["warm-up"], START.date())

    assert path == own / "drafts" / "knit-scarf.md"
    text = path.read_text()
    assert "- how do I knit a scarf" in text
    assert "- warm-up" in text
    assert "TO WRITE" in text
    assert "knit-scarf" not in load_library(own).answers
    with pytest.raises(FileExistsError):
        write_draft(own, "knit-scarf", ["again"], [], START.date())
    entry = next((CONTENT / "answers").glob("*.md")).stem
    with pytest.raises(FileExistsError):
        write_draft(own, entry, ["again"], [], START.date())
    with pytest.raises(ValueError, match="no id"):
        write_draft(own, "../x", ["again"], [], START.date())
