"""What the server asks of the kit and its devices, apart from what is always so."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import aiohttp

from hardware.agent.adjusting import Adjusting
from hardware.agent.self_test import SelfTest
from hardware.agent.settings import AgentSettings
from hardware.agent.trial_call import trial_call

logger = logging.getLogger(__name__)


class Orders:
    """Each order is a task of its own, so that the connection goes on meanwhile. ``say`` sends
    what comes of it, ``hear_recording`` takes what is told of the recording, ``hear_release``
    what is asked of the kit's releases."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        settings: AgentSettings,
        self_test: SelfTest,
        change_microphone: Callable[[str], None],
        adjusting: Adjusting,
        watch_sizes: Callable[[dict[str, list[str]]], None],
    ) -> None:
        self._change_microphone, self._adjusting = change_microphone, adjusting
        self._watch_sizes = watch_sizes
        self._http, self._settings, self._self_test = http, settings, self_test
        self.say: Callable[[dict[str, Any]], None] = lambda message: None
        self.hear_recording: Callable[[dict[str, Any]], None] = lambda order: None
        self.hear_release: Callable[[dict[str, Any]], None] = lambda order: None
        self._testing = False
        self._tasks: set[asyncio.Task[None]] = set()

    def obey(self, order: dict[str, Any]) -> None:
        """Begin what is asked for; an order that makes no sense is left alone."""
        match order.get("type"):
            case "selftest.run" if not self._testing:
                self._testing = True
                self._begin(self._test(str(order.get("asked", "")), order.get("call") is True))
            case "kit.microphone":
                self._change_microphone(str(order.get("id", "")))
            case "kit.adjust":
                self._begin(asyncio.to_thread(self._adjusting.obey, order))
            case "kit.layers" if isinstance(order.get("layers"), dict):
                self._watch_sizes(order["layers"])
            case "kit.recording":
                self.hear_recording(order)
            case "kit.update" | "kit.roll_back":
                self.hear_release(order)
            case "kit.reference":
                self._begin(self._take_reference(str(order.get("device", ""))))

    def begin(self) -> None:
        """What nobody has to ask for: the levels, also of what was plugged in just now."""
        self._begin(asyncio.to_thread(self._adjusting.begin))

    def stop(self) -> None:
        """Leave off."""
        for task in self._tasks:
            task.cancel()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _test(self, asked: str, call: bool) -> None:
        logger.info("Self-test (asked by: %s).", asked)
        try:
            wrong_s = await self._clock_wrong_s()
            calling = partial(trial_call, self._http, self._settings) if call else None
            language = self._settings.language
            self.say(await self._self_test.run(asked, language, wrong_s, calling))
        finally:
            self._testing = False

    async def _take_reference(self, role: str) -> None:
        if not await self._self_test.take_reference(role):
            logger.warning("No reference picture of %r was taken.", role)

    async def _clock_wrong_s(self) -> float | None:
        """Ours beside the server's, to a second; None when it does not say."""
        try:
            async with self._http.get(self._settings.http_url("/healthz")) as response:
                theirs = parsedate_to_datetime(response.headers["Date"]).timestamp()
        except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
            return None
        return time.time() - theirs
