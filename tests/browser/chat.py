"""The page in a runner's hands: types, taps, moves the clock, and shows each stage."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urljoin

from playwright.async_api import Locator, Page, expect

RUN_WEEK = "intervals tue, tempo thu, easy saturday, long on sunday, monday off"
TUESDAY = 1  # as date.weekday() counts

Shoot = Callable[[Page, str], Awaitable[None]]


@dataclass(frozen=True)
class Chat:
    """The page in the hands of a runner; `shoot` is called at each stage."""

    page: Page
    shoot: Shoot

    @property
    def log(self) -> Locator:
        """The messages."""
        return self.page.get_by_role("log")

    @property
    def newest(self) -> Locator:
        """The newest message."""
        return self.rows.last

    @property
    def rows(self) -> Locator:
        """All messages, without the dots of somebody typing."""
        return self.log.locator(".row[data-id]")

    @property
    def picture(self) -> Locator:
        """The picture of the newest message."""
        return self.newest.locator(".picture img")

    def key(self, label: str | re.Pattern[str]) -> Locator:
        """An inline button by its label or the beginning of it."""
        name = label if isinstance(label, re.Pattern) else re.compile(rf"^(✓ )?{re.escape(label)}")
        return self.log.locator(".keys").get_by_role("button", name=name)

    async def tap(self, label: str | re.Pattern[str]) -> None:
        """Tap an inline button."""
        await self.key(label).last.click()  # for a moment the old keyboard is there, too

    async def say(self, text: str) -> None:
        """Type a message, send it, and wait for an answer below it."""
        rows = await self.rows.count()
        box = self.page.get_by_role("textbox", name="Message")
        await box.fill(text)
        await box.press("Enter")
        await expect(self.rows.nth(rows + 1)).to_be_attached()

    async def sees(self, text: str | re.Pattern[str]) -> None:
        """Wait for words in the newest message."""
        await expect(self.newest).to_contain_text(text)

    async def sees_picture(self, other_than: str | None = None) -> str:
        """Wait until the newest message has a picture that is drawn whole; return its address."""
        await expect(self.picture).to_have_count(1)
        if other_than is not None:
            await expect(self.picture).not_to_have_attribute("src", other_than)
        drawn = "image => image.complete && image.naturalWidth > 0"
        image = await self.picture.element_handle()
        await self.page.wait_for_function(drawn, arg=image)
        return await self.picture.get_attribute("src") or ""

    async def stage(self, name: str) -> None:
        """Show how far it is."""
        await expect(self.log.locator(".key.waiting")).to_have_count(0)
        # The old keyboard goes just after the new message has come.
        await expect(self.log.locator(".row:has(.keys) ~ .row:has(.keys)")).to_have_count(0)
        await self.shoot(self.page, name)

    async def texts(self) -> list[str]:
        """Return all messages as they read now."""
        return await self.log.locator(".row .bubble > .text").all_inner_texts()

    async def now(self) -> datetime:
        """Return the instant in the chat."""
        answer = await self.page.request.get(urljoin(self.page.url, "local/clock"))
        return datetime.fromisoformat((await answer.json())["utc"])

    async def later(self, days: int = 0, at: time | None = None) -> datetime:
        """Move the clock on by whole days, to a time in UTC if it is said; return the new instant."""
        now = await self.now()
        goal = now + timedelta(days=days)
        if at is not None:
            goal = goal.replace(hour=at.hour, minute=at.minute, second=0)
        address = urljoin(self.page.url, "local/clock")
        await self.page.request.post(address, data={"advance_seconds": (goal - now).total_seconds()})
        return goal

    async def later_on(self, weekday: int, at: time) -> datetime:
        """Move the clock on to the next such weekday, tomorrow at the earliest; return the new instant."""
        ahead = (weekday - (await self.now()).weekday() - 1) % 7 + 1
        return await self.later(ahead, at)


async def settle(chat: Chat) -> None:
    """Come to a plan without a race or complaints, by the shortest way; the day's message comes at 07:00 in Berlin."""
    await chat.page.get_by_role("button", name="Start", exact=True).click()
    await chat.sees("1 of 7")
    await chat.say(RUN_WEEK)
    await chat.sees("This is how I read it")
    for number, answer in enumerate(
        ("Looks right", "On and off", "A gym", "No race for now", "Nothing hurts", "07:00", "Berlin"), start=1
    ):
        await chat.sees(f"{number} of 7")
        await chat.tap(answer)
    await chat.sees("Your plan is ready")
