"""WebDriver BiDi (W3C), as much of it as a test needs: commands, scripts, the pointer, the keys."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

import aiohttp


class BidiError(Exception):
    """The browser refused a command, or a script threw."""


class BidiSession:
    """One WebSocket to a browser; commands are matched to their answers by id."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._reader = asyncio.create_task(self._read())

    async def command(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        return await asyncio.wait_for(answer, 30)

    async def close(self) -> None:
        self._reader.cancel()
        await self._socket.close()

    async def _read(self) -> None:
        async for message in self._socket:
            content = json.loads(message.data)
            answer = self._answers.pop(content.get("id"), None)
            if answer is None or answer.done():
                continue
            if content["type"] == "success":
                answer.set_result(content["result"])
            else:
                answer.set_exception(BidiError(f"{content['error']}: {content['message']}"))


class BidiTab:
    """A tab, with the part of a Playwright page's interface that the measuring needs."""

    def __init__(self, session: BidiSession, context: str) -> None:
        self._session = session
        self._context = context

    async def goto(self, address: str) -> None:
        await self._session.command(
            "browsingContext.navigate", context=self._context, url=address, wait="complete"
        )

    async def evaluate(self, expression: str, argument: Any = None) -> Any:
        """The value of an expression, or of a function called with the argument, as JSON has it."""
        called = expression if argument is None else f"({expression})({json.dumps(argument)})"
        result = await self._session.command(
            "script.evaluate",
            expression=f"Promise.resolve({called}).then(value => JSON.stringify(value ?? null))",
            target={"context": self._context},
            awaitPromise=True,
            userActivation=False,
        )
        if result["type"] == "exception":
            raise BidiError(result["exceptionDetails"]["text"])
        return json.loads(result["result"]["value"])

    async def click(self, selector: str) -> None:
        """Press where the element is, as a person's finger does."""
        x, y = await self.evaluate(
            "selector => { const element = document.querySelector(selector);"
            " element.scrollIntoView({ block: 'center' });"
            " const box = element.getBoundingClientRect();"
            " return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]; }",
            selector,
        )
        await self._perform(
            "pointer",
            [
                {"type": "pointerMove", "x": x, "y": y},
                {"type": "pointerDown", "button": 0},
                {"type": "pointerUp", "button": 0},
            ],
        )

    async def type(self, text: str) -> None:
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        await self._perform("key", keys)

    async def _perform(self, device: str, actions: list[dict[str, Any]]) -> None:
        await self._session.command(
            "input.performActions",
            context=self._context,
            actions=[{"type": device, "id": device, "actions": actions}],
        )
