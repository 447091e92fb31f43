"""Carries out what the server asks of the kit's releases."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp

from hardware.updating import deciding
from hardware.updating.building import build
from hardware.updating.fetching import Fetching, NotFetched
from hardware.updating.launching import base_python
from hardware.updating.shelf import Shelf, is_version, now
from hardware.updating.state import State
from hardware.updating.telling import Telling
from hardware.updating.watching import LOOK_S, Seen, watch

logger = logging.getLogger(__name__)

# For the last word to leave before the process begins anew.
LAST_WORD_S = 0.5


class Updates:
    """``url`` is the server's; ``begin_anew`` ends the agent and starts the process from the base
    on."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        url: str,
        data_dir: Path,
        begin_anew: Callable[[], None],
    ) -> None:
        self._http, self._url, self._begin_anew = http, url, begin_anew
        self._shelf = Shelf(data_dir)
        self._running = self._shelf.running()
        self._telling = Telling(self._shelf, self._running)
        self.leave()
        self._quiet_until_s = float("inf")
        self._work: asyncio.Task[None] | None = None

    def join(
        self,
        say: Callable[[dict[str, Any]], None],
        look: Callable[[], Seen],
        token: Callable[[], str],
    ) -> None:
        """An agent is at work: how it speaks, how it is, with what it comes in."""
        self._telling.say, self._look, self._token = say, look, token

    def leave(self) -> None:
        """No agent is at work."""
        self.join(lambda message: None, Seen, str)

    def tell(self) -> None:
        """Say how it goes, whether or not that was said before."""
        self._telling.tell()

    def hear(self, message: Mapping[str, Any]) -> None:
        """``kit.update`` or ``kit.roll_back``. What is tried already is only given up."""
        version, quiet_s = message.get("version"), message.get("quiet_s")
        is_tried = self._telling.step == "trying" or self._shelf.state.trial is not None
        if message.get("type") == "kit.roll_back":
            # What was said twice is done once.
            if message.get("from") in (None, self._telling.running):
                self._begin(self._roll_back)
        elif is_version(version) and not is_tried:
            is_known = isinstance(quiet_s, int | float)
            self._quiet_until_s = _now_s() + (float(quiet_s or 0) if is_known else float("inf"))
            if not self._is_at(str(version)):
                self._begin(partial(self._update, str(version)))
        self.tell()

    async def run(self) -> None:
        """Until cancelled: a trial is judged, what lasts is known to; news are told."""
        watching = asyncio.create_task(
            watch(self._shelf, self._running, lambda: self._look(), self._begin_anew)
        )
        try:
            while True:
                await asyncio.sleep(LOOK_S)
                self._telling.tell_news()
        finally:
            watching.cancel()
            if self._work is not None:
                self._work.cancel()

    def _is_at(self, version: str) -> bool:
        is_at_work = self._work is not None and not self._work.done()
        return is_at_work and self._telling.version == version

    def _begin(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """In the place of what was begun before."""
        before = self._work
        if before is not None:
            before.cancel()

        async def after() -> None:
            if before is not None:
                await asyncio.wait([before])
            try:
                await work()
            except Exception:
                # A fault of ours here must not be one of the kit's.
                logger.exception("An unforeseen fault with the releases.")

        self._work = asyncio.create_task(after())

    async def _change(self, change: Callable[[State], State]) -> State:
        return await asyncio.to_thread(self._shelf.change, change)

    async def _quiet(self, *, for_a_restart: bool = False) -> None:
        """Returns once nobody is there who would miss anything, and for a restart nobody is
        expected soon."""

        def may_be() -> bool:
            seen = self._look()
            # A kit without its server would not know which of its devices work.
            is_free = seen.connected and _now_s() < self._quiet_until_s
            return seen.people == 0 and (is_free or not for_a_restart)

        if may_be():
            return
        telling = self._telling
        step, share = telling.step, telling.share
        while not may_be():
            if telling.step != "waiting":
                telling.go("waiting", telling.version)
            await asyncio.sleep(LOOK_S)
        telling.go(step, telling.version)
        telling.share = share

    async def _update(self, version: str) -> None:
        try:
            if version == self._running:
                await self._change(partial(deciding.is_there, version=version))
            else:
                await self._make(version)
                await self._try(version)
        except NotFetched as fault:
            logger.warning("Release %s (%s): %s", version, fault.reason, fault)
            await self._fail(version, fault.reason)
        except OSError as error:
            logger.warning("Release %s: %s", version, error)
            await self._fail(version, "disk_full")
        finally:
            self._telling.go(None)

    async def _try(self, version: str) -> None:
        """Raises OSError; nothing is tried then."""
        self._telling.go("trying", version)
        await self._quiet(for_a_restart=True)
        working = self._look().working
        await self._change(lambda held: deciding.begin_trial(held, version, working, now()))
        logger.info("Release %s is tried.", version)
        await asyncio.sleep(LAST_WORD_S)
        self._begin_anew()

    async def _make(self, version: str) -> None:
        """It is complete on the disk. Raises NotFetched, OSError."""
        if version in self._shelf.whole():
            return
        self._telling.go("fetching", version)
        await self._quiet()
        stays = deciding.needed(self._shelf.state) | {version}
        await asyncio.to_thread(self._shelf.keep_only, stays)

        def share(part: float) -> None:
            self._telling.share = part

        fetching = Fetching(
            self._http, self._shelf, self._url, lambda: self._token(), self._quiet, share
        )
        description = await fetching.fetch(version)
        self._telling.go("building", version)
        await self._quiet()
        await build(self._shelf, description, base_python())

    async def _fail(self, version: str, reason: str) -> None:
        """What is there of it stays, but on a disk that is full."""
        if reason == "disk_full":
            stays = deciding.needed(self._shelf.state)
            await asyncio.to_thread(self._shelf.keep_only, stays)
        with suppress(OSError):
            await self._change(lambda state: deciding.failed(state, version, reason))

    async def _roll_back(self) -> None:
        before, whole = self._shelf.state, self._shelf.whole()
        try:
            after = await self._change(lambda state: deciding.roll_back(state, whole))
        except OSError as error:
            logger.warning("Going back cannot be written down: %s", error)
            return
        self._telling.go(None)
        if after != before:
            logger.info("Going back to %s.", after.current or "the base")
            await asyncio.sleep(LAST_WORD_S)
            self._begin_anew()


def _now_s() -> float:
    return asyncio.get_running_loop().time()
