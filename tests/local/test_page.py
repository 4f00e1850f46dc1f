"""The chat page in a real browser, with the bot's side played by bare calls."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from bot.clock import FrozenClock, MovableClock
from bot.local import LocalTelegram

from .conftest import START
from .phone import Client, png

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"phone": (380, 800), "wide": (1280, 800)}

# One browser for all of them: its start is the slow part, and it lives in one event loop.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium on this machine"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def browser(chromium: Browser) -> AsyncIterator[BrowserContext]:
    context = await chromium.new_context()
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def client(clock: MovableClock) -> AsyncIterator[Client]:
    server = LocalTelegram(clock)
    await server.start()
    async with aiohttp.ClientSession() as session:
        yield Client(server, session)
    await server.stop()


async def opened(browser: BrowserContext, client: Client, size: str = "phone") -> Page:
    """Open the page; anything in its console or a failed request fails the test."""
    width, height = SIZES[size]
    page = await browser.new_page()
    await page.set_viewport_size({"width": width, "height": height})
    page.on("console", lambda message: pytest.fail(message.text))
    page.on("pageerror", lambda problem: pytest.fail(str(problem)))
    await page.goto(client.telegram.page_url)
    return page


async def answer_next(client: Client, chat: int = 500_001) -> dict[str, object]:
    """Take the newest update as a bot does."""
    update: dict[str, object] = (await client.call("getUpdates", offset=-1, timeout=5))[-1]
    return update


async def test_a_first_visit_starts_the_bot_and_taps_edit_in_place(
    browser: BrowserContext, client: Client
) -> None:
    await client.call("setMyDescription", description="Strength for runners")
    page = await opened(browser, client)
    await expect(page.get_by_text("Strength for runners")).to_be_visible()
    await page.get_by_role("button", name="Start", exact=True).click()
    log = page.get_by_role("log")
    await expect(log.get_by_text("/start")).to_be_visible()
    keys = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    hostile = "<b>Hello</b> &lt;img src=x onerror=alert(1)&gt;"
    sent = await client.call(
        "sendMessage", chat_id=500_001, text=hostile, parse_mode="HTML", reply_markup=keys
    )
    await expect(log.locator("strong")).to_have_text("Hello")
    await expect(log.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()
    await page.get_by_role("button", name="Yes").dblclick()
    await expect(page.get_by_role("button", name="Yes")).to_have_attribute("aria-busy", "true")
    updates = [one for one in await client.call("getUpdates") if "callback_query" in one]
    assert len(updates) == 1  # a double tap is one tap
    query = updates[0]["callback_query"]["id"]
    await client.call("answerCallbackQuery", callback_query_id=query, text="Saved")
    await expect(page.get_by_text("Saved")).to_be_visible()
    await expect(page.get_by_role("button", name="Yes")).not_to_have_attribute("aria-busy", "true")
    await client.call("editMessageText", chat_id=500_001, message_id=sent["message_id"], text="Changed")
    await expect(log.get_by_text("Changed")).to_be_visible()
    await expect(page.get_by_role("button", name="Yes")).to_have_count(0)


async def test_everything_can_be_done_by_keyboard(browser: BrowserContext, client: Client) -> None:
    await client.call("setMyCommands", commands=[{"command": "week", "description": "The week"}])
    await client.post("chats", first_name="Ada")
    await client.say("/start", chat=500_001)
    page = await opened(browser, client, "wide")
    box = page.get_by_role("textbox", name="Message")
    await box.press_sequentially("/w")
    await expect(page.get_by_role("option")).to_have_text("/weekThe week")
    await box.press("ArrowDown")
    await box.press("Enter")
    assert (await answer_next(client))["message"]["text"] == "/week"  # type: ignore[index]
    await box.press_sequentially("one")
    await box.press("Shift+Enter")
    await box.press_sequentially("two")
    await box.press("Enter")
    assert (await answer_next(client))["message"]["text"] == "one\ntwo"  # type: ignore[index]
    await box.press_sequentially("/")
    await expect(page.get_by_role("listbox")).to_be_visible()
    await box.press("Escape")
    await expect(page.get_by_role("listbox")).to_be_hidden()
    await page.get_by_role("button", name="More").press("Enter")
    await expect(page.get_by_role("menuitem", name="Clock +1 hour")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_role("menuitem", name="Block the bot")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("You have blocked the bot here.")).to_be_visible()
    await page.get_by_role("button", name="Unblock").click()
    await expect(box).to_be_visible()


async def test_reply_keys_location_and_the_clock(
    browser: BrowserContext, client: Client, clock: MovableClock
) -> None:
    due = clock.now() + timedelta(hours=25)

    async def next_reminder() -> datetime | None:
        return due

    client.telegram.next_reminder = next_reminder
    await client.post("chats", first_name="Ada")
    await client.say("/start", chat=500_001)
    keyboard = {"keyboard": [["Easy run", {"text": "Where I am", "request_location": True}]]}
    await client.call("sendMessage", chat_id=500_001, text="Which?", reply_markup=keyboard)
    page = await opened(browser, client)
    await page.get_by_role("button", name="Easy run").click()
    await expect(page.get_by_role("log").get_by_text("Easy run")).to_be_visible()
    await page.get_by_role("button", name="Where I am").click()
    await page.get_by_role("button", name=re.compile("Sydney")).click()
    await expect(page.get_by_text("-33.869, 151.209")).to_be_visible()
    assert (await answer_next(client))["message"]["location"]["latitude"] == -33.8688  # type: ignore[index]
    await page.get_by_role("button", name="Next reminder").click()
    await expect(page.get_by_text("+1 d 1 h")).to_be_visible()
    assert clock.now() == due + timedelta(seconds=1)


async def test_a_second_chat_counts_what_is_unread(browser: BrowserContext, client: Client) -> None:
    for chat, name in ((1, "Ada"), (2, "Bo")):
        await client.post("chats", id=chat, first_name=name)
        await client.say("/start", chat=chat)
    page = await opened(browser, client)
    await expect(page.locator("#status")).to_have_text("with Bo")
    for text in ("one", "two"):
        await client.call("sendMessage", chat_id=1, text=text)
    await expect(page).to_have_title(re.compile(r"^\(2\)"))
    await page.get_by_role("button", name="Show chats").click()
    await page.get_by_role("button", name=re.compile("Ada")).click()
    await expect(page.locator("#status")).to_have_text("with Ada")
    await expect(page).not_to_have_title(re.compile(r"^\("))


async def test_pictures_keep_their_place_and_edits_do_not_scroll(
    browser: BrowserContext, client: Client
) -> None:
    await client.post("chats", id=1)
    await client.say("/start", chat=1)
    form = aiohttp.FormData({"chat_id": "1", "caption": "week"})
    form.add_field("photo", png(300, 200), filename="week.png")
    photo = await client.call("sendPhoto", form)
    for number in range(30):
        await client.call("sendMessage", chat_id=1, text=f"line {number}")
    page = await opened(browser, client)
    await expect(page.locator(".bubble").get_by_text("line 29")).to_be_in_viewport()
    log = page.locator("#log")
    await log.evaluate("log => log.scrollTop = log.scrollHeight / 2")
    middle = page.locator(".bubble").get_by_text("line 15", exact=True)
    before = await middle.bounding_box()
    await client.call("editMessageCaption", chat_id=1, message_id=photo["message_id"], caption="new\n" * 9)
    await expect(page.locator(".bubble").get_by_text("new")).to_have_count(1)
    await client.call("sendMessage", chat_id=1, text="below")
    await expect(page.locator("#below")).to_have_text("1")
    after = await middle.bounding_box()
    assert before is not None
    assert after is not None
    assert after["y"] == pytest.approx(before["y"], abs=1)  # browsers scroll by whole pixels
    await page.get_by_role("button", name="Go to the newest message").click()
    await expect(page.locator(".bubble").get_by_text("below")).to_be_in_viewport()


async def test_the_page_comes_back_after_a_restart_of_the_server(
    browser: BrowserContext, tmp_path: Path
) -> None:
    store = tmp_path / "chat.sqlite"
    first = LocalTelegram(MovableClock(FrozenClock(START)), store=store)
    await first.start()
    async with aiohttp.ClientSession() as session:
        client = Client(first, session)
        await client.say("before", chat=1)
        page = await browser.new_page()
        await page.goto(first.page_url)
        await expect(page.locator(".bubble").get_by_text("before")).to_be_visible()
        await first.stop()
        await expect(page.get_by_text("Connection lost. Trying again…")).to_be_visible()
        second = LocalTelegram(MovableClock(FrozenClock(START)), store=store)
        await second.start(port=first.port)
        await expect(page.get_by_text("Connection lost. Trying again…")).to_be_hidden(timeout=8000)
        await Client(second, session).say("after", chat=1)
        await expect(page.locator(".bubble").get_by_text("after")).to_be_visible()
        await page.close()
    async with asyncio.timeout(5):
        await second.stop()


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_sticks_out_sideways(browser: BrowserContext, client: Client, size: str) -> None:
    await client.post("chats", id=1)
    await client.say("x" * 300, chat=1)
    row = [{"text": "A rather long answer " + "y" * 20, "callback_data": str(number)} for number in range(5)]
    await client.call(
        "sendMessage",
        chat_id=1,
        text="https://example.org/" + "z" * 200 + "\n<pre>" + "p" * 200 + "</pre>",
        parse_mode="HTML",
        reply_markup={"inline_keyboard": [row]},
    )
    page = await opened(browser, client, size)
    await expect(page.locator(".key")).to_have_count(5)
    for box in ("html", "#log"):
        over = await page.locator(box).evaluate("box => box.scrollWidth - box.clientWidth")
        assert over <= 0, box
