"""Uploads that are whole wait their turn; each is looked at by a process that can do no harm."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from recorder.examination.findings import Refused
from recorder.examination.process import examine
from recorder.uploads.store import UploadStore
from recorder.uploads.upload import Upload

_log = structlog.get_logger(__name__)
#: After a disk that was full, or a machine without a process to spare.
_RETRY_S = 30.0
_CONFINEMENT = frozenset({"limits", "network", "files"})


class Examining:
    """One examination at a time: the machine may be in the middle of a session.

    `in_thread` runs what blocks. `on_accepted` is told of each film that is kept.
    """

    def __init__(self, store: UploadStore, in_thread: Callable[..., Awaitable[Any]]) -> None:
        self.on_accepted: Callable[[Upload], Awaitable[object]] = _nobody
        self._store = store
        self._in_thread = in_thread
        self._waiting: asyncio.Queue[Upload] = asyncio.Queue()
        self._warned = False

    def add(self, upload: Upload) -> None:
        """After those that wait already."""
        self._waiting.put_nowait(upload)

    async def run(self) -> None:
        """For ever."""
        while True:
            upload = await self._waiting.get()
            try:
                await self._examine(upload)
            except Exception:
                _log.exception("upload_not_examined")
                await asyncio.sleep(_RETRY_S)
                self.add(upload)

    async def _examine(self, upload: Upload) -> None:
        if self._store.find(upload.id) is None:
            return
        try:
            film, confinement = await examine(self._store.content(upload))
        except FileNotFoundError:
            if self._store.find(upload.id) is not None:
                raise
        except Refused as refusal:
            if self._store.find(upload.id) is not None:
                await self._in_thread(self._store.refuse, upload, refusal.reason)
            _log.info("upload_refused", reason=refusal.reason)
        else:
            self._warn(confinement)
            if self._store.find(upload.id) is not None:
                await self._in_thread(self._store.accept, upload, film.as_dict())
                await self.on_accepted(upload)
            _log.info("upload_accepted", kind=film.kind)

    def _warn(self, confinement: frozenset[str]) -> None:
        if not confinement >= _CONFINEMENT and not self._warned:
            self._warned = True
            _log.warning("examination_less_confined", missing=sorted(_CONFINEMENT - confinement))


async def _nobody(_upload: Upload) -> None:
    """Nothing is made of it."""
