"""Going through a page with Tab alone, and seeing where one is."""

from __future__ import annotations

from playwright.async_api import Locator

MOST_STOPS = 60

# The ring that shows where the keyboard is: an outline, or a shadow around.
RING = """one => {
  const drawn = (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
    || style.boxShadow.split(/,(?![^(]*\\))/)
      .some((part) => part !== "none" && !part.includes("inset"));
  const places = [one, one.nextElementSibling, one.parentElement].filter(Boolean);
  return places.some((place) => drawn(getComputedStyle(place)));
}"""


async def press(target: Locator, key: str) -> None:
    """Reach it with Tab alone, see that one is there, press."""
    await tab_to(target)
    await target.page.keyboard.press(key)


async def tab_to(target: Locator, *, forward: bool = True) -> None:
    key = "Tab" if forward else "Shift+Tab"
    for _ in range(MOST_STOPS):
        if await target.evaluate(
            "one => one === document.activeElement || one.contains(document.activeElement)"
        ):
            ringed = await target.page.evaluate(f"({RING})(document.activeElement)")
            assert ringed, f"nothing shows that {target} has the focus"
            return
        await target.page.keyboard.press(key)
    raise AssertionError(f"{target} is not reached by Tab")
