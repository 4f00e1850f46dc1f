"""The ways through the first conversation: Back, Skip, /cancel, restarts, questions in between, old buttons."""

from __future__ import annotations

import pytest

from bot.coach.words import Level
from bot.store.tables import Chat, Race
from tests.chat.first_questions import QUESTIONS, WEEK, at_question, kinds
from tests.chat.runner import rows, the_runner
from tests.conftest import Stage
from tests.phone import Message, Phone, buttons


async def live(phone: Phone) -> list[Message]:
    """The messages with buttons."""
    return [each for each in await phone.from_bot() if buttons(each)]


# --- the way through ---------------------------------------------------------------------------------------------


async def test_back_leads_through_all_questions_to_the_first(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 7)
    for number in range(6, 0, -1):
        text = await phone.tap("‹ Back")
        assert f"{number} of 7" in text
        assert QUESTIONS[number - 1] in text

    assert "‹ Back" not in await phone.labels()


async def test_back_and_another_answer_replaces_the_first_one(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 2)
    await phone.tap("New to it")
    await phone.tap("‹ Back")
    await phone.tap("Regularly")

    assert the_runner(stage).level is Level.REGULAR


async def test_every_question_can_be_skipped_by_button_and_by_word(phone: Phone) -> None:
    await phone.say("/start")
    for question in QUESTIONS[1:]:
        assert "Skip" in await phone.labels()
        assert question in await phone.say("skip")

    assert "Your plan is ready" in await phone.say("Skip.")


async def test_back_can_be_typed(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 3)
    text = await phone.say("back")

    assert QUESTIONS[1] in text


async def test_cancel_leaves_and_start_carries_on_where_it_was(phone: Phone) -> None:
    await phone.say("/start")
    for number, question in enumerate(QUESTIONS, 1):
        assert "Your answers so far are kept" in await phone.say("/cancel")
        text = await phone.say("/start")
        assert f"{number} of 7" in text
        assert question in text
        await phone.tap("Skip")


async def test_after_cancel_the_question_takes_no_tap(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 2)
    question = await phone.keyboard_message()
    await phone.say("/cancel")
    await phone.tap("Regularly", message=question)

    assert "not open any more" in phone.toast
    assert phone.replies == []


async def test_cancel_with_nothing_open_says_so(phone: Phone) -> None:
    assert "nothing open" in await phone.say("/cancel")


