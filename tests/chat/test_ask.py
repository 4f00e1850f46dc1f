"""Questions: answered with sources and the own week, offered as buttons, or said to be unknown; red flags first."""

from __future__ import annotations

from datetime import timedelta

from bot.store.tables import AskedQuestion, Chat
from tests.chat.runner import TUESDAY, begin, move_to, planned, rows, settle, the_runner
from tests.conftest import Stage
from tests.phone import Phone

QUESTION = "should I lift before or after my run?"
TITLE = "Should the lift come before or after the run?"
NONSENSE = "what is the capital of Mongolia"


async def test_a_clear_question_is_answered_under_its_own_title(runner: Phone) -> None:
    text = await runner.say(QUESTION)

    assert text.startswith(TITLE)
    assert "Run first and lift afterwards" in text
    assert "How sure is this? Moderate evidence." in text
    labels = await runner.labels()
    assert labels[0].startswith("Sources (")
    assert labels[1:4] == ["👍", "👎", "Not what I asked"]
    assert len(labels) == 7  # and three related questions


async def test_the_sources_and_back(runner: Phone) -> None:
    answer = await runner.say(QUESTION)
    text = await runner.tap("Sources")
    assert text.startswith(TITLE)
    assert "Doma" in text
    assert "14 male runners" in text  # what the source says
    assert await runner.labels() == ["‹ Back to the answer"]

    assert await runner.tap("Back to the answer") == answer


async def test_a_related_question_is_a_tap_away(runner: Phone) -> None:
    await runner.say(QUESTION)
    label = (await runner.labels())[4]

    assert (await runner.tap(label)).startswith(label.rstrip("…"))


async def test_what_it_means_today(runner: Phone) -> None:
    text = await runner.say(QUESTION)

    assert "In your week: today you have Heavy strength and intervals: run first" in text
    assert "Your next key run is a tempo run on Thursday, in 2 days." in text


async def test_what_it_means_on_the_eve_of_a_key_run(stage: Stage, runner: Phone) -> None:
    await move_to(stage, TUESDAY + timedelta(days=1))

    assert "Tomorrow is a tempo run, so keep your legs fresh tonight." in await runner.say(QUESTION)


async def test_what_it_means_when_todays_session_is_behind_one(runner: Phone) -> None:
    await runner.say("/today")
    await runner.tap("Skip")
    await runner.tap("Yes, skip it")
    text = await runner.say(QUESTION)

    assert "no more strength today" in text


OWN_WEEK = (
    ("home-equipment", "bands, dumbbells and kettlebell"),
    ("basics-first", "used to the basics"),
    ("base-phase", "blocks of four weeks"),
    ("session-length", "in the short versions"),
    ("running-every-day", "Heavy strength on Tuesday and Heavy strength on Thursday"),
    ("run-when-sore", "your next key run is a tempo run on Thursday"),
    ("beginner", "Heavy strength is on today"),
    ("rest-day", "neither a run nor a session"),
)


async def test_answers_speak_of_the_own_week(runner: Phone) -> None:
    await runner.say(QUESTION)
    message = await runner.keyboard_message()
    for topic, says in OWN_WEEK:
        await runner.press(message["message_id"], f"a:{topic}")
        text = await runner.last()
        assert "In your week:" in text, topic
        assert says in text


async def test_the_taper_and_the_race_are_the_runners_own(stage: Stage) -> None:
    stage.clock.move_to(TUESDAY)
    settle(stage.tools, race="half marathon on 18 April 2027")
    phone = stage.phone()
    await phone.say(QUESTION)
    message = await phone.keyboard_message()
    await phone.press(message["message_id"], "a:race-distance")
    assert (
        "on Sunday 18 April, so the last heavy session is Sunday 11 April at the latest" in await phone.last()
    )
    await phone.press(message["message_id"], "a:race-week")

    assert "half marathon is in 20 weeks" in await phone.last()


async def test_a_stranger_gets_the_answer_without_a_week(phone: Phone) -> None:
    text = await phone.say(QUESTION)

    assert "Run first and lift afterwards" in text
    assert "In your week" not in text


async def test_not_quite_sure_offers_likely_questions(runner: Phone) -> None:
    text = await runner.say("soreness?")
    assert "I am not quite sure what you mean" in text
    labels = await runner.labels()
    assert 1 < len(labels) <= 4
    assert labels[-1] == "None of these"

    assert (await runner.tap(labels[0])).startswith(labels[0].rstrip("…"))


async def test_what_is_not_our_field_is_referred_on(runner: Phone) -> None:
    text = await runner.say("what should I eat before a marathon")

    assert "registered dietitian" in text
    assert "Sources" not in str(await runner.labels())


async def test_what_is_not_covered_is_said_and_kept_without_a_name(stage: Stage, runner: Phone) -> None:
    text = await runner.say(NONSENSE)

    assert "I have nothing sourced on that" in text
    assert "without your name" in text
    (kept,) = rows(stage, AskedQuestion)
    assert kept.text == NONSENSE
    assert kept.runner_id is None
    assert len(await runner.labels()) <= 3


async def test_an_unanswered_question_outlives_its_asker_without_a_trace(stage: Stage, runner: Phone) -> None:
    await runner.say(NONSENSE)
    await runner.say("/delete")
    await runner.tap("Yes, delete it all")
    await runner.tap("Delete it for good")

    assert rows(stage, Chat) == []
    assert len(rows(stage, AskedQuestion)) == 1


async def test_ask_alone_invites_and_with_a_question_answers(runner: Phone) -> None:
    assert "What would you like to know?" in await runner.say("/ask")
    assert (await runner.say(f"/ask {QUESTION}")).startswith(TITLE)


