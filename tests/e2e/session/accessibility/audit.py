"""axe-core on a page in the state it is in, and what no rule of it looks at."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

# WCAG 2.1 A and AA, which RGAA 4.1 applies; and the good practice that axe-core adds.
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
}
_AXE = Axe()

# Something wider than the screen that is not in a strip with its own scroll.
OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const scrolls = (one) => one && one !== document.body && one !== document.documentElement
    && (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(one).overflowX)
        || scrolls(one.parentElement));
  return [...document.body.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > wide + 1 && !scrolls(one.parentElement))
    .map((one) => `${one.tagName.toLowerCase()}#${one.id}.${one.className}`);
}"""


# What a finger has to meet and is smaller than 44 px (RGAA asks 24, the design 48).
SMALL = """() => {
  return [...document.querySelectorAll("button, .bt, summary, select, textarea, input")]
    .filter((one) => !["radio", "checkbox"].includes(one.type))
    .filter((one) => one.getClientRects().length && !one.closest(".vh"))
    .filter((one) => { const box = one.getBoundingClientRect();
      return box.height < 43.5 || box.width < 43.5; })
    .map((one) => `too small: ${one.id || one.className || one.textContent.trim()}`);
}"""


async def violations(page: Page) -> list[str]:
    """One line per violation: the rule, and where."""
    results = await _AXE.run(page, options=RULES)
    return [_line(each) for each in results.response["violations"]]


async def overflowing(page: Page) -> list[str]:
    """What makes the page scroll sideways, [] when it does not."""
    found: list[str] = await page.evaluate(OVERFLOW)
    return found


async def too_small(page: Page) -> list[str]:
    """What is hard to touch, [] when nothing is."""
    found: list[str] = await page.evaluate(SMALL)
    return found


def _line(found: dict[str, Any]) -> str:
    places = "; ".join(" ".join(map(str, node["target"])) for node in found["nodes"][:5])
    message = (found["nodes"][0].get("any") or [{}])[0].get("message", found["help"])
    return f"{found['id']} ({found['impact']}): {places}: {message}"
