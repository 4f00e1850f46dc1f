"""What can be measured of a page: sizes, names, contrasts, and where the focus shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Page

LEAST_PIXELS = 40
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3

_MEASURE = Path(__file__).with_name("measure.js").read_text(encoding="utf-8")
_FOCUS = """
() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  return {
    name: element.id || element.getAttribute("aria-label") || element.textContent.trim().slice(0, 40),
    somewhere: element !== document.body,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1.5,
  };
}
"""


async def flaws(page: Page) -> list[str]:
    """Return what is wrong with how the page is drawn now, in words."""
    found: list[str] = await page.evaluate(
        _MEASURE, {"leastContrast": LEAST_CONTRAST, "leastPixels": LEAST_PIXELS}
    )
    return found


async def walk(page: Page, steps: int) -> tuple[set[str], set[str]]:
    """Walk on with the Tab key; return what it reaches, and what of that does not show it."""
    reached: set[str] = set()
    unseen: set[str] = set()
    for _ in range(steps):
        await page.keyboard.press("Tab")
        at: dict[str, Any] = await page.evaluate(_FOCUS)
        if at["somewhere"]:
            reached.add(at["name"])
            if not at["ring"]:
                unseen.add(at["name"])
    return reached, unseen
