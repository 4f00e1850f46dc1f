"""The answers of the first conversation: the race, what is at hand, what hurts, when and where."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.coach.words import Distance
from bot.store.tables import Race
from tests.chat.first_questions import QUESTIONS, at_question
from tests.chat.runner import rows, the_runner
from tests.conftest import Stage
from tests.phone import Phone

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


@pytest.mark.parametrize(
    ("number", "text", "shown"),
    [
        (1, "do intervals tuesday, tempo thursday, long sunday", "This is how I read it"),
        (1, "Can only run Monday, Wednesday and Saturday", "This is how I read it"),
        (3, "do have dumbbells and a band", QUESTIONS[3]),
        (3, "can train at home with dumbbells", QUESTIONS[3]),
        (4, "will run a half marathon on 12 april 2027", QUESTIONS[4]),
        (5, "do have knee pain when running", QUESTIONS[5]),
        (6, "should be 7am", QUESTIONS[6]),
        (6, "how about 7am", QUESTIONS[6]),
        (6, "is 6pm", QUESTIONS[6]),
    ],
)
async def test_an_answer_that_begins_like_a_question_is_an_answer(
    stage: Stage, phone: Phone, number: int, text: str, shown: str
) -> None:
    await at_question(stage, phone, number)

    assert shown in await phone.say(text)
    assert len(phone.replies) == 1


@pytest.mark.parametrize(
    "text",
    [
        "can i run with knee pain",
        "do runners need dumbbells",
        "will lifting make me slow",
        "is strength training good for runners",
        "should my knees hurt after squats",
    ],
)
async def test_a_question_without_its_mark_is_one(stage: Stage, phone: Phone, text: str) -> None:
    await at_question(stage, phone, 3)
    await phone.say(text)

    assert QUESTIONS[2] in phone.replies[-1]
    assert len(phone.replies) == 2


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
