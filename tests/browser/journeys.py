"""Four more runners on the page: a bad week, a race ahead, a sign that must not be missed, and who runs the bot."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from playwright.async_api import expect

from tests.browser.chat import TUESDAY, Chat, settle

OPERATOR = 1001  # the page's chat in the operator's journey
SIGN = "I think I broke my foot"
QUESTION = "how do I tune a piano"
WORD = "The club run starts at nine this Sunday."
WEEKS_TO_RACE = 9
AFTER_THE_DAILY_MESSAGE = time(6, 5)  # 07:05 in Berlin in winter, 08:05 in summer


async def bad_week(chat: Chat) -> None:
    """Miss a session, move a run by words, fall ill, and come back."""
    await settle(chat)
    await chat.later_on(TUESDAY, AFTER_THE_DAILY_MESSAGE)
    await chat.sees("Why today")
    await chat.stage("01-session-day")
    await chat.later(days=1)
    await chat.sees("no strength today")
    await chat.stage("02-the-day-after")
    await chat.say("/week")
    await chat.sees("missed")
    week = await chat.sees_picture()
    await chat.stage("03-week-with-a-missed-session")

    await chat.say("my tempo run moved to friday")
    await chat.sees("Your runs")
    await chat.stage("04-moved-run")
    await chat.tap("Yes, this week only")
    await expect(chat.key("↶ Undo")).to_be_visible()
    await chat.stage("05-moved")
    await chat.say("/week")
    assert await chat.sees_picture() != week
    await chat.stage("06-week-with-a-moved-run")

    await chat.say("/pause")
    await chat.stage("07-pause")
    await chat.tap("I'm ill")
    await chat.sees("Until when")
    await chat.stage("08-until-when")
    await chat.tap("A few days")
    await chat.sees("Before → after")
    await chat.stage("09-before-and-after")
    await chat.tap("Yes")
    await chat.sees("Rest well")
    await chat.stage("10-paused")
    await chat.say("/today")
    await chat.sees("You are paused")
    await chat.stage("11-today-in-a-pause")
    await chat.say("/week")
    await chat.sees("pause")
    await chat.sees_picture()
    await chat.stage("12-week-in-a-pause")

    await chat.later(days=1)
    await chat.say("I'm back")
    await expect(chat.key("Yes")).to_be_visible()
    await chat.stage("13-back")
    await chat.tap("Yes")
    await expect(chat.key("Yes")).to_have_count(0)
    await chat.stage("14-way-back")
    await chat.say("/today")
    await chat.stage("15-today-again")


async def race_ahead(chat: Chat) -> None:
    """Enter a race and live up to it."""
    await settle(chat)
    await chat.say("/race")
    await expect(chat.key("Half")).to_be_visible()
    await chat.stage("01-race")
    await chat.tap("Half")
    await chat.sees("When is the")
    await chat.stage("02-when")
    day = race_day((await chat.now()).date())
    await chat.say(f"{day.day} {day:%B} {day.year}")
    await expect(chat.key(re.compile("^\\d+ km$"))).to_have_count(0)
    await chat.stage("03-entered")
    await chat.say("/season")
    await chat.sees("Your season")
    season = await chat.sees_picture()
    await chat.stage("04-season")
    await chat.tap("Why the race phase?")
    await expect(chat.key("‹ Season")).to_be_visible()
    await chat.stage("05-why-race-phase")

    await to_days_before(chat, day, 12)
    await chat.say("/season")
    await chat.sees("The taper begins")
    assert await chat.sees_picture() != season
    await chat.stage("06-season-in-the-taper")
    await chat.say("/week")
    week = await chat.sees_picture()
    await chat.stage("07-week-in-the-taper")
    await chat.tap("Next week")
    await chat.sees("Next week")
    await chat.sees_picture(other_than=week)
    await chat.stage("08-race-week-ahead")
    await to_days_before(chat, day, 5)
    await chat.stage("09-race-week")
    await chat.say("/week")
    await chat.sees_picture()
    await chat.stage("10-the-week-of-the-race")
    await to_days_before(chat, day, 0)
    await chat.stage("11-race-day")
    await to_days_before(chat, day, -2)
    await chat.stage("12-after-the-race")
    await chat.say("/progress")
    await chat.sees_picture()
    await chat.stage("13-progress")


async def red_flag(chat: Chat) -> None:
    """Tell of a complaint, then of a sign for a doctor; rest the legs, and be asked a week later."""
    await settle(chat)
    await chat.later_on(TUESDAY, AFTER_THE_DAILY_MESSAGE)
    await chat.sees("Why today")
    await chat.say("my achilles hurts")
    await chat.stage("01-complaint")
    await chat.say("/settings")
    await chat.tap("What hurts")
    await chat.stage("02-what-hurts")
    await chat.tap("Achilles")
    await expect(chat.key("✓ Achilles")).to_be_visible()
    await chat.stage("03-what-hurts-chosen")
    await chat.tap("That's it")
    await expect(chat.key("✓ Achilles")).to_have_count(0)
    await chat.stage("04-settings-again")
    await chat.say(SIGN)
    await chat.sees("Leg sessions")
    await chat.stage("05-sign")
    await chat.say("/today")
    await chat.stage("06-today")
    await chat.say("/week")
    await chat.sees("Leg sessions rest until")
    await chat.sees_picture()
    await chat.stage("07-week-without-legs")
    await chat.later(days=9)
    await chat.sees("Has somebody looked at it")
    await chat.stage("08-asked-a-week-later")
    await chat.say("/today")
    await chat.stage("09-today-a-week-later")
    await chat.tap("Not yet")
    await chat.sees("rest until")
    await chat.stage("10-not-yet")
    await chat.later(days=8)
    await chat.say("/today")
    await chat.sees("Has somebody looked at it")
    await chat.tap("Yes, all clear")
    await chat.sees("back in your plan")
    await chat.stage("11-all-clear")


async def operator(chat: Chat) -> None:
    """See how it goes, put a question away, write to everybody, and test the reminder."""
    await settle(chat)
    await chat.say(QUESTION)
    await chat.stage("01-question-without-an-answer")
    await chat.later(days=1)
    await chat.say("/admin")
    await chat.sees("Runners: 1")
    await chat.stage("02-overview")
    await chat.tap("Open questions (1)")
    await chat.sees(QUESTION)
    await chat.stage("03-open-question")
    await chat.tap("Set aside")
    await chat.sees("No question is open")
    await chat.stage("04-put-away")
    await chat.tap("‹ Overview")
    await chat.tap("Write to everyone")
    await chat.sees("/admin send")
    await chat.stage("05-how-to-write")
    await chat.say(f"/admin send {WORD}")
    await expect(chat.key("Send it to 1")).to_be_visible()
    await chat.stage("06-preview")
    await chat.tap("Send it to 1")
    await expect(chat.log.get_by_text("Delivered to 1")).to_be_visible()
    await chat.stage("07-sent")
    await chat.say("/admin")
    await chat.sees("Runners: 1")
    await chat.tap("Test reminder")
    await expect(chat.log.get_by_text("Runners: 1")).to_have_count(1)
    await chat.stage("08-test-reminder")


def race_day(today: date) -> date:
    """Return the Sunday some weeks ahead."""
    sunday = today + timedelta(days=6 - today.weekday())
    return sunday + timedelta(weeks=WEEKS_TO_RACE)


async def to_days_before(chat: Chat, day: date, days: int) -> None:
    """Move the clock on to some days before (or, negative, behind) a day, and wait for that day's message."""
    present = (await chat.now()).date()
    goal = day - timedelta(days=days)
    await chat.later((goal - present).days, AFTER_THE_DAILY_MESSAGE)
    await chat.sees(f"{goal.day} {goal:%B}")
