"""The stranger's journey, from the line that `stridesmith try` prints to a plan that survives a power cut."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser import journey
from tests.browser.chat import Chat
from tests.browser.look import flaws, walk
from tests.browser.screens import folder, shooter
from tests.browser.trial import PHONE, WIDE, Look, begin, chromium_browser, new_page, trial

pytestmark = pytest.mark.browser

JOURNEY_SECONDS = 180
STEPS = 14


@pytest.mark.parametrize("look", [PHONE, WIDE], ids=lambda look: look.name)
async def test_a_stranger_comes_from_start_to_a_logged_session(
    look: Look, tmp_path: Path, chromium: str
) -> None:
    found: list[str] = []
    take_picture = shooter(look, folder())

    async def shoot(page: Page, name: str) -> None:
        await take_picture(page, name)
        for scheme in look.schemes:
            await page.emulate_media(color_scheme=scheme)
            found.extend(f"{name}, {scheme}: {flaw}" for flaw in await flaws(page))

    running = await begin(tmp_path)
    try:
        async with chromium_browser(chromium) as browser:
            page, watch = await new_page(browser, look, f"127.0.0.1:{running.port}")
            started = asyncio.get_running_loop().time()
            await page.goto(running.url)
            chat = Chat(page, shoot)
            await journey.meet(chat)
            plan = await chat.newest.locator(".text").inner_text()
            await journey.ask(chat)
            await journey.wait_for_session(chat)
            await journey.train(chat)
            await journey.look_at_week(chat)
            assert asyncio.get_running_loop().time() - started < JOURNEY_SECONDS
            reached, unseen = await walk(page, STEPS)
            assert {"next", "menu-open", "log"} & reached
            assert unseen == set()

            before = await chat.texts()
            assert plan in before
            await page.reload()
            await chat.sees("This week")
            assert await chat.texts() == before

            with watch.server_away():
                await running.kill()
                await expect(page.get_by_text("Connection lost")).to_be_visible()
                await shoot(page, "28-connection-lost")
                running = await begin(tmp_path, running.port)
                await expect(page.get_by_text("Connection lost")).to_be_hidden()
            assert await chat.texts() == before
            await chat.say("/week")
            await expect(chat.log.get_by_text("/week")).to_have_count(2)
            await chat.sees("✅")
            assert await chat.newest.locator(".text").inner_text() == before[-1]
            await chat.stage("29-after-restart")
            await page.context.close()
    finally:
        await running.kill()
    assert found == []
    assert watch.problems == []
    assert watch.requests > STEPS  # it did watch


async def test_two_runners_on_one_page_and_ctrl_c(tmp_path: Path, chromium: str) -> None:
    async def no_picture(_page: Page, _name: str) -> None:
        return

    async def skip_all() -> None:
        await page.get_by_role("button", name="Start", exact=True).click()
        for number in range(1, 8):
            await chat.sees(f"{number} of 7")
            await chat.tap("Skip")

    async with trial(tmp_path) as running, chromium_browser(chromium) as browser:
        page, watch = await new_page(browser, WIDE, f"127.0.0.1:{running.port}")
        await page.goto(running.url)
        chat = Chat(page, no_picture)
        await skip_all()
        await chat.sees("Your plan is ready, Runner.")
        await page.get_by_role("button", name="New chat").click()
        await page.get_by_role("textbox", name="First name").fill("Sam <b>&amp;")
        await page.get_by_role("button", name="Open", exact=True).click()
        await skip_all()
        await chat.sees("Your plan is ready, Sam <b>&amp;.")
        await page.get_by_role("navigation", name="Chats").get_by_role("button", name="Runner").click()
        await chat.sees("Your plan is ready, Runner.")
        # The page holds its stream of events open, and the bot its long poll: neither may hold up the end.
        with watch.server_away():
            assert await running.stop() == (0, "")
        await page.context.close()
        assert watch.problems == []


async def test_the_measuring_finds_what_it_is_there_for(chromium: str) -> None:
    page_with_flaws = """
        <style>.phone { width: 200px } button { min-width: 44px; height: 44px; color: #000; background: #eee }</style>
        <div class="phone"><div style="width: 300px">wide</div></div>
        <p style="color: rgb(0 0 0 / .4)">pale</p><button style="height: 30px">low</button>
        <button></button><input id="nameless"><b id="nameless"></b><img src="data:,">
        <div class="row"><div class="keys"></div></div><div class="row"><div class="keys"></div></div>
    """
    async with chromium_browser(chromium) as browser:
        page, _ = await new_page(browser, PHONE, "127.0.0.1")
        await page.set_content(page_with_flaws)
        found = " ".join(await flaws(page))
        await page.context.close()
    for flaw in (
        "“pale”",
        "30 px: “low”",
        "without a name",
        "without a label: #nameless",
        "two things are called #nameless",
        "without alt",
        "not one log",
        "no language",
        "left behind",
        "100 px stick out sideways of phone",
    ):
        assert flaw in found
