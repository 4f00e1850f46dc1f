"""/calendar: the plan as a file and a private link, and runs that come from a sent calendar."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest

from bot.services.calendar import feed
from bot.services.calendar.reading import MOST_BYTES
from bot.store.tables import Chat, Runner, SingleRunWeek
from tests.chat.files import calendar, documents, entry, events, latest, send
from tests.chat.runner import planned, rows, settle, the_runner
from tests.conftest import Stage
from tests.phone import Phone

URL = "https://coach.example"
PLAN = calendar(
    entry("20261130", "Easy run 8 km"),
    entry("20261202", "Intervals 6x800m"),
    entry("20261205", "Long run"),
    entry("20261203", "Dentist <b>"),
    entry("20261209", "Tempo run"),
)
NEXT_MONDAY = date(2026, 11, 30)


@pytest.fixture
def about() -> dict[str, Any]:
    """A bot whose web server can be reached."""
    return {"public_url": URL}


def imported(stage: Stage) -> dict[date, list[str]]:
    """The weeks that came from a calendar."""
    return {row.monday: row.kinds for row in rows(stage, SingleRunWeek) if row.imported}


# --- the file ----------------------------------------------------------------------------------------------------


async def test_the_plan_comes_as_a_file(stage: Stage, runner: Phone) -> None:
    await runner.say("/calendar")
    await runner.tap("Plan as a file")
    name, content = await latest(runner)
    found = {event["DTSTART"].dt.date(): event for event in events(content)}

    assert name == "stridesmith-plan.ics"
    assert set(found) == set(planned(stage))
    assert found[date(2026, 11, 24)]["SUMMARY"] == "Heavy strength"
    assert "after your intervals" in found[date(2026, 11, 24)]["DESCRIPTION"]
    assert found[date(2026, 11, 24)]["DTSTART"].params["TZID"] == "Europe/London"
    assert "hours are suggestions" in (await documents(runner))[-1]["caption"]
    assert "Plan as a file" in await runner.labels()  # the screen is still there


async def test_words_lead_to_it(runner: Phone) -> None:
    assert "Your plan in your calendar" in await runner.say("put my sessions in my google calendar")


async def test_a_skipped_session_is_cancelled_in_the_next_file(runner: Phone) -> None:
    await runner.say("/move")
    await runner.tap("Skip")
    await runner.tap("Yes, skip it")
    await runner.say("/calendar")
    await runner.tap("Plan as a file")
    found = {event["DTSTART"].dt.date(): event for event in events((await latest(runner))[1])}

    assert found[date(2026, 11, 24)]["STATUS"] == "CANCELLED"


async def test_without_a_plan_there_is_no_calendar(phone: Phone) -> None:
    assert "We have not met yet" in await phone.say("/calendar")
    assert "We have not met yet" in await send(phone, "plan.ics", PLAN)
    await phone.say("/start")
    assert "2 of 7" not in await send(phone, "plan.ics", PLAN)
    assert await documents(phone) == []


# --- the link ----------------------------------------------------------------------------------------------------


def token_in(text: str) -> str:
    """The secret of the link in a text."""
    found = re.search(rf"{URL}/calendar/([\w-]+)\.ics", text)
    assert found is not None, text
    return found[1]


async def test_a_private_link_is_shown_once(stage: Stage, runner: Phone) -> None:
    await runner.say("/calendar")
    token = token_in(await runner.tap("Make a private link"))

    content = feed.feed(stage.tools, token)
    assert content is not None
    assert "Heavy strength" in content.decode()
    assert the_runner(stage).feed_digest == feed.digest(token)
    text = await runner.tap("‹ Calendar")
    assert "Your private link is on" in text
    assert not any(token in str(message) for message in await runner.from_bot())


async def test_a_new_link_ends_the_old_one_and_is_asked_for_twice(stage: Stage, runner: Phone) -> None:
    await runner.say("/calendar")
    old = token_in(await runner.tap("Make a private link"))
    await runner.tap("‹ Calendar")
    assert "ends the old one" in await runner.tap("New link")
    assert feed.feed(stage.tools, old) is not None
    new = token_in(await runner.tap("Yes, a new one"))

    assert feed.feed(stage.tools, old) is None
    assert feed.feed(stage.tools, new) is not None


async def test_a_link_can_be_switched_off(stage: Stage, runner: Phone) -> None:
    await runner.say("/calendar")
    token = token_in(await runner.tap("Make a private link"))
    await runner.tap("‹ Calendar")
    await runner.tap("Switch the link off")
    assert feed.feed(stage.tools, token) is not None
    assert "The link is off" in await runner.tap("Yes, switch it off")

    assert feed.feed(stage.tools, token) is None
    await runner.tap("‹ Calendar")
    assert "Make a private link" in await runner.labels()


async def test_the_link_dies_with_the_runner(stage: Stage, runner: Phone) -> None:
    await runner.say("/calendar")
    token = token_in(await runner.tap("Make a private link"))
    await runner.say("/delete")
    await runner.tap("Yes, delete it all")
    await runner.tap("Delete it for good")

    assert feed.feed(stage.tools, token) is None


class TestWithoutAWebServer:
    """Nobody has said where the web server is."""

    @pytest.fixture
    def about(self) -> dict[str, Any]:
        return {}

    async def test_it_gives_out_files_only_and_says_so(self, stage: Stage, runner: Phone) -> None:
        text = await runner.say("/calendar")
        message = await runner.keyboard_message()

        assert "This bot gives out files only" in text
        assert not any("link" in label.lower() for label in await runner.labels())
        for data in ("c:link:make", "c:link:new"):
            await runner.press(message["message_id"], data)
            assert "earlier message" in runner.toast
        assert the_runner(stage).feed_digest is None

    async def test_an_old_link_can_still_be_switched_off(self, stage: Stage, runner: Phone) -> None:
        feed.new_token(stage.tools, runner.chat_id)
        assert "an old link of yours" in await runner.say("/calendar")
        await runner.tap("Switch the link off")
        await runner.tap("Yes, switch it off")

        assert the_runner(stage).feed_digest is None


# --- the import --------------------------------------------------------------------------------------------------


async def test_a_sent_calendar_is_shown_week_by_week_and_taken(stage: Stage, runner: Phone) -> None:
    before = set(planned(stage))
    text = await send(runner, "my plan.ics", PLAN)

    assert "Week 1 of 2 · from 30 Nov" in text
    assert "Wed intervals (so far easy)" in text
    assert "Sat long (so far rest)" in text
    assert "Not taken for runs: “Dentist <b>”." in text
    assert imported(stage) == {}
    text = await runner.tap("›")
    assert "Wed tempo (so far easy)" in text
    assert "Not taken for runs: 1 other entry." in text
    assert not any("Dentist" in str(row.draft) for row in rows(stage, Chat))  # shown, and not kept
    await runner.tap("‹")
    text = await runner.tap("Use these 2 weeks")

    assert "2 weeks of runs are in" in text
    assert set(imported(stage)) == {NEXT_MONDAY, date(2026, 12, 7)}
    assert imported(stage)[NEXT_MONDAY] == ["easy", "rest", "intervals", "rest", "rest", "long", "rest"]
    assert set(planned(stage)) != before  # the plan follows
    await runner.say("/week")
    assert "Wed intervals" in await runner.tap("Next week")


async def test_a_week_can_be_left_out_and_taken_after_all(stage: Stage, runner: Phone) -> None:
    await send(runner, "plan.ics", PLAN)
    assert "left out" in await runner.tap("Leave this week out")
    assert "Use this week ✓" in await runner.labels()
    await runner.tap("›")
    await runner.tap("Leave this week out")
    assert not [label for label in await runner.labels() if "Use" in label]
    await runner.tap("Take this week")
    assert "One week of runs is in" in await runner.tap("Use this week")

    assert set(imported(stage)) == {date(2026, 12, 7)}


async def test_nothing_is_stored_when_it_is_left(stage: Stage, runner: Phone) -> None:
    await send(runner, "plan.ics", PLAN)
    message = await runner.keyboard_message()
    assert "Nothing was changed" in await runner.tap("Leave it all")
    for data in ("c:in:take", "c:in:page:1", "c:in:skip:20261130:0"):
        await runner.press(message["message_id"], data)
        assert "send it once more" in runner.toast

    assert imported(stage) == {}


async def test_the_next_file_takes_the_place_of_the_one_before(stage: Stage, runner: Phone) -> None:
    await send(runner, "plan.ics", PLAN)
    await runner.tap("Use these 2 weeks")
    await send(runner, "plan.ics", calendar(entry("20261217", "Hill repeats")))
    assert len(imported(stage)) == 2
    await runner.tap("Use this week")

    assert imported(stage) == {date(2026, 12, 14): ["rest", "rest", "rest", "hills", "rest", "rest", "rest"]}


async def test_imported_runs_can_be_taken_out(stage: Stage, runner: Phone) -> None:
    before = set(planned(stage))
    await send(runner, "plan.ics", PLAN)
    await runner.tap("Use these 2 weeks")
    assert "2 weeks of runs come" in await runner.tap("‹ Calendar")
    await runner.tap("Take imported runs out")
    assert len(imported(stage)) == 2
    assert "are out" in await runner.tap("Yes, take them out")

    assert imported(stage) == {}
    assert set(planned(stage)) == before


async def test_a_second_tap_on_taking_is_harmless(stage: Stage, runner: Phone) -> None:
    await send(runner, "plan.ics", PLAN)
    message = await runner.keyboard_message()
    await runner.press(message["message_id"], "c:in:take")
    await runner.press(message["message_id"], "c:in:take")

    assert len(imported(stage)) == 2
    assert "send it once more" in runner.toast


async def test_a_restart_in_the_middle_loses_nothing(stage: Stage, runner: Phone) -> None:
    await send(runner, "plan.ics", PLAN)
    await stage.restart()
    await runner.tap("Use these 2 weeks")

    assert len(imported(stage)) == 2


async def test_a_coachs_forwarded_calendar_is_read_too(runner: Phone) -> None:
    assert "Week 1 of 2" in await send(runner, "plan.ics", PLAN, forwarded_from="Coach Kim")


async def test_nobody_elses_file_is_touched(stage: Stage, runner: Phone) -> None:
    settle(stage.tools, 1002, name="Kim")
    kim = stage.phone(1002, "Kim")
    await send(runner, "plan.ics", PLAN)
    await kim.say("/calendar")
    message = await kim.keyboard_message()
    await kim.press(message["message_id"], "c:in:take")

    assert "send it once more" in kim.toast
    assert rows(stage, SingleRunWeek) == []
    assert len(rows(stage, Runner)) == 2


async def test_how_it_works_is_told(runner: Phone) -> None:
    await runner.say("/calendar")
    assert "calendar file (.ics)" in await runner.tap("My runs from a calendar")
    assert "Your plan in your calendar" in await runner.tap("‹ Calendar")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("plan.ics", b"%PDF-1.7 not a calendar", "I cannot read it as one"),
        ("plan.ics", b"x" * (MOST_BYTES + 1), "too large"),
        ("plan.ics", calendar(*[entry("20261130", "Run")] * 2001).encode(), "more than 2,000 entries"),
        ("plan.ics", calendar(entry("20261130", "Dentist")).encode(), "What I saw: “Dentist”."),
        ("plan.ics", calendar(entry("20200101", "Long run")).encode(), "none in the next twelve weeks"),
        ("plan.ics", calendar("SUMMARY:Run").encode(), "1 entry I could not read at all."),
        ("plan.pdf", b"%PDF-1.7", "one kind of file"),
        ("plan.zip", b"PK", "one kind of file"),
    ],
)
async def test_a_file_that_is_no_use_gets_a_clear_sentence(
    stage: Stage, runner: Phone, name: str, content: bytes, says: str
) -> None:
    before = {day: row.kind for day, row in planned(stage).items()}
    await send(runner, "plan.ics", PLAN)
    await runner.tap("Use these 2 weeks")
    text = await send(runner, name, content)

    assert says in text
    assert "one kind" in text or "Nothing was changed." in text
    assert len(imported(stage)) == 2  # what was there stays
    assert before


async def test_a_file_that_cannot_be_fetched(
    stage: Stage, runner: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    order = {"kind": "500", "method": "getFile", "count": 1}
    await stage.http.post(f"{stage.local.page_url}local/faults", json=order)
    assert "Please send it once more" in await send(runner, "plan.ics", PLAN)
    assert "bot/" not in caplog.text
    assert "Week 1 of 2" in await send(runner, "plan.ics", PLAN)


async def test_a_file_with_words_is_answered_by_its_words(runner: Phone) -> None:
    text = await send(runner, "notes.pdf", b"%PDF-1.7", caption="I have chest pain and cannot breathe")
    assert "one kind of file" not in text
    assert re.search(r"emergency|ambulance|call", text, re.IGNORECASE)


async def test_the_screen_fits_a_day_of_every_kind(runner: Phone) -> None:
    titles = ("Easy run", "Long run", "Tempo run", "Intervals", "Hill repeats", "parkrun", "Swim")
    file = calendar(*(entry(f"202612{number:02}", title) for number, title in enumerate(titles, 7)))
    text = await send(runner, "plan.ics", file)
    for shown in ("Mon easy", "Tue long", "Wed tempo", "Thu intervals", "Fri hills", "Sat race", "Sun cross"):
        assert shown in text
    assert datetime(2026, 12, 7)  # noqa: DTZ001 - the Monday of that week
