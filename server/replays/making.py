"""Replays are made one after the other, in a process of their own, and never at the expense of a
session that is live."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from aiohttp import web
from sqlalchemy import select

from recorder.replay.edits import Edits, parse_edits
from recorder.replay.errors import Malformed, NotMade
from recorder.replay.manifest import (
    MANIFEST,
    ReplayManifest,
    read_manifest,
    write_manifest,
)
from recorder.replay.order import Order
from recorder.replay.process import make_apart
from recorder.replay.progress import Progress
from recorder.replay.work import changing, remove_unnamed
from recorder.uploads.store import UploadStore
from recorder.uploads.upload import Upload
from server.background import running
from server.database.engine import Database
from server.database.replay_models import Replay
from server.replays import queue
from server.replays.arrivals import (
    accepted,
    finished_recordings,
    replay_of_recording,
    replay_of_upload,
)
from server.replays.seeing_through import see_through

_log = structlog.get_logger(__name__)
#: The part of the time that making gets while somebody is live.
LIVE_SHARE = 0.25
#: At the lowest priority.
_THREADS_MAX = 2
_LOOK_EVERY_S = 30.0
_NOTE_EVERY_S = 2.0
MakeApart = Callable[
    [Order, Callable[[Progress], None], Callable[[], float]], Awaitable[frozenset[str]]
]


@dataclass(slots=True)
class _Current:
    """The one that is being made."""

    replay_id: str
    progress: Progress
    task: asyncio.Task[None] | None = None


class Making:
    """`context` goes into `app.cleanup_ctx`, after the database and the uploads.

    `is_live`: whether somebody is live now.
    """

    def __init__(
        self,
        database: Database,
        data_dir: Path,
        uploads: UploadStore,
        wall_clock: Callable[[], float],
        make: MakeApart = make_apart,
    ) -> None:
        self.is_live: Callable[[], bool] = lambda: False
        self._database, self._uploads = database, uploads
        self._data_dir, self._wall_clock = data_dir, wall_clock
        self._make = make
        #: One arrival is looked up and added at a time: none becomes two replays.
        self._arriving = asyncio.Lock()
        self._woken = asyncio.Event()
        self._current: _Current | None = None

    # -- what comes ---------------------------------------------------------------------------

    async def recording_ended(self, recording_id: str, session_id: str) -> str | None:
        """A recording is over: it becomes a replay. Its id; None where nothing new is to be made.

        Asked again, or after a restart, it does nothing twice.
        """
        async with self._arriving, self._database.transaction() as db:
            replay = await replay_of_recording(db, recording_id, session_id, self._now())
        self._woken.set()
        return None if replay is None else replay.id

    async def may_grow(self, recording_id: str) -> bool:
        """Whether nobody has decided yet about what was made of it."""
        async with self._database.transaction() as db:
            replay = await db.scalar(select(Replay).where(Replay.recording == recording_id))
        return replay is None or replay.state == "draft"

    async def recording_grew(self, recording_id: str, session_id: str) -> None:
        """A kit sent what it had kept. The first version is made again; one in which somebody has
        cut already has it when it is made again."""
        await self.recording_ended(recording_id, session_id)
        async with self._database.transaction() as db:
            replay = await db.scalar(select(Replay).where(Replay.recording == recording_id))
        if replay is not None and replay.making != "waiting" and edits_of(replay) == Edits():
            await self.remake(replay.id)

    async def upload_accepted(self, upload: Upload) -> str | None:
        """A film was examined: it becomes a replay. As `recording_ended`."""
        async with self._arriving, self._database.transaction() as db:
            replay = await replay_of_upload(db, upload, self._now())
        self._woken.set()
        return None if replay is None else replay.id

    async def remake(self, replay_id: str) -> None:
        """What was decided about it has changed: what is being made of it is of no use."""
        await self.stop(replay_id)
        async with self._database.transaction() as db:
            await queue.wait_again(db, replay_id)
        self._woken.set()

    # -- what is told -------------------------------------------------------------------------

    async def position(self, replay_id: str) -> int:
        """How many come before it."""
        async with self._database.transaction() as db:
            ids = list(await queue.waiting(db))
        if replay_id not in ids:
            return 0
        return ids.index(replay_id) + (self._current is not None)

    def progress(self, replay_id: str) -> Progress | None:
        """How far it is, where it is being made."""
        current = self._current
        return current.progress if current is not None and current.replay_id == replay_id else None

    def folder(self, replay_id: str) -> Path:
        """Where it is. `replay_id` comes from the database, never from a request."""
        return self._data_dir / "replays" / replay_id

    def order(self, replay: Replay) -> Order:
        """What is to be made of it. Raises NotMade where its source is not there any more."""
        recording = upload_at = film = None
        if replay.recording is not None:
            recording = self._data_dir / "recordings" / replay.recording
        else:
            upload = self._uploads.find(replay.upload or "")
            if upload is None or upload.film is None:
                raise NotMade("gone")
            upload_at, film = self._uploads.content(upload), upload.film
        edits, threads = edits_of(replay), min(_THREADS_MAX, os.cpu_count() or 1)
        return Order(self.folder(replay.id), edits, recording, upload_at, film, threads)

    # -- the work -----------------------------------------------------------------------------

    async def context(self, _app: web.Application) -> AsyncIterator[None]:
        """Goes on with what an earlier process left."""
        async with self._database.transaction() as db:
            await queue.put_back(db)
        async with running(self._run()):
            yield

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._find_forgotten()
                await self._make_all()
            except Exception:
                _log.exception("replays_not_made")
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_EVERY_S):
                    await self._woken.wait()

    async def _find_forgotten(self) -> None:
        """Whatever was over when the server ended before it could say so."""
        root = self._data_dir / "recordings"
        for recording, session_id in await asyncio.to_thread(
            finished_recordings, root, self._wall_clock()
        ):
            await self.recording_ended(recording, session_id)
        for upload in accepted(self._uploads):
            if await asyncio.to_thread(self._uploads.content(upload).is_file):
                await self.upload_accepted(upload)
        self._woken.clear()

    async def _make_all(self) -> None:
        while True:
            async with self._database.transaction() as db:
                ids = await queue.waiting(db)
                replay = await queue.take(db, ids[0]) if ids else None
            if replay is None:
                if not ids:
                    return
                continue
            await self._make_one(replay)

    async def _make_one(self, replay: Replay) -> None:
        current = self._current = _Current(replay.id, Progress(0.0, None))
        current.task = asyncio.create_task(self._making(replay, current))
        try:
            error = await see_through(current.task, self._note(current))
        finally:
            self._current = None
        if error is not None:
            _log.error("replay_not_made", replay=replay.id, exc_info=error)
            await self._settle(replay.id, "fault")

    async def _making(self, replay: Replay, current: _Current) -> None:
        def hear(progress: Progress) -> None:
            current.progress = progress

        reason: str | None = None
        try:
            order = self.order(replay)
            await asyncio.to_thread(order.folder.mkdir, mode=0o700, parents=True, exist_ok=True)
            await self._make(order, hear, self._share)
        except NotMade as refusal:
            reason = refusal.reason
            _log.warning("replay_not_made", replay=replay.id, reason=reason)
        await self._settle(replay.id, reason)

    async def _settle(self, replay_id: str, reason: str | None) -> None:
        duration_s = None
        if reason is None:
            made = await asyncio.to_thread(read_manifest, self.folder(replay_id))
            duration_s = made.duration_s if made is not None else None
        async with self._database.transaction() as db:
            await queue.settle(db, replay_id, reason, duration_s)

    async def _note(self, current: _Current) -> None:
        """Writes down how far it is; ends it where that is not asked for any more."""
        while True:
            await asyncio.sleep(_NOTE_EVERY_S)
            async with self._database.transaction() as db:
                goes_on = await queue.note_progress(db, current.replay_id, current.progress.done)
            if not goes_on and current.task is not None:
                current.task.cancel()

    async def stop(self, replay_id: str) -> None:
        """Nothing writes to its files any more, until it waits again."""
        current = self._current
        if current is None or current.replay_id != replay_id or current.task is None:
            return
        current.task.cancel()
        await asyncio.wait((current.task,))
        await asyncio.to_thread(_forget, self.folder(replay_id))

    def _share(self) -> float:
        return LIVE_SHARE if self.is_live() else 1.0

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._wall_clock(), UTC)


def edits_of(replay: Replay) -> Edits:
    """What was decided about it; nothing, where that cannot be read."""
    try:
        return parse_edits(json.loads(replay.edits or "{}"))
    except (ValueError, Malformed):
        return Edits()


def _forget(folder: Path) -> None:
    """What may have been published of a making that was stopped: what people wrote stays, for the
    next."""
    if not folder.is_dir():
        return
    with changing(folder) as made:
        if made is not None and made.subtitles:
            left = ReplayManifest(
                made.duration_s, subtitles=made.subtitles, people=made.people, kept=made.kept
            )
            write_manifest(folder, left)
        else:
            left = None
            (folder / MANIFEST).unlink(missing_ok=True)
        remove_unnamed(folder, left)
