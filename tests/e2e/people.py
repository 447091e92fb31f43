"""What a person does and sees on each page, in the words of the page."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from playwright.async_api import Locator, Page, expect
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

PATIENCE_S = 20.0

T = TypeVar("T")

Picture = dict[str, Any]
Stats = dict[str, Any]
Way = dict[str, Any]


async def until(
    look: Callable[[], Awaitable[T]],
    *,
    why: str,
    patience_s: float = PATIENCE_S,
    is_good: Callable[[T], bool] = bool,
) -> T:
    """Look again and again until what is seen is good; the last sight otherwise in the failure."""
    deadline = time.monotonic() + patience_s
    while True:
        seen = await look()
        if is_good(seen):
            return seen
        assert time.monotonic() < deadline, f"{why}; last seen: {seen}"
        await asyncio.sleep(0.1)


class Measured(Protocol):
    """A page in any browser, with the probe in it."""

    async def evaluate(self, expression: str, argument: Any = None, /) -> Any: ...


@dataclass(slots=True)
class Watcher:
    """Anyone in front of a page: what they see and hear, measured."""

    page: Measured

    async def stats(self) -> Stats:
        stats: Stats = await self.page.evaluate("probe.stats()")
        return stats

    async def ways_out(self) -> list[Way]:
        """Of a page that receives by one connection and sends by one: how both go, once it has
        sent picture or sound."""
        return await until(
            self._ways,
            why="nothing goes out",
            is_good=lambda ways: len(ways) == 2 and all(way["sent"] > 20_000 for way in ways[1:]),
        )

    async def _ways(self) -> list[Way]:
        ways: list[Way] = await self.page.evaluate("probe.ways()")
        return ways

    async def now_ms(self) -> float:
        now: float = await self.page.evaluate("performance.now()")
        return now

    async def pictures(self, *, since_ms: float = 0) -> list[Picture]:
        """The videos in the page, what each shows, and its frames since then."""
        pictures: list[Picture] = await self.page.evaluate(
            "since => probe.pictures(since)", since_ms
        )
        return pictures

    async def moving_pictures(self, *, during_s: float = 1.0) -> list[Picture]:
        """The videos that a person sees move."""
        since = await self.now_ms()
        await asyncio.sleep(during_s)
        pictures = await self.pictures(since_ms=since)
        return [each for each in pictures if each["visible"] and each["frames"] >= 3]

    async def audio_energy(self) -> float:
        """The energy of all sound received so far (volts squared by seconds)."""
        inbound = (await self.stats())["inbound"]
        return float(sum(each["audioEnergy"] or 0 for each in inbound if each["kind"] == "audio"))

    async def received(self, kind: str) -> list[dict[str, Any]]:
        """The server's messages of this type so far."""
        messages: list[dict[str, Any]] = await self.page.evaluate(
            "kind => probe.received.filter(message => message.type === kind)", kind
        )
        return messages

    async def hears(self) -> None:
        before = await self.audio_energy()
        await until(
            self.audio_energy, why="no sound arrives", is_good=lambda now: now > before + 1e-7
        )

    async def sees(self, count: int) -> list[Picture]:
        return await until(
            self.moving_pictures,
            why=f"fewer than {count} moving pictures",
            is_good=lambda moving: len(moving) >= count,
        )

    async def state(self) -> str:
        state: str = await self.page.evaluate("document.documentElement.dataset.state ?? ''")
        return state


@dataclass(slots=True)
class Home(Watcher):
    """A person at home on /s/{session}."""

    page: Page

    async def open(self, address: str) -> None:
        await self.page.goto(address)
        await expect(self.page.get_by_role("button", name="Entrer")).to_be_enabled()

    async def enter(self, name: str) -> None:
        await self.page.get_by_label("Votre prénom").fill(name)
        await self.page.get_by_role("button", name="Entrer").click()

    async def first_frame_ms(self) -> float:
        """From the press on "Entrer" to the first frame on the screen."""

        async def look() -> float | None:
            found: float | None = await self.page.evaluate("probe.firstFrameMs()")
            return found

        seen = await until(look, why="no frame at all", is_good=lambda ms: ms is not None)
        assert seen is not None
        return seen

    async def open_microphone(self) -> None:
        await self.ask_for("Ouvrir mon micro")
        await self._offers("Couper mon micro")

    async def close_microphone(self) -> None:
        await self.ask_for("Couper mon micro")
        await self._offers("Ouvrir mon micro")

    async def open_camera(self) -> None:
        await self.ask_for("Allumer ma caméra")
        await self._offers("Éteindre ma caméra")

    async def close_camera(self) -> None:
        await self.ask_for("Éteindre ma caméra")
        await self._offers("Allumer ma caméra")

    async def ask_for(self, label: str) -> None:
        """Press a command; where the page explains the browser's question first, go on."""
        await self._command(label).click()
        explanation = self.page.get_by_role("button", name="Oui, continuer")
        try:
            await explanation.click(timeout=1000)
        except PlaywrightTimeoutError:
            return

    async def watch_camera(self, label: str) -> None:
        cameras = self.page.get_by_role("group", name="Ce que vous regardez")
        # The radio button is drawn by its label, which is what a finger meets.
        await cameras.locator("label", has_text=label).click()
        await expect(cameras.get_by_role("radio", name=label)).to_be_checked()

    async def leave(self) -> None:
        await self.page.get_by_role("button", name="Quitter").first.click()
        await self.page.get_by_role("dialog").get_by_role("button", name="Quitter").click()

    async def _offers(self, label: str) -> None:
        await expect(self._command(label)).to_be_visible(timeout=PATIENCE_S * 1000)

    def _command(self, label: str) -> Locator:
        commands = self.page.get_by_role("group", name="Vos commandes")
        return commands.get_by_role("button", name=words(label))


@dataclass(slots=True)
class Lead(Watcher):
    """Someone who leads, on /animer/{session}."""

    page: Page

    async def open(self, address: str) -> None:
        await self.page.goto(address)
        await expect(self.page.locator("#lead main")).to_be_visible()

    async def open_session(self) -> None:
        await self.page.get_by_role("button", name="Ouvrir la séance").click()

    async def end_session(self) -> None:
        await self.page.get_by_role("button", name="Terminer").first.click()
        await (
            self.page.get_by_role("dialog").get_by_role("button", name="Terminer la séance").click()
        )

    async def admit(self, name: str) -> None:
        await self.page.get_by_role("button", name=f"Faire entrer {name}").click()

    async def kit_status(self) -> dict[str, Any]:
        """The kit's last word about itself, {} before the first."""
        messages = await self.received("kit")
        status: dict[str, Any] = messages[-1]["status"] if messages else {}
        return status


@dataclass(slots=True)
class RoomScreen(Watcher):
    """The big screen of the room, on /salle/{room}: nobody touches it."""

    page: Page

    async def open(self, address: str) -> None:
        await self.page.goto(address)


def words(label: str) -> re.Pattern[str]:
    """The label with any white space between its words."""
    return re.compile(r"\s*".join(map(re.escape, label.split())))
