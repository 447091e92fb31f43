"""What receives uploads, examines them when they are whole, and forgets them when they are old."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TypeVar

import structlog
from aiohttp import ClientPayloadError, StreamReader, http_exceptions, web

from recorder.uploads.errors import Changed
from recorder.uploads.limits import Limits
from recorder.uploads.protocol import Checksum, Metadata
from recorder.uploads.reception import Reception
from recorder.uploads.store import UploadStore
from recorder.uploads.upload import State, Upload
from server.background import running
from server.settings import Settings
from server.uploads.examining import Examining

_T = TypeVar("_T")
_log = structlog.get_logger(__name__)
#: What waits in memory for each request, before it is written.
_PIECE_BYTES = 256 * 1024
#: A phone in a tunnel: the connection is given up, what came is kept.
_SILENCE_S = 60.0
_SWEEP_S = 3600.0
#: A few, so that a slow disk holds nobody else's work up.
_THREADS = 4
_GB = 10**9
_CUT = (
    ConnectionError,
    TimeoutError,
    ClientPayloadError,
    web.RequestPayloadError,
    http_exceptions.HttpProcessingError,
)


class _Holder:
    """Whoever appends to an upload now, and those who wait for it."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.transport: asyncio.BaseTransport | None = None
        self.users = 0


class Intake:
    """One server's uploads. `context` goes into `app.cleanup_ctx`."""

    def __init__(
        self, store: UploadStore, wall_clock: Callable[[], float], clock: Callable[[], float]
    ) -> None:
        self.store = store
        self._wall_clock, self._clock = wall_clock, clock
        self._threads = ThreadPoolExecutor(_THREADS, "upload")
        self._holders: dict[str, _Holder] = {}
        self.examining = Examining(store, self._in_thread)

    async def context(self, _app: web.Application) -> AsyncIterator[None]:
        """Finds what an earlier process left and goes on with it."""
        for name in await self._in_thread(self.store.load):
            _log.warning("upload_unreadable", folder=name)
        for upload in self.store:
            if upload.state is State.EXAMINING:
                self.examining.add(upload)
        async with running(self.examining.run(), self._sweep()):
            yield
        self._threads.shutdown(wait=True)

    async def create(self, account: int, centre: int, length: int, metadata: Metadata) -> Upload:
        """A new, empty upload. Raises LimitReached, OSError."""
        now = datetime.fromtimestamp(self._wall_clock(), UTC)
        return await self._in_thread(
            functools.partial(self.store.create, account, centre, length, metadata, now)
        )

    async def receive(
        self, upload: Upload, offset: int, checksum: Checksum | None, request: web.Request
    ) -> None:
        """Appends the body of `request`, whatever of it comes: a cut is no error.

        An older request for the same upload is ended: its phone has lost that connection long
        before we do. Raises UploadError, OSError.
        """
        async with self._holding(upload, request.transport):
            reception = await self._in_thread(self.store.receive, upload, offset, checksum)
            try:
                await self._pour(request.content, reception)
            except Changed:
                await self._in_thread(self.store.refuse, upload, Changed.reason)
                raise
            finally:
                await self._in_thread(reception.close)
            if upload.offset == upload.length and upload.state is State.RECEIVING:
                self.store.complete(upload)
                self.examining.add(upload)

    async def settle(self, upload: Upload) -> None:
        """Ends whatever still receives, so that the offset is the last one."""
        async with self._holding(upload, None):
            pass

    async def delete(self, upload: Upload) -> None:
        """Nothing of it is left."""
        async with self._holding(upload, None):
            await self._in_thread(self.store.delete, upload)

    async def delete_by_id(self, upload_id: str) -> None:
        """The same, for one that may not be there any more."""
        if (upload := self.store.find(upload_id)) is not None:
            await self.delete(upload)

    async def _pour(self, content: StreamReader, reception: Reception) -> None:
        try:
            piece = bytearray()
            while data := await _next(content):
                piece += data
                if len(piece) >= _PIECE_BYTES:
                    # Let go of first: cancelled in it, it has been written all the same.
                    full, piece = piece, bytearray()
                    await self._in_thread(reception.write, full, self._clock())
            full, piece = piece, bytearray()
            await self._in_thread(reception.write, full, self._clock())
            await self._in_thread(reception.finish)
        except (*_CUT, asyncio.CancelledError) as cut:
            await self._in_thread(reception.write, piece, self._clock())
            await self._in_thread(reception.interrupt)
            if isinstance(cut, asyncio.CancelledError):
                raise

    @asynccontextmanager
    async def _holding(
        self, upload: Upload, transport: asyncio.BaseTransport | None
    ) -> AsyncIterator[None]:
        holder = self._holders.setdefault(upload.id, _Holder())
        if isinstance(holder.transport, asyncio.WriteTransport):
            holder.transport.abort()
        holder.users += 1
        try:
            async with holder.lock:
                holder.transport = transport
                try:
                    yield
                finally:
                    holder.transport = None
        finally:
            holder.users -= 1
            if not holder.users:
                del self._holders[upload.id]

    async def _sweep(self) -> None:
        while True:
            for upload in self.store.expired(datetime.fromtimestamp(self._wall_clock(), UTC)):
                await self.delete(upload)
                _log.info("upload_expired", state=upload.state.value)
            await asyncio.sleep(_SWEEP_S)

    async def _in_thread(self, work: Callable[..., _T], *arguments: object) -> _T:
        """What `work` returns. Cancelled, it still waits: a file has one writer at a time."""
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._threads, functools.partial(work, *arguments))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait((future,))
            raise


async def _next(content: StreamReader) -> bytes:
    """What came since; nothing at the end. Raises TimeoutError."""
    async with asyncio.timeout(_SILENCE_S):
        return await content.readany()


def intake_of(
    settings: Settings, wall_clock: Callable[[], float], clock: Callable[[], float]
) -> Intake:
    """The intake of an installation."""
    limits = Limits(
        file_bytes=settings.upload_file_gb * _GB,
        account_bytes=settings.upload_quota_gb * _GB,
        centre_bytes=settings.upload_centre_quota_gb * _GB,
    )
    return Intake(UploadStore(settings.data_dir / "uploads", limits), wall_clock, clock)