async def test_small_talk_is_answered(runner: Phone) -> None:
    assert "good to see you" in await runner.say("hello")
    assert "You're welcome" in await runner.say("thanks")


async def test_a_button_to_a_topic_that_is_gone_says_so(runner: Phone) -> None:
    await runner.say(QUESTION)
    message = await runner.keyboard_message()
    for invented in ("a:no-such-topic", "a:src:no-such-topic", "a:src:x:y", "a"):
        await runner.press(message["message_id"], invented)
        assert "from an earlier message" in runner.toast


# --- red flags ---------------------------------------------------------------------------------------------------

TODAY_FLAG = "I think I broke my foot"
TODAY_TEXT = "A bone that may be broken has to be seen today"
EMERGENCY = "chest pain while running"
EMERGENCY_TEXT = "Pain or pressure in the chest can come from the heart."


async def test_a_red_flag_gets_the_fixed_text_and_the_legs_rest(stage: Stage, runner: Phone) -> None:
    text = await runner.say(TODAY_FLAG)

    assert text.startswith(TODAY_TEXT)
    assert text.endswith("Leg sessions rest in your plan until Tuesday 1 December.")
    assert len(runner.replies) == 1
    assert await runner.labels() == ["It was something else"]
    ahead = planned(stage, TUESDAY.date())
    assert not any(row.kind.leg_loading for day, row in ahead.items() if day <= TUESDAY.date() + timedelta(7))


async def test_it_was_something_else_brings_them_back(stage: Stage, runner: Phone) -> None:
    before = {day: row.kind for day, row in planned(stage).items()}
    await runner.say(TODAY_FLAG)
    message = await runner.keyboard_message()
    text = await runner.tap("It was something else", message=message)
    assert "Your sessions are back in your plan" in text
    assert {day: row.kind for day, row in planned(stage).items()} == before
    assert the_runner(stage).legs_rest_until is None

    assert "Nothing rests any more" in await runner.tap("It was something else", message=message)


async def test_an_emergency_is_told_its_text_and_nothing_else(stage: Stage, runner: Phone) -> None:
    text = await runner.say(EMERGENCY)

    assert text.startswith(EMERGENCY_TEXT)
    assert "112" in text
    assert "plan" not in text
    assert len(runner.replies) == 1


async def test_today_says_why_the_legs_rest_until_when_and_how_to_clear_it(
    stage: Stage, runner: Phone
) -> None:
    before = {day: row.kind for day, row in planned(stage).items()}
    await runner.say(TODAY_FLAG)

    text = await runner.say("/today")

    assert "No strength today" in text
    assert (
        "Leg sessions rest until Tuesday 1 December, because of the warning sign you told me about." in text
    )
    assert "If a professional has cleared it, or it was something else, tap below" in text
    labels = await runner.labels()
    assert labels[0] == "All clear, bring them back"
    assert "Leg sessions rest until Tuesday 1 December" in await runner.tap("Why no session?")
    assert "All clear, bring them back" in await runner.labels()
    await runner.tap("All clear")
    assert {day: row.kind for day, row in planned(stage).items()} == before
    text = await runner.say("/today")
    assert "Heavy strength" in text
    assert "Leg sessions rest" not in text


async def test_the_cards_of_the_resting_days_say_it_too(stage: Stage, runner: Phone) -> None:
    await runner.say(TODAY_FLAG)
    await move_to(stage, (TUESDAY + timedelta(days=1)).replace(hour=7, minute=3))

    assert "Leg sessions rest until Tuesday 1 December" in await runner.last()
    assert "All clear, bring them back" in await runner.labels()


async def test_the_legs_come_back_by_themselves_after_a_week(stage: Stage, runner: Phone) -> None:
    await runner.say(TODAY_FLAG)
    await move_to(stage, TUESDAY + timedelta(days=10))
    await runner.say("/week")
    text = await runner.tap("Next week")

    assert "Heavy strength" in text


async def test_a_red_flag_in_the_first_conversation(phone: Phone) -> None:
    await phone.say("/start")
    for number in range(1, 8):
        assert (await phone.say(EMERGENCY)).startswith(EMERGENCY_TEXT)
        assert len(phone.replies) == 1
        assert f"{number} of 7" in await phone.say("/start")
        await phone.tap("Skip")


async def test_a_red_flag_in_a_session(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await runner.tap("Done")
    text = await runner.say(EMERGENCY)

    assert text.startswith(EMERGENCY_TEXT)
    assert len(runner.replies) == 1
    assert "▶ Go on" not in str(await runner.say("/today"))


async def test_a_red_flag_as_the_answer_to_what_hurt(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await runner.tap("Done")
    await runner.tap("Stop")
    await runner.tap("6")

    assert (await runner.say(TODAY_FLAG)).startswith(TODAY_TEXT)


async def test_a_red_flag_of_a_stranger(phone: Phone) -> None:
    text = await phone.say(TODAY_FLAG)

    assert text.startswith(TODAY_TEXT)
    assert "your plan" not in text


async def test_a_red_flag_behind_a_command(runner: Phone) -> None:
    for command in ("/ask", "/today", "/start", "/nonsense"):
        assert (await runner.say(f"{command} {EMERGENCY}")).startswith(EMERGENCY_TEXT), command


async def test_a_red_flag_under_a_photo(runner: Phone) -> None:
    assert (await runner.photo(EMERGENCY)).startswith(EMERGENCY_TEXT)


async def test_a_red_flag_in_an_edited_message(runner: Phone) -> None:
    await runner.say("/today")

    assert (await runner.correct(EMERGENCY)).startswith(EMERGENCY_TEXT)


async def test_a_denied_sign_is_none(runner: Phone) -> None:
    assert EMERGENCY_TEXT not in await runner.say("I have no chest pain, just tired legs")
