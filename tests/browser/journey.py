"""What a stranger does on the page in the first three minutes, stage by stage."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.chat import RUN_WEEK, Chat

QUESTION = "should I lift before or after my run?"
REMINDERS_AT_MOST = 8  # a week has a session, whatever day it is now
STEPS_AT_MOST = 30


async def meet(chat: Chat) -> None:
    """Tap Start and answer the seven questions."""
    start = chat.page.get_by_role("button", name="Start", exact=True)
    await expect(start).to_be_visible()
    await expect(chat.page.locator("#welcome-text")).to_contain_text("strength coach")
    await chat.stage("01-start")
    await start.click()
    await chat.sees("1 of 7")
    await chat.stage("02-running-week")
    await chat.say(RUN_WEEK)
    await chat.sees("This is how I read it")
    await expect(chat.key("Tue · intervals")).to_be_visible()
    await chat.stage("03-running-week-typed")
    await chat.tap("Looks right")
    await chat.sees("2 of 7")
    await chat.stage("04-experience")
    await chat.tap("On and off")
    await chat.sees("3 of 7")
    await chat.stage("05-equipment")
    for thing in ("Dumbbells", "Bands"):
        await chat.tap(thing)
        await expect(chat.key(f"✓ {thing}")).to_be_visible()
    await chat.stage("06-equipment-chosen")
    await chat.tap("That's it")
    await chat.sees("4 of 7")
    await chat.stage("07-race")
    await chat.tap("Half")
    await chat.sees("When is the")
    await chat.stage("08-race-month")
    await chat.log.locator(".keys .key").nth(4).click()
    await chat.sees("Which day is the")
    await chat.stage("09-race-day")
    await chat.log.locator(".keys .key").nth(1).click()
    await chat.sees("5 of 7")
    await chat.stage("10-complaints")
    await chat.say("nothing")
    await chat.sees("6 of 7")
    await chat.stage("11-reminder-time")
    await chat.tap("07:00")
    await chat.sees("7 of 7")
    await chat.stage("12-time-zone")
    await chat.say("berlin")
    await chat.sees("Your plan is ready")
    await chat.sees("intervals")
    await chat.stage("13-plan")


async def ask(chat: Chat) -> None:
    """Ask a question and look at its sources."""
    await chat.say(QUESTION)
    await chat.sees(re.compile("run first", re.IGNORECASE))
    await chat.sees("In your week:")
    await chat.stage("14-answer")
    await chat.tap("Sources")
    await expect(chat.key("‹ Back to the answer")).to_be_visible()
    await chat.stage("15-sources")
    await chat.tap("‹ Back to the answer")
    await chat.sees("In your week:")


async def wait_for_session(chat: Chat) -> None:
    """Press "Next reminder" until it brings a session."""
    button = chat.page.get_by_role("button", name="Next reminder")
    for _ in range(REMINDERS_AT_MOST):
        rows = await chat.rows.count()
        await button.click()
        await expect(chat.rows).to_have_count(rows + 1)
        await expect(button).not_to_have_attribute("aria-busy", "true")
        if await chat.newest.get_by_role("button", name=re.compile("Start")).count():
            await chat.stage("17-session-reminder")
            return
        await chat.sees("no strength today")
        await chat.stage("16-rest-day")
    raise AssertionError(f"{REMINDERS_AT_MOST} reminders and no session")


async def train(chat: Chat) -> None:
    """Do the session to its end, then say how it was."""
    await chat.tap(re.compile("Start"))
    await chat.sees("1 of ")
    picture = await chat.sees_picture()
    messages = await chat.rows.count()
    await chat.stage("18-first-exercise")
    await chat.tap("How?")
    await expect(chat.key("‹ Back to the exercise")).to_be_visible()
    await chat.stage("19-how")
    await chat.tap("‹ Back to the exercise")
    seen_load = False
    for step in range(1, STEPS_AT_MOST):
        await chat.sees(re.compile(rf"\b{step} of \d+"))
        picture = await chat.sees_picture(other_than=picture if step > 1 else None)
        head = await chat.newest.locator(".text").inner_text()
        if not seen_load and "First time with a load" in head:
            seen_load = True
            await chat.stage("20-first-load")
            await chat.key(re.compile(r"^[\d.]+ kg$")).nth(1).click()
            await expect(chat.key(re.compile(r"^\+ "))).to_be_visible()
            await chat.stage("21-load-set")
        total = int(re.search(rf"\b{step} of (\d+)", head)[1])  # type: ignore[index]
        await chat.tap("✓ Done")
        if step == total:
            break
    await chat.sees("How hard was it")
    await expect(chat.rows).to_have_count(messages)  # every exercise took the place of the one before
    await chat.stage("22-effort")
    await chat.tap("7")
    await chat.sees("Did anything hurt?")
    await chat.stage("23-pain")
    await chat.tap("Muscles")
    await chat.sees("is in the log")
    await chat.stage("24-logged")


async def look_at_week(chat: Chat) -> None:
    """See the session in the week."""
    await chat.say("/week")
    await chat.sees("This week")
    await chat.sees("✅")
    week = await chat.sees_picture()
    await chat.stage("25-week")
    await chat.tap("Next week")
    await chat.sees_picture(other_than=week)
    await chat.stage("26-next-week")
    await chat.tap("‹ This week")
    await chat.sees("This week")
    await expect(chat.picture).to_have_attribute("src", week)


async def live_on(chat: Chat) -> None:
    """Let the next reminders come: for looking at them by hand."""
    for number in range(40, 44):
        rows = await chat.rows.count()
        await chat.page.get_by_role("button", name="Next reminder").click()
        await expect(chat.rows).to_have_count(rows + 1)
        await chat.stage(f"{number}-reminder")


async def look_around(chat: Chat) -> None:
    """See the other screens: for looking at them by hand."""
    for number, command in enumerate(("plan", "today", "move", "settings", "help", "privacy"), start=30):
        rows = await chat.rows.count()
        await chat.say(f"/{command}")
        await expect(chat.rows).to_have_count(rows + 2)
        await chat.stage(f"{number}-{command}")
