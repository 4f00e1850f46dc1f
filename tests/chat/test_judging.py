"""What runners think of an answer: kept without their name, and answered with the next likely questions."""

from __future__ import annotations

from datetime import timedelta

from bot.services import asked, runners
from bot.store.tables import AskedQuestion, Chat, Verdict
from tests.chat.runner import TUESDAY, rows, settle
from tests.conftest import Stage
from tests.phone import Phone

QUESTION = "should I lift before or after my run?"
VAGUE = "soreness?"
NONSENSE = "what is the capital of Mongolia"


async def test_a_thumb_is_kept_and_forgets_whose_it_was(stage: Stage, runner: Phone) -> None:
    answer = await runner.say(QUESTION)
    (row,) = rows(stage, AskedQuestion)
    assert (row.text, row.zone, row.verdict) == (QUESTION, "direct", None)
    assert row.runner_id is not None

    assert await runner.tap("👍") == answer
    assert "good to know" in runner.toast
    assert "👍" not in str(await runner.labels())
    (row,) = rows(stage, AskedQuestion)
    assert (row.verdict, row.runner_id) == (Verdict.UP, None)


async def test_a_second_thumb_changes_nothing(stage: Stage, runner: Phone) -> None:
    await runner.say(QUESTION)
    message = await runner.keyboard_message()
    await runner.tap("👎", message=message)
    assert "without your name" in runner.toast
    await runner.tap("👍", message=message)

    assert "noted already" in runner.toast
    assert [row.verdict for row in rows(stage, AskedQuestion)] == [Verdict.DOWN]


async def test_not_what_i_asked_offers_the_next_three(stage: Stage, runner: Phone) -> None:
    title = (await runner.say(QUESTION)).splitlines()[0]
    text = await runner.tap("Not what I asked")

    assert "Was it one of these?" in text
    labels = await runner.labels()
    assert len(labels) == 3
    assert title not in labels
    assert [row.verdict for row in rows(stage, AskedQuestion)] == [Verdict.OTHER]
    assert (await runner.tap(labels[0])).startswith(labels[0].rstrip("…"))


async def test_a_chosen_question_can_be_judged_also_behind_its_sources(stage: Stage, runner: Phone) -> None:
    await runner.say(VAGUE)
    label = (await runner.labels())[0]
    await runner.tap(label)
    await runner.tap("Sources")
    await runner.tap("Back to the answer")
    await runner.tap("👎")

    (row,) = rows(stage, AskedQuestion)
    assert (row.zone, row.verdict) == ("choose", Verdict.DOWN)
    assert row.topic in row.topics


async def test_none_of_these_offers_others(stage: Stage, runner: Phone) -> None:
    await runner.say(VAGUE)
    first = (await runner.labels())[:-1]
    await runner.tap("None of these")

    assert not set(first) & set(await runner.labels())
    (row,) = rows(stage, AskedQuestion)
    assert (row.topic, row.verdict, row.runner_id) == (None, Verdict.OTHER, None)


async def test_nobody_judges_for_another(stage: Stage, runner: Phone) -> None:
    await runner.say(QUESTION)
    (row,) = rows(stage, AskedQuestion)
    settle(stage.tools, 2002, name="Kim")
    other = stage.phone(2002, "Kim")
    await other.say("/today")
    message = await other.keyboard_message()
    for forged in (f"j:up:{row.id}", f"j:other:{row.id}", "j:up:x", "j:best:1", "j", f"j:up:{10**30}"):
        await other.press(message["message_id"], forged)
        assert "noted already" in other.toast, forged

    assert [each.verdict for each in rows(stage, AskedQuestion)] == [None]


async def test_small_talk_is_neither_kept_nor_judged(stage: Stage, runner: Phone) -> None:
    await runner.say("hello")
    assert rows(stage, AskedQuestion) == []
    assert "👍" not in str(runner.calls)


async def test_a_deleted_runner_leaves_no_trace_in_the_questions(stage: Stage, runner: Phone) -> None:
    await runner.say(QUESTION)
    runners.delete(stage.tools, runner.chat_id)

    assert rows(stage, Chat) == []
    assert rows(stage, AskedQuestion) == []


async def test_what_was_answered_and_never_judged_is_forgotten(stage: Stage, runner: Phone) -> None:
    for text in (QUESTION, VAGUE, NONSENSE):
        await runner.say(text)
    stage.clock.move_to(TUESDAY + timedelta(days=8))

    assert asked.forget(stage.tools) == 1
    assert {row.text for row in rows(stage, AskedQuestion)} == {VAGUE, NONSENSE}
    assert [row.runner_id for row in rows(stage, AskedQuestion)] == [None, None]
