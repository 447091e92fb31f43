"""Sends notices, one after the other: tried again when a server does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from functools import partial

import aiohttp
import structlog

from server.kits.alerts import words
from server.kits.alerts.book import Notice
from server.mail import FAULTS, MailServer

_log = structlog.get_logger(__name__)
MAX_WAITING = 100
#: Between the attempts; after the last one the notice is given up, and the log says so.
RETRY_S = (10.0, 60.0, 300.0, 900.0)
WEBHOOK_TIMEOUT = aiohttp.ClientTimeout(total=15)
_FAULTS = (*FAULTS, aiohttp.ClientError)


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice with the name of its centre and the addresses of its technicians."""

    notice: Notice
    centre: str
    to: tuple[str, ...]


class AlertSender:
    """By e-mail, to a webhook, or both. `address`: of the fleet page."""

    def __init__(
        self,
        mail: MailServer | None,
        webhook: str | None,
        address: str,
        retry_s: Collection[float] = RETRY_S,
    ) -> None:
        self._mail, self._webhook, self._address = mail, webhook, address
        self._retry_s = tuple(retry_s)
        self._waiting: asyncio.Queue[Letter] = asyncio.Queue(MAX_WAITING)

    @property
    def is_used(self) -> bool:
        """Whether anything is set up."""
        return self._mail is not None or self._webhook is not None

    def post(self, letter: Letter) -> None:
        """Takes it along; beyond the bound it is given up, and the log says so."""
        try:
            self._waiting.put_nowait(letter)
        except asyncio.QueueFull:
            _log.error("alert given up", centre=letter.centre, reason="queue")

    async def run(self) -> None:
        """Until cancelled."""
        async with aiohttp.ClientSession(timeout=WEBHOOK_TIMEOUT) as http:
            while True:
                letter = await self._waiting.get()
                await asyncio.gather(
                    self._deliver("mail", letter, partial(self._write, letter)),
                    self._deliver("webhook", letter, partial(self._call, http, letter)),
                )

    async def _deliver(self, way: str, letter: Letter, send: Callable[[], Awaitable[None]]) -> None:
        for delay_s in (*self._retry_s, None):
            try:
                await send()
            except _FAULTS as fault:
                # Never the fault's text: it may repeat the address or the password.
                _log.warning("alert not sent", way=way, fault=type(fault).__name__)
            else:
                return
            if delay_s is not None:
                await asyncio.sleep(delay_s)
        _log.error("alert given up", centre=letter.centre, way=way)

    async def _write(self, letter: Letter) -> None:
        if self._mail is None or not letter.to:
            return
        notice, centre = letter.notice, letter.centre
        text = words.text(notice, centre, self._address)
        await self._mail.send(letter.to, words.subject(notice, centre), text)

    async def _call(self, http: aiohttp.ClientSession, letter: Letter) -> None:
        if self._webhook is None:
            return
        body = words.as_json(letter.notice, letter.centre, self._address)
        async with http.post(self._webhook, json=body, allow_redirects=False) as response:
            if response.status >= 300:
                raise aiohttp.ClientError(f"status {response.status}")