async def test_a_restart_in_the_middle_loses_nothing(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    await phone.say(WEEK)
    await stage.restart()
    text = await phone.tap("Looks right")
    assert QUESTIONS[1] in text
    await phone.tap("Regularly")
    await stage.restart()
    await phone.tap("Kettlebell")
    await stage.restart()
    text = await phone.tap("That's it")

    assert QUESTIONS[3] in text
    assert the_runner(stage).equipment == ["kettlebell"]
    assert kinds(stage)[1] == "intervals"


async def test_a_message_that_came_while_the_bot_was_away_is_answered(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    await stage.bot.stop()
    await stage.http.post(f"{phone.page_url}local/chats/{phone.chat_id}/text", json={"text": WEEK})
    stage.bot = stage.another_bot()
    await stage.bot.start()

    assert "This is how I read it" in await phone.last()


async def test_a_second_start_goes_on_and_does_not_begin_anew(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 4)
    text = await phone.say("/start")

    assert "Here is where we were" in text
    assert "4 of 7" in text
    assert len(rows(stage, Chat)) == 1


async def test_start_after_the_plan_shows_today(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 7)
    await phone.tap("London")
    text = await phone.say("/start")

    assert "Friday 20 November" in text
    assert "of 7" not in text


# --- questions and nonsense in between ---------------------------------------------------------------------------


async def test_a_question_in_the_middle_is_answered_and_ours_is_asked_again(phone: Phone) -> None:
    await phone.say("/start")
    for number, ours in enumerate(QUESTIONS, 1):
        await phone.say("should I lift before or after my run?")
        answer, question = phone.replies
        assert "Should the lift come before or after the run?" in answer
        assert "Back to my question" in question
        assert f"{number} of 7" in question
        assert ours in question
        await phone.tap("Skip")


NONSENSE = {
    1: "I could not read a running week in that",
    2: "Which of these three is closest?",
    3: "I did not find any equipment in that",
    4: "I did not get a race out of that",
    5: "I did not recognise a body part in that",
    6: "I did not get a time",
    7: "I do not know that place",
}


async def test_nonsense_gets_a_sentence_of_its_own_and_loses_nothing(phone: Phone) -> None:
    await phone.say("/start")
    for number, sentence in NONSENSE.items():
        text = await phone.say("blorp fnord qux")
        assert sentence in text
        assert QUESTIONS[number - 1] in text
        assert f"{number} of 7" in text
        await phone.tap("Skip")


async def test_nonsense_keeps_a_half_put_together_answer(phone: Phone) -> None:
    await phone.say("/start")
    await phone.say(WEEK)
    await phone.say("blorp fnord qux")

    assert {"Tue · intervals", "Thu · tempo", "Sun · long"} <= set(await phone.labels())


async def test_what_cannot_be_placed_in_the_week_is_named(phone: Phone) -> None:
    await phone.say("/start")
    text = await phone.say("tuesday intervals, tempo, sunday long")

    assert "I am not sure about tempo" in text
    assert QUESTIONS[0] in text


async def test_a_greeting_in_the_middle_loses_nothing(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 6)
    await phone.say("hello")
    text = await phone.say("6 pm")

    assert QUESTIONS[6] in text


async def test_other_features_wait_for_the_plan(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 3)
    for command in ("/today", "/week", "/plan", "/move", "/settings", "/runs", "/race"):
        assert "A few answers are still missing" in await phone.say(command)
    text = await phone.say("/start")

    assert "3 of 7" in text


async def test_a_stranger_is_sent_to_start(phone: Phone) -> None:
    for command in ("/today", "/week", "/plan", "/move", "/settings", "/runs", "/race"):
        assert "We have not met yet. Tap /start" in await phone.say(command)


# --- old buttons and double taps ---------------------------------------------------------------------------------


async def test_a_button_of_an_earlier_question_is_harmless_and_says_so(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    await phone.say(WEEK)
    old = await phone.keyboard_message()
    await phone.say("yes")
    await phone.tap("Tue ·", message=old)

    assert "not open any more" in phone.toast
    assert QUESTIONS[1] in phone.sent[-1]
    assert kinds(stage)[1] == "intervals"


@pytest.mark.parametrize(
    ("number", "label"),
    [(1, "Tue · rest"), (2, "Regularly"), (3, "Kettlebell"), (4, "No race"), (7, "London")],
)
async def test_a_double_tap_is_one_tap(stage: Stage, phone: Phone, number: int, label: str) -> None:
    await at_question(stage, phone, number)
    message = await phone.keyboard_message()
    text = await phone.tap(label, message=message)
    again = await phone.tap(label, message=message)

    assert again == text
    assert phone.sent == []  # no second copy of what is on the screen
    assert phone.answered_taps == 1


async def test_a_double_tap_on_looks_right_skips_nothing(phone: Phone) -> None:
    await phone.say("/start")
    await phone.tap("4 runs")
    message = await phone.keyboard_message()
    await phone.tap("Looks right", message=message)
    text = await phone.tap("Looks right", message=message)

    assert QUESTIONS[1] in text


async def test_a_double_tap_on_skip_or_back_goes_one_step(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 3)
    message = await phone.keyboard_message()
    await phone.tap("Skip", message=message)
    assert "4 of 7" in await phone.tap("Skip", message=message)
    message = await phone.keyboard_message()
    await phone.tap("‹ Back", message=message)
    assert "3 of 7" in await phone.tap("‹ Back", message=message)


async def test_invented_button_data_changes_nothing(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 4)
    message = await phone.keyboard_message()
    for invented in (
        "q",
        "q:race",
        "q:race:7k",
        "q:race:day:2026-99-99",
        "q:zone:Mars/Base",
        "q:nothing:ok",
        "zzz:1",
    ):
        await phone.press(message["message_id"], invented)
        assert phone.answered_taps == 1
        assert phone.toast

    assert "4 of 7" in await phone.say("/start")
    assert rows(stage, Race) == []


# --- strangers who do not begin with /start ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["hi", "hello there", "I want stronger legs but have no equipment and my knee hurts", "show me my week"],
)
async def test_whatever_a_stranger_says_first_begins_with_the_welcome(phone: Phone, text: str) -> None:
    await phone.say(text)

    assert phone.replies[0].startswith("Hello")
    assert "I am Stridesmith" in phone.replies[0]
    assert "1 of 7" in phone.replies[1]
    assert "Looks right ✓" in await phone.labels()


async def test_a_strangers_question_is_answered(phone: Phone) -> None:
    assert "run" in await phone.say("should I lift before or after my run?")
    assert len(phone.replies) == 1


@pytest.mark.parametrize(
    "text",
    [
        "mon wed sat",
        "I run 3 times a week, mon wed sat",
        "Monday, Wednesday and Saturday",
        "mon/wed/sat, 3x a week",
    ],
)
async def test_days_alone_are_runs(phone: Phone, text: str) -> None:
    await phone.say("/start")
    shown = await phone.say(text)

    assert "This is how I read it" in shown
    assert (await phone.labels())[:7] == [
        *("Mon · easy", "Tue · rest", "Wed · easy", "Thu · rest", "Fri · rest", "Sat · easy", "Sun · rest")
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", "EEEEE--"),
        ("5 days a week, Mon – Fri", "EEEEE--"),
        ("Mon, Tue-Thu, Sat", "EEEE-E-"),
        ("just mon - wed", "EEE----"),
        ("tuesday to thursday and sunday", "-EEE--E"),
        ("weekdays", "EEEEE--"),
    ],
)
async def test_a_range_of_days_has_a_middle(phone: Phone, text: str, days: str) -> None:
    await phone.say("/start")
    await phone.say(text)

    labels = (await phone.labels())[:7]
    assert "".join("E" if label.endswith("easy") else "-" for label in labels) == days


async def test_a_wish_that_needs_a_plan_brings_the_open_question_back(phone: Phone) -> None:
    await phone.say("/start")
    text = await phone.say("move my session to friday")

    assert "1 of 7" in text
    assert "Looks right ✓" in await phone.labels()


@pytest.mark.parametrize("text", ["mars", "just a backpack", "berlin"])
async def test_a_few_odd_words_are_an_answer_that_was_not_understood(
    stage: Stage, phone: Phone, text: str
) -> None:
    await at_question(stage, phone, 3)
    said = await phone.say(text)

    assert len(phone.replies) == 1
    assert "I did not find any equipment in that." in said


async def test_the_likely_questions_stay_beside_the_open_one(phone: Phone) -> None:
    await phone.say("/start")
    await phone.say("is it bad to run with a sore knee?")
    shown = [each for each in await phone.from_bot() if buttons(each)]
    likely, asked = shown[-2:]

    assert "Is it one of these?" in likely["text"]
    assert "1 of 7" in asked["text"]
    await phone.press(likely["message_id"], buttons(likely)[0]["callback_data"])
    assert "How sure is this?" in phone.replies[0]
    assert phone.replies[1].startswith("Back to my question")
    assert "Looks right ✓" in await phone.labels()
    answer, asked = await live(phone)
    assert answer["message_id"] == likely["message_id"]
    assert phone.replies[1] in asked["text"]


@pytest.mark.parametrize("label", ["👍", "Sources"])
async def test_what_is_tapped_below_an_answer_leaves_the_open_question_its_buttons(
    phone: Phone, label: str
) -> None:
    await phone.say("/start")
    await phone.say("is it bad to run with a sore knee?")
    likely, _ = await live(phone)
    await phone.press(likely["message_id"], buttons(likely)[0]["callback_data"])
    answer, asked = await live(phone)
    await phone.tap(label, message=answer)

    assert [each["message_id"] for each in await live(phone)] == [answer["message_id"], asked["message_id"]]
