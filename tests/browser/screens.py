"""Writes pictures of a stranger's journey into a folder: `python -m tests.browser.screens [FOLDER]`."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page

from tests.browser import journey
from tests.browser.trial import LOOKS, Look, chromium_browser, new_page, trial

FOLDER_SETTING = "STRIDESMITH_SCREENSHOTS"
DEFAULT_FOLDER = Path(__file__).resolve().parents[1] / "screenshots"


def folder() -> Path:
    """Return where pictures go."""
    return Path(os.environ.get(FOLDER_SETTING) or DEFAULT_FOLDER)


def shooter(look: Look, where: Path) -> journey.Shoot:
    """Return what writes a page's picture under a stage's name, in every scheme of colours of the look."""

    async def shoot(page: Page, name: str) -> None:
        for scheme in look.schemes:
            place = where / f"{look.name}-{scheme}"
            place.mkdir(parents=True, exist_ok=True)
            await page.emulate_media(color_scheme=scheme)
            await page.screenshot(path=place / f"{name}.png", animations="disabled")

    return shoot


async def write(where: Path, chromium: str, looks: tuple[Look, ...] = LOOKS) -> None:
    """Walk through the journey and all around it, once for each look."""
    async with chromium_browser(chromium) as browser:
        for look in looks:
            with tempfile.TemporaryDirectory() as data_dir:
                async with trial(Path(data_dir)) as running:
                    page, watch = await new_page(browser, look, f"127.0.0.1:{running.port}")
                    await page.goto(running.url)
                    chat = journey.Chat(page, shooter(look, where))
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
                    await page.context.close()
            for problem in watch.problems:
                print(f"{look.name}: {problem}")


def main() -> None:
    """Write the pictures, and say where."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("There is no Chromium on this machine (apt-get install chromium).")
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else folder()
    asyncio.run(write(where, chromium))
    print(where)


if __name__ == "__main__":
    main()
