"""Writes pictures of all journeys into a folder: `python -m tests.browser.screens [FOLDER] [JOURNEY…]`."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

from playwright.async_api import Browser, Page

from tests.browser import journey, journeys
from tests.browser.chat import Chat, Shoot
from tests.browser.trial import LOOKS, Look, chromium_browser, new_page, trial

FOLDER_SETTING = "STRIDESMITH_SCREENSHOTS"
DEFAULT_FOLDER = Path(__file__).resolve().parents[1] / "screenshots"


def folder() -> Path:
    """Return where pictures go."""
    return Path(os.environ.get(FOLDER_SETTING) or DEFAULT_FOLDER)


def shooter(look: Look, where: Path) -> Shoot:
    """Return what writes a page's picture under a stage's name, in every scheme of colours of the look."""

    async def shoot(page: Page, name: str) -> None:
        for scheme in look.schemes:
            place = where / f"{look.name}-{scheme}"
            place.mkdir(parents=True, exist_ok=True)
            await page.emulate_media(color_scheme=scheme)
            await page.screenshot(path=place / f"{name}.png", animations="disabled")

    return shoot


async def newcomer(chat: Chat) -> None:
    """Come from Start to a logged session, and look around."""
    for part in (
        journey.meet,
        journey.ask,
        journey.wait_for_session,
        journey.train,
        journey.look_at_week,
        journey.look_around,
        journey.live_on,
    ):
        await part(chat)


JOURNEYS = {
    "newcomer": newcomer,
    "bad-week": journeys.bad_week,
    "race": journeys.race_ahead,
    "red-flag": journeys.red_flag,
    "operator": journeys.operator,
}


async def write(where: Path, chromium: str, names: Collection[str]) -> None:
    """Walk through journeys, once for each look."""
    async with chromium_browser(chromium) as browser:
        for look in LOOKS:
            for name in names:
                for problem in await walk(browser, look, name, shooter(look, where / name)):
                    print(f"{look.name}, {name}: {problem}", flush=True)


async def walk(browser: Browser, look: Look, name: str, shoot: Shoot) -> list[str]:
    """Walk through one journey on a bot of its own; return what went wrong behind the page."""
    with tempfile.TemporaryDirectory() as data_dir:
        async with trial(Path(data_dir), OPERATOR_IDS=str(journeys.OPERATOR)) as running:
            page, watch = await new_page(browser, look, f"127.0.0.1:{running.port}")
            await page.request.post(f"{running.url}local/chats", data={"id": journeys.OPERATOR})
            await page.goto(running.url)
            await JOURNEYS[name](Chat(page, shoot))
            await page.context.close()
    return watch.problems


def main() -> None:
    """Write the pictures, and say where."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("There is no Chromium on this machine (apt-get install chromium).")
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else folder()
    asyncio.run(write(where, chromium, sys.argv[2:] or JOURNEYS))
    print(where)


if __name__ == "__main__":
    main()
