"""A kit that has a key, or gets one: the agent runs, its token always fresh."""

import asyncio
import logging
import platform
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp

from hardware.agent.backoff import Backoff
from hardware.agent.kit import run_agent
from hardware.agent.pairing import Access, KeyRefused, PairingClient, Unreachable
from hardware.agent.pairing_key import forget_key, load_key, save_key
from hardware.agent.pairing_profile import EditableProfile
from hardware.agent.pairing_screen import show_code, show_paired, show_searching
from hardware.agent.settings import AgentSettings
from hardware.errors import HardwareError
from hardware.updating.updates import Updates

logger = logging.getLogger(__name__)

HTTP_TIMEOUT = aiohttp.ClientTimeout(total=15, sock_connect=5)
RETRY_S = 5.0
# A key that the disk did not take is offered to it again this often.
UNSAVED_S = 30.0
#: The name of what the room's screen shows, and its address.
Show = Callable[[str, str], None]
RunAgent = Callable[[AgentSettings, asyncio.Event], Coroutine[Any, Any, None]]


class PairedKit:
    """Pairs if need be, then runs the agent, again when the kit is moved or works otherwise."""

    def __init__(
        self,
        url: str,
        profile: str,
        data_dir: Path,
        run_agent: RunAgent = run_agent,
        show: Show = lambda what, address: None,
    ) -> None:
        self._url, self._data_dir = url.rstrip("/"), data_dir
        self._device = f"{platform.node()} · {Path(profile).stem}"
        self._profile = EditableProfile(profile, data_dir)
        self._run_agent, self._show = run_agent, show
        #: The key, while the disk does not take it.
        self._unsaved: str | None = None
        #: Another token, or another profile, is wanted now.
        self._wanted = asyncio.Event()
        self._begin_anew = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> bool:
        """Until ``stop`` is set (False), or the process is to begin anew (True).

        Raises HardwareError.
        """
        async with aiohttp.ClientSession(timeout=HTTP_TIMEOUT, trust_env=True) as http:
            updates = Updates(http, self._url, self._data_dir, self._begin_anew.set)
            stopped = asyncio.create_task(stop.wait())
            anew = asyncio.create_task(self._begin_anew.wait())
            updating = asyncio.create_task(updates.run())
            client = PairingClient(http, self._url)
            try:
                while not (stop.is_set() or self._begin_anew.is_set()):
                    work = asyncio.create_task(self._work(client, updates))
                    ends = (work, stopped, anew)
                    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
                    work.cancel()
                    with suppress(asyncio.CancelledError, KeyRefused):
                        await work
            finally:
                for task in (stopped, anew, updating):
                    task.cancel()
                await asyncio.wait([updating])
        return self._begin_anew.is_set()

    async def _work(self, client: PairingClient, updates: Updates) -> None:
        """With one key, in one room, with one profile. Raises KeyRefused, HardwareError."""
        key = self._unsaved or load_key(self._data_dir, self._url) or await self._pair(client)
        try:
            access = await self._first_access(client, key)
            show_paired(self._data_dir, access.room_name)
            self._show_room(access)
            self._profile.replace(access.profile)
            await self._agent(client, key, access, updates)
        except KeyRefused as refused:
            logger.warning("%s", refused.sentence)
            self._unsaved = None
            forget_key(self._data_dir)
            raise

    async def _pair(self, client: PairingClient) -> str:
        def show(code: str) -> None:
            page = show_code(self._data_dir, self._url, code)
            self._show("pairing", page.absolute().as_uri())

        key = await client.pair(self._device, show)
        self._keep(key)
        return key

    def _keep(self, key: str) -> None:
        """A key is told once: where there is no room for it now, the kit works with it and tries
        again."""
        try:
            save_key(self._data_dir, self._url, key)
        except HardwareError as error:
            if self._unsaved is None:
                logger.warning("%s", error.sentence)
            self._unsaved = key
        else:
            self._unsaved = None

    def _show_room(self, access: Access) -> None:
        """The room's page, which comes in with the kit's own token."""
        address = f"{self._url}/salle/{quote(access.room)}#{access.token}"
        self._show(f"room {access.room}", address)

    async def _first_access(self, client: PairingClient, key: str) -> Access:
        backoff, complained = Backoff(), False
        while True:
            try:
                return await client.exchange(key, self._profile.text)
            except Unreachable as reason:
                if not complained:
                    logger.warning("Pairing: %s. Trying again.", reason)
                    page = show_searching(self._data_dir, self._url)
                    self._show("searching", page.absolute().as_uri())
                complained = True
            await asyncio.sleep(backoff.next_s())

    async def _agent(
        self, client: PairingClient, key: str, access: Access, updates: Updates
    ) -> None:
        """Run the agent until the kit stands elsewhere or its key is refused."""
        settings = AgentSettings(
            url=self._url,
            token=access.token,
            room=access.room,
            profile=self._profile.source,
            data_dir=self._data_dir,
            told=self._told,
            updates=updates,
        )
        over = asyncio.Event()
        agent = asyncio.create_task(self._run_agent(settings, over))
        fresh = asyncio.create_task(self._keep_fresh(client, key, access, settings))
        try:
            await asyncio.wait([fresh, agent], return_when=asyncio.FIRST_COMPLETED)
        finally:
            # The agent gives its devices back, whatever ended it.
            over.set()
            fresh.cancel()
            await asyncio.wait([agent, fresh])
            updates.leave()
        if not fresh.cancelled():
            fresh.result()
        agent.result()
        if fresh.cancelled():
            # It ended by itself: not again at once, for ever.
            await asyncio.sleep(RETRY_S)

    def _told(self, what: str) -> None:
        """The agent hears from the server: `kit.restart`, `kit.profile`, or `token`, refused."""
        (self._begin_anew if what == "kit.restart" else self._wanted).set()

    async def _keep_fresh(
        self, client: PairingClient, key: str, access: Access, settings: AgentSettings
    ) -> None:
        """Renew the token until the kit stands elsewhere or works with another profile."""
        wait_s = access.lifetime_s / 3
        while True:
            if access.rotate:
                with suppress(Unreachable, HardwareError):
                    key = await self._next_key(client, key)
            limit_s = wait_s if self._unsaved is None else min(wait_s, UNSAVED_S)
            with suppress(TimeoutError):
                async with asyncio.timeout(limit_s):
                    await self._wanted.wait()
            self._wanted.clear()
            if self._unsaved is not None:
                self._keep(self._unsaved)
            try:
                access = await client.exchange(key, self._profile.text)
            except Unreachable:
                # What is connected stays so.
                wait_s = RETRY_S
                continue
            wait_s = access.lifetime_s / 3
            settings.token = access.token
            self._show_room(access)
            if access.room != settings.room or self._profile.replace(access.profile):
                return

    async def _next_key(self, client: PairingClient, key: str) -> str:
        """The next key, kept before it is used: its first use ends the one before."""
        fresh = await client.next_key(key)
        save_key(self._data_dir, self._url, fresh)
        return fresh
