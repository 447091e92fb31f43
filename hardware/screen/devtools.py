"""Asks Chromium how its page is, over a pipe that nobody else can reach (Chrome DevTools Protocol:
Target, Runtime, Page; messages are JSON, each ended by a zero byte)."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

_ASK = """({ protocol: location.protocol, state: document.documentElement.dataset.state || "",
  screen: [screen.width, screen.height],
  fills: innerWidth >= screen.width && innerHeight >= screen.height })"""
_LARGEST = 4 << 20


class NoAnswer(Exception):
    """It hangs, or has gone."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """``protocol`` of its address (``https:``, ``chrome-error:``); the ``state`` that pages of ours
    say of themselves, which may be empty; width and height of the ``screen``: is it filled?"""

    protocol: str = ""
    state: str = ""
    screen: tuple[int, int] = (0, 0)
    fills: bool = True


class DevTools:
    """``commands``: the end that we write to; ``answers``: the one that we read."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers
        self._reader = asyncio.StreamReader(limit=_LARGEST)
        self._transport: asyncio.ReadTransport | None = None
        self._session: str | None = None
        self._number = 0

    async def look(self, timeout_s: float) -> ShownPage:
        """Raises NoAnswer."""
        async with _answered(timeout_s):
            await self._attach()
            asked = {"expression": _ASK, "returnByValue": True}
            told = await self._call("Runtime.evaluate", asked, self._session)
            value = told["result"].get("value", {})
            return ShownPage(**value | {"screen": tuple(value.get("screen", (0, 0)))})

    async def go_to(self, address: str, timeout_s: float) -> None:
        """Open another page in the same window. Raises NoAnswer."""
        async with _answered(timeout_s):
            await self._attach()
            await self._call("Page.navigate", {"url": address}, self._session)

    def close(self) -> None:
        """Give both ends back."""
        if self._transport is not None:
            self._transport.close()
        else:
            os.close(self._answers)
        with suppress(OSError):
            os.close(self._commands)

    async def _attach(self) -> None:
        """To the one page that there is."""
        if self._transport is None:
            loop = asyncio.get_running_loop()
            self._transport, _ = await loop.connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(self._reader), os.fdopen(self._answers, "rb")
            )
        while self._session is None:
            targets = (await self._call("Target.getTargets", {}))["targetInfos"]
            pages = [target["targetId"] for target in targets if target["type"] == "page"]
            if pages:
                wanted = {"targetId": pages[0], "flatten": True}
                told = await self._call("Target.attachToTarget", wanted)
                self._session = str(told["sessionId"])
            else:
                await asyncio.sleep(0.1)

    async def _call(
        self, method: str, params: dict[str, Any], session: str | None = None
    ) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            told = json.loads((await self._reader.readuntil(b"\0"))[:-1])
            if told.get("id") == self._number:
                result: dict[str, Any] = told["result"]
                return result


@asynccontextmanager
async def _answered(timeout_s: float) -> AsyncIterator[None]:
    """Whatever prevents an answer is NoAnswer."""
    try:
        async with asyncio.timeout(timeout_s):
            yield
    except (OSError, KeyError, TypeError, ValueError, asyncio.IncompleteReadError) as error:
        raise NoAnswer(str(error) or "no answer in time") from error
