"""Four more runners on the page, on a phone: what they see is there, drawn whole and without a flaw."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.look import flaws
from tests.browser.screens import walk
from tests.browser.trial import PHONE, chromium_browser, new_page, trial

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One browser for all tests of this file."""
    async with chromium_browser(chromium) as browser:
        yield browser


@pytest.mark.parametrize("name", ["bad-week", "race", "red-flag", "operator"])
async def test_a_journey_without_a_flaw(browser: Browser, name: str) -> None:
    found: list[str] = []
    stages: list[str] = []

    async def look_closely(page: Page, stage: str) -> None:
        stages.append(stage)
        scheme = PHONE.schemes[len(stages) % 2]
        await page.emulate_media(color_scheme=scheme)
        found.extend(f"{stage}, {scheme}: {flaw}" for flaw in await flaws(page))

    assert await walk(browser, PHONE, name, look_closely) == []
    assert found == []
    assert len(set(stages)) == len(stages) >= 8


async def test_a_sign_of_life_comes_before_the_bot_does(browser: Browser, tmp_path: Path) -> None:
    async with trial(tmp_path) as running:
        page, watch = await new_page(browser, PHONE, f"127.0.0.1:{running.port}")
        slow = {"method": "sendMessage", "kind": "slow-before", "seconds": 2, "count": 1}
        await page.request.post(f"{running.url}local/faults", data=slow)
        await page.goto(running.url)
        await page.get_by_role("button", name="Start", exact=True).click()
        await expect(page.locator(".typing")).to_be_visible()
        await expect(page.locator("#status")).to_have_text("one moment…")
        await expect(page.get_by_role("log")).to_contain_text("1 of 7")
        await expect(page.locator(".typing")).to_have_count(0)
        await expect(page.locator("#status")).to_have_text("with Runner")
        await page.context.close()
    assert watch.problems == []
