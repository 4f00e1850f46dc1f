"""The first conversation as a runner sees it: seven questions, by button or typed, and then the plan."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.coach.words import Distance, Level
from bot.services import onboarding
from bot.services.questions import FIRST_QUESTIONS
from bot.store.tables import Chat, Race, RunWeek
from tests.chat.runner import planned, rows, the_runner, unused_update
from tests.conftest import Stage
from tests.phone import Phone, buttons, words

QUESTIONS = (
    "What does your running week look like?",
    "How much strength training have you done?",
    "What do you have to train with?",
    "Are you training for a race?",
    "Does anything hurt at the moment?",
    "When shall I write to you each day?",
    "Where do you live?",
)
WEEK = "intervals tue, tempo thu, long on sunday, monday off"
TYPED = (WEEK, "yes", "on and off", "two dumbbells and a band", "none", "nothing", "7:30", "Berlin")


async def at_question(stage: Stage, phone: Phone, number: int) -> str:
    """Come to a question with those before it skipped."""
    text = await phone.say("/start")
    if number > 1:
        for question in FIRST_QUESTIONS[: number - 1]:
            onboarding.skip(stage.tools, phone.chat_id, question.id, unused_update())
        text = await phone.say("/start")
    assert f"{number} of 7" in text
    assert QUESTIONS[number - 1] in text
    return text


def kinds(stage: Stage) -> list[str]:
    """The stored run week."""
    (week,) = rows(stage, RunWeek)
    return week.kinds


# --- the whole of it ---------------------------------------------------------------------------------------------


async def test_start_greets_says_what_it_is_and_asks_the_first_question(phone: Phone) -> None:
    await phone.say("/start")

    hello, question = phone.sent
    assert "strength coach for runners" in hello
    assert "not medical advice" in hello
    assert "Ask your doctor first" in hello
    assert QUESTIONS[0] in question
    assert "1 of 7" in question


async def test_all_seven_by_button(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    for label in (
        "5 runs",
        "Looks right",
        "On and off",
        "Dumbbells",
        "Kettlebell",
        "That's it",
        "Half",
        "Apr 2027",
        "Sun 18 Apr",
        "Kneecap",
        "That's it",
        "07:30",
    ):
        await phone.tap(label)
    text = await phone.tap("Berlin")

    assert "Your plan is ready, Runner." in text
    assert "every day at 07:30 (Berlin time)" in text
    runner = the_runner(stage)
    assert kinds(stage) == ["rest", "intervals", "easy", "tempo", "rest", "easy", "long"]
    assert runner.level is Level.SOME
    assert runner.equipment == ["dumbbell", "kettlebell"]
    assert runner.complaints == ["runners-knee"]
    assert (runner.reminder_time, runner.zone) == (time(7, 30), "Europe/Berlin")
    (race,) = rows(stage, Race)
    assert (race.distance, race.day) == (Distance.HALF, date(2027, 4, 18))
    assert planned(stage)


async def test_all_seven_by_typing(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    for text in TYPED[:-1]:
        await phone.say(text)
    text = await phone.say(TYPED[-1])

    assert "Your plan is ready" in text
    runner = the_runner(stage)
    assert kinds(stage) == ["rest", "intervals", "rest", "tempo", "rest", "rest", "long"]
    assert runner.level is Level.SOME
    assert runner.equipment == ["band", "dumbbell"]
    assert runner.complaints == []
    assert (runner.reminder_time, runner.zone) == (time(7, 30), "Europe/Berlin")
    assert rows(stage, Race) == []


async def test_the_first_plan_comes_after_seven_answers_at_most(phone: Phone) -> None:
    await phone.say("/start")
    text = ""
    for _ in range(7):
        text = await phone.tap("Skip")

    assert "Your plan is ready" in text


async def test_skipping_everything_still_leads_to_a_careful_plan(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 7)
    text = await phone.tap("Skip")

    runner = the_runner(stage)
    assert (runner.level, runner.equipment, runner.complaints) == (Level.NEW, [], [])
    assert (runner.reminder_time, runner.zone) == (time(7), "UTC")
    assert "every day at 07:00 (UTC time)" in text
    assert planned(stage)


async def test_the_plan_shows_the_week_and_says_why(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 7)
    text = await phone.tap("London")

    assert "The rest of this week" in text  # it is a Friday
    assert "Next week" in text
    assert "🏋️" in text
    assert "• Tuesday, " in text  # the reasons, day by day
    assert await phone.labels() == ["Today", "Week", "Why these days?"]


async def test_one_message_is_edited_from_tap_to_tap(phone: Phone) -> None:
    await phone.say("/start")
    for label in ("4 runs", "Looks right", "New to it", "Nothing, just the floor"):
        await phone.tap(label)
        assert phone.sent == []

    assert len(await phone.from_bot()) == 2


async def test_only_the_open_question_has_buttons(phone: Phone) -> None:
    await phone.say("/start")
    for text in TYPED:
        await phone.say(text)
        assert len([each for each in await phone.from_bot() if buttons(each)]) == 1


# --- the run week ------------------------------------------------------------------------------------------------


async def test_a_run_week_by_tapping_day_after_day(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    for _ in range(3):  # rest, easy, long, tempo
        await phone.tap("Tue ·")
    await phone.tap("Thu ·")
    for _ in range(2):
        await phone.tap("Sun ·")
    assert {"Tue · tempo", "Thu · easy", "Sun · long", "Mon · rest"} <= set(await phone.labels())
    await phone.tap("Looks right")

    assert kinds(stage) == ["rest", "tempo", "rest", "easy", "rest", "rest", "long"]


async def test_a_day_comes_round_to_rest_again(phone: Phone) -> None:
    await phone.say("/start")
    seen = []
    for _ in range(8):
        await phone.tap("Wed ·")
        seen += [label.removeprefix("Wed · ") for label in await phone.labels() if label.startswith("Wed")]

    assert seen == ["easy", "long", "tempo", "intervals", "hills", "race", "cross", "rest"]


@pytest.mark.parametrize("runs", [3, 6])
async def test_a_typical_week_is_a_start_that_can_be_changed(stage: Stage, phone: Phone, runs: int) -> None:
    await phone.say("/start")
    await phone.tap(f"{runs} runs")
    assert sum(" · " in label and "rest" not in label for label in await phone.labels()) == runs
    await phone.tap("Sun · long")
    await phone.tap("Looks right")

    assert kinds(stage)[6] == "tempo"


async def test_a_typed_week_is_shown_before_it_is_taken(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    text = await phone.say(WEEK)

    assert "This is how I read it" in text
    assert {"Mon · rest", "Tue · intervals", "Thu · tempo", "Sun · long"} <= set(await phone.labels())
    assert rows(stage, RunWeek) == []
    text = await phone.tap("Looks right")
    assert QUESTIONS[1] in text


@pytest.mark.parametrize("word", ["yes", "That's right!"])
async def test_a_typed_week_is_taken_by_a_typed_yes(stage: Stage, phone: Phone, word: str) -> None:
    await phone.say("/start")
    await phone.say(WEEK)
    text = await phone.say(word)

    assert QUESTIONS[1] in text
    assert kinds(stage) == ["rest", "intervals", "rest", "tempo", "rest", "rest", "long"]


async def test_a_week_without_a_run_is_no_run_week(stage: Stage, phone: Phone) -> None:
    await phone.say("/start")
    text = await phone.tap("Looks right")

    assert "There is no run in this week yet" in text
    assert "There is no run in this week yet" in phone.toast
    assert rows(stage, RunWeek) == []


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


# --- the race ----------------------------------------------------------------------------------------------------


async def test_a_race_typed_with_its_date(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 4)
    assert QUESTIONS[4] in await phone.say("half marathon on 18 April")

    (race,) = rows(stage, Race)
    assert (race.distance, race.day) == (Distance.HALF, date(2027, 4, 18))


async def test_a_race_typed_bit_by_bit(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 4)
    assert "When is the marathon" in await phone.say("a marathon")
    assert QUESTIONS[4] in await phone.say("11 april")

    (race,) = rows(stage, Race)
    assert (race.distance, race.day) == (Distance.MARATHON, date(2027, 4, 11))


async def test_a_date_without_a_distance_asks_which(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 4)
    assert "Which distance is it?" in await phone.say("6 june 2027")

    assert rows(stage, Race) == []


async def test_a_race_tapped_with_a_way_back_at_each_step(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 4)
    assert "When is the 10 km race" in await phone.tap("10 km")
    assert QUESTIONS[3] in await phone.tap("Other distance")
    await phone.tap("5 km")
    assert "Which day is the 5 km race" in await phone.tap("Dec 2026")
    assert "When is the 5 km race" in await phone.tap("Other month")
    await phone.tap("Jan 2027")
    await phone.tap("Sat 9 Jan")

    (race,) = rows(stage, Race)
    assert (race.distance, race.day) == (Distance.FIVE_K, date(2027, 1, 9))


async def test_a_month_shows_only_days_to_come(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 4)
    await phone.tap("Half")
    await phone.tap("Nov 2026")

    days = [label for label in await phone.labels() if label.endswith("Nov")]
    assert days == ["Sat 21 Nov", "Sun 22 Nov", "Sat 28 Nov", "Sun 29 Nov"]


async def test_a_past_date_is_no_race_to_train_for(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 4)
    text = await phone.say("10k yesterday")

    assert "That day has passed already" in text
    assert QUESTIONS[3] in text
    assert rows(stage, Race) == []


async def test_a_tapped_day_that_has_passed_since_is_refused(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 4)
    await phone.tap("Half")
    await phone.tap("Nov 2026")
    stage.clock.move_to(stage.clock.now().replace(day=22))
    text = await phone.tap("Sat 21 Nov")

    assert "That day has passed already" in text
    assert "That day has passed already" in phone.toast
    assert rows(stage, Race) == []


@pytest.mark.parametrize("typed", ["None.", "not yet"])
async def test_no_race_can_be_typed(stage: Stage, phone: Phone, typed: str) -> None:
    await at_question(stage, phone, 4)

    assert QUESTIONS[4] in await phone.say(typed)
    assert rows(stage, Race) == []


# --- what is at hand, what hurts, when ---------------------------------------------------------------------------


async def test_ticks_can_be_taken_back(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 3)
    assert "Nothing, just the floor" in await phone.labels()
    await phone.tap("Bench")
    await phone.tap("Barbell")
    assert {"✓ Bench", "✓ Barbell", "That's it ✓"} <= set(await phone.labels())
    await phone.tap("✓ Bench")
    await phone.tap("That's it")

    assert the_runner(stage).equipment == ["barbell"]


async def test_a_gym_has_everything(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 3)
    await phone.tap("A gym")

    assert len(the_runner(stage).equipment or []) == 13


async def test_what_hurts_is_never_treated(stage: Stage, phone: Phone) -> None:
    text = await at_question(stage, phone, 5)

    assert "That is no treatment" in text
    assert "physiotherapist or doctor" in text


async def test_complaints_typed(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 5)
    await phone.say("my left achilles and a bit of shin")

    assert the_runner(stage).complaints == ["achilles", "shin-splints"]


@pytest.mark.parametrize(
    ("typed", "at"),
    [("6.30 pm", time(18, 30)), ("7", None), ("at 7", time(7)), ("half past six", time(6, 30))],
)
async def test_a_time_typed(stage: Stage, phone: Phone, typed: str, at: time | None) -> None:
    await at_question(stage, phone, 6)
    await phone.say(typed)

    assert the_runner(stage).reminder_time == (at or time(7))


# --- the time zone -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("Paris", "Europe/Paris"), ("I live in Nepal", "Asia/Kathmandu"), ("America/Bogota", "America/Bogota")],
)
async def test_a_zone_typed(stage: Stage, phone: Phone, typed: str, zone: str) -> None:
    await at_question(stage, phone, 7)

    assert "Your plan is ready" in await phone.say(typed)
    assert the_runner(stage).zone == zone


async def test_a_city_of_many_zones_is_asked_back(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 7)
    text = await phone.say("Springfield")
    assert "Which of these is it?" in text
    cities = [label for label in await phone.labels() if label.startswith("Springfield")]
    assert len(cities) > 1
    text = await phone.tap(cities[0])

    assert "Your plan is ready" in text
    assert (the_runner(stage).zone or "").startswith("America/")


async def test_another_city_can_be_typed_when_none_of_these_is_it(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 7)
    await phone.say("Springfield")
    text = await phone.say("Madrid")

    assert "Your plan is ready" in text
    assert the_runner(stage).zone == "Europe/Madrid"


async def test_a_shared_location_becomes_a_zone_and_nothing_else(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 7)
    await phone.tap("Share my location")
    keyboard = await phone.keyboard()
    assert keyboard is not None
    assert keyboard["keyboard"] == [[{"text": "📍 Share my location", "request_location": True}]]
    text = await phone.share(-33.45, -70.66)

    assert "Your plan is ready" in text
    assert "I keep the time zone only" in phone.replies[0]
    assert await phone.keyboard() is None
    assert the_runner(stage).zone == "America/Santiago"
    with stage.tools.store.reading() as session:
        dump = "\n".join(session.connection().connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert "33.45" not in dump
    assert "70.66" not in dump


async def test_who_was_offered_the_button_and_taps_a_city_loses_the_button_too(
    stage: Stage, phone: Phone
) -> None:
    await at_question(stage, phone, 7)
    await phone.tap("Share my location")
    assert await phone.keyboard() is not None
    await phone.tap("Tokyo")

    assert await phone.keyboard() is None


async def test_cancel_takes_the_location_button_away(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 7)
    await phone.tap("Share my location")
    await phone.say("/cancel")

    assert await phone.keyboard() is None


async def test_a_location_that_nobody_asked_for_is_not_needed(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 2)
    text = await phone.share(48.1, 11.6)
    assert "no location now" in text

    assert "2 of 7" in await phone.say("/start")


async def test_a_place_at_sea_is_no_zone(stage: Stage, phone: Phone) -> None:
    await at_question(stage, phone, 7)
    text = await phone.share(0.0, -30.0)

    assert "Your plan is ready" in text or QUESTIONS[6] in text


# --- names -------------------------------------------------------------------------------------------------------


async def test_a_name_with_markup_is_shown_as_it_is(stage: Stage) -> None:
    name = "<b>Bo</b> & <script>"
    await stage.http.post(f"{stage.local.page_url}local/chats", json={"id": 1002, "first_name": name})
    phone = stage.phone(1002)
    await phone.say("/start")
    assert f"Hello {name}!" in phone.replies[0]
    for _ in range(7):
        text = await phone.tap("Skip")

    assert f"your plan is ready, {words(name)}" in words(text)
