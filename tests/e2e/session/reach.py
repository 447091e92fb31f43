"""How long an act of whoever leads takes to show on every page it concerns."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from playwright.async_api import Locator, Page

from tests.e2e.people import PATIENCE_S

# What is aimed at is a second; a busy machine may take ten times as long before it is a fault.
REACH_LIMIT_MS = 10_000.0

WATCH = """() => {
  probe.effect = new Promise((resolve, reject) => {
    const begun = Date.now();
    const look = () => {
      if (%s) resolve(Date.now());
      else if (Date.now() - begun > %d) reject(new Error("no effect on this page"));
      else setTimeout(look, 10);
    };
    look();
  });
  probe.effect.catch(() => undefined);
}"""


@dataclass(slots=True)
class Reach:
    """Measures acts, and keeps what they took: milliseconds by act, one figure per page."""

    taken_ms: dict[str, list[float]] = field(default_factory=dict)

    async def press(
        self, act: str, button: Locator, *, everywhere: Iterable[Page], shows: str
    ) -> float:
        """Press the button; the slowest page's time until the JavaScript condition holds there."""
        return await self.press_for(act, button, [(page, shows) for page in everywhere])

    async def press_for(
        self, act: str, button: Locator, effects: Sequence[tuple[Page, str]]
    ) -> float:
        """The same, with a condition of its own for each page."""
        await asyncio.gather(
            *(page.evaluate(WATCH % (shows, PATIENCE_S * 1000)) for page, shows in effects)
        )
        await button.click()
        pressed_at: float = await button.page.evaluate("probe.pressedAt")
        seen = (page.evaluate("probe.effect") for page, _ in effects)
        seen_at: list[float] = await asyncio.gather(*seen)
        taken = [max(0.0, at - pressed_at) for at in seen_at]
        self.taken_ms.setdefault(act, []).extend(taken)
        assert max(taken) <= REACH_LIMIT_MS, f"{act} took {max(taken):.0f} ms to reach everybody"
        return max(taken)

    def figures(self) -> list[str]:
        """One line for all acts together, one with the slowest page of each."""
        every = sorted(each for taken in self.taken_ms.values() for each in taken)
        if not every:
            return []
        p95 = every[max(0, -(-len(every) * 95 // 100) - 1)]
        slowest = ", ".join(f"{act} {max(taken):.0f}" for act, taken in self.taken_ms.items())
        return [
            f"acts of whoever leads, {len(every)} effects on pages: median "
            f"{every[len(every) // 2]:.0f} ms, p95 {p95:.0f} ms, longest {every[-1]:.0f} ms "
            "(aim: <= 1000 ms)",
            f"longest of each act, ms: {slowest}",
        ]
