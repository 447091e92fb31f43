"""Asks Chromium how its page is, over a pipe that nobody else can reach (Chrome DevTools Protocol:
Target, Runtime, Page; messages are JSON, each ended by a zero byte)."""

import asyncio
import json
import os
from contextlib import suppress
from typing import Any

# Where the page is from, and the state that pages of ours say of themselves.
_ASK = "location.protocol + ' ' + (document.documentElement.dataset.state || '')"
_LARGEST = 4 << 20


class NoAnswer(Exception):
    """It hangs, or has gone."""


class DevTools:
    """``commands``: the end that we write to; ``answers``: the one that we read."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers
        self._reader = asyncio.StreamReader(limit=_LARGEST)
        self._transport: asyncio.ReadTransport | None = None
        self._session: str | None = None
        self._number = 0

    async def state(self, timeout_s: float) -> tuple[str, str]:
        """The protocol of the page's address (``https:``, ``chrome-error:``) and the state that
        it shows, which may be empty. Raises NoAnswer."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._attach()
                asked = {"expression": _ASK, "returnByValue": True}
                told = await self._call("Runtime.evaluate", asked, self._session)
                protocol, _, state = str(told["result"].get("value", " ")).partition(" ")
                return protocol, state
        except (TimeoutError, OSError, KeyError, ValueError, asyncio.IncompleteReadError) as error:
            raise NoAnswer(str(error) or "no answer in time") from error

    async def go_to(self, address: str, timeout_s: float) -> None:
        """Open another page in the same window. Raises NoAnswer."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._attach()
                await self._call("Page.navigate", {"url": address}, self._session)
        except (TimeoutError, OSError, KeyError, ValueError, asyncio.IncompleteReadError) as error:
            raise NoAnswer(str(error) or "no answer in time") from error

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
