"""All recordings of this server: begun, ended, found again after a crash, deleted."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import structlog
from aiohttp import web

from media.control.tap import TrackTap
from media.control.track import Track
from recorder.kit_parts.adding import PARTS, add_parts
from recorder.recording_writer import DiskLimits
from recorder.recovery import recover
from recorder.session import Recording, go_on_recording, open_recording
from recorder.writing_thread import WritingThread
from rooms.consent import Asking, Consent
from server.background import running
from server.care.ledger import Respondent
from server.recording import kit_parts
from server.recording.awaited import GO_ON_WITHIN_S, Awaited, awaited, wanted_by
from server.recording.stored import StoredRecording, read_all, read_one

_P = ParamSpec("_P")
_T = TypeVar("_T")
_log = structlog.get_logger(__name__)
#: Told of each recording that is over: its name, its session. What ended by a crash is found by
#: whoever starts again.
OnEnded = Callable[[str, str], Awaitable[object]]
AnswersOf = Callable[[str], Awaitable[Sequence[tuple[Respondent, Consent]]]]
#: At the end of the server; whoever ends it waits no longer than a few seconds.
LAST_FILES_S = 3.0
DAY_S = 86_400.0


async def _no_answers(_session: str) -> Sequence[tuple[Respondent, Consent]]:
    """Where there is no ledger, nobody agreed."""
    return ()


async def _always(_recording: str) -> bool:
    """Where nothing is made of recordings."""
    return True


class RecordingUnderWay(Exception):
    """It cannot be deleted now."""


class Recordings:
    """One server's recordings, each a folder below `root`. `clock` is the media loop's,
    `wall_clock` gives unix seconds."""

    def __init__(
        self,
        root: Path,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
        *,
        kept_s: float = float("inf"),
        limits: DiskLimits | None = None,
    ) -> None:
        """Those that ended more than `kept_s` ago are deleted."""
        self.on_ended: OnEnded | None = None
        #: Whether nobody has approved yet of what was made of it; told, as `on_ended`, of each to
        #: which what a kit had kept was added afterwards.
        self.may_grow: Callable[[str], Awaitable[bool]] = _always
        self.on_grown: OnEnded | None = None
        #: The ledger of a session: the answers by which an interrupted recording goes on.
        self.answers_of: AnswersOf = _no_answers
        self._root, self._clock, self._wall_clock = root, clock, wall_clock
        self._kept_s, self._limits = kept_s, limits
        self._threads: dict[str, WritingThread] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._ending = False
        self._awaited: dict[str, tuple[StoredRecording, Awaited]] = {}
        # One, so that what is written of one recording is written in order.
        self._disk = ThreadPoolExecutor(1, "recordings")

    async def context(self, _app: web.Application) -> AsyncIterator[None]:
        """For `app.cleanup_ctx`, before the live rooms: finishes what an earlier process left."""
        recovered = await self.on_disk(recover, self._root)
        for name in recovered.finished:
            _log.warning("recording finished after a crash", recording=name)
        for name in recovered.untold:
            _log.error("recording without a manifest", recording=name)
        await self._await_interrupted()
        async with running(self._sweep_forever(), self._add_left()):
            yield
        await self.settled(LAST_FILES_S)
        self._disk.shutdown(wait=False)

    async def open(
        self, session: str, tap: Callable[[Track], TrackTap], asking: Asking | None = None
    ) -> tuple[Recording, WritingThread]:
        """Begins one; `asking` is kept for whoever has to go on with it. Raises OSError when there
        is no room for it."""
        begin = partial(
            open_recording,
            self._root,
            session,
            tap,
            unix_s=self._wall_clock(),
            clock=self._clock,
            limits=self._limits,
            wanted=None if asking is None else wanted_by(asking),
        )
        recording, thread = await self.on_disk(begin)
        self._threads[thread.folder.name] = thread
        _log.info("recording begun", session=session, recording=thread.folder.name)
        return recording, thread

    def take_awaited(self, session: str) -> Awaited | None:
        """What an earlier process was recording of `session` when it ended, if it may still be gone
        on with. Once."""
        stored, found = self._awaited.pop(session, (None, None))
        ended_s = None if stored is None else stored.ended_unix_s
        if ended_s is None or self._wall_clock() - ended_s >= GO_ON_WITHIN_S:
            return None
        return found

    async def go_on(
        self, folder: Path, tap: Callable[[Track], TrackTap]
    ) -> tuple[Recording, WritingThread]:
        """Another part of the one in `folder`. Raises OSError."""
        begin = partial(
            go_on_recording,
            folder,
            tap,
            unix_s=self._wall_clock(),
            clock=self._clock,
            limits=self._limits,
        )
        recording, thread = await self.on_disk(begin)
        self._threads[folder.name] = thread
        _log.info("recording goes on", recording=folder.name)
        return recording, thread

    @property
    def ending(self) -> bool:
        """Whether the server ends."""
        return self._ending

    def since(self, thread: WritingThread) -> int:
        """How long a recording lasts now, in ms."""
        return max(0, round((self._clock() - thread.began) * 1000))

    def server_ends(self) -> None:
        """What ends from now on is left to the next start."""
        self._ending = True

    def end(self, recording: Recording, thread: WritingThread) -> None:
        """Ends one. Returns at once: its files are finished behind it, then its end is told."""
        thread.still_wanted = self._ending
        recording.stop(self._clock())
        self.spawn(self._finish(thread))

    async def settled(self, timeout_s: float) -> None:
        """Waits until what was ended is finished and told; gives up after `timeout_s`."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=timeout_s)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Does something that nobody waits for but the server's end."""

        async def guarded() -> None:
            try:
                await work
            except Exception:
                _log.exception("recordings: work failed")

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def on_disk(self, act: Callable[_P, _T], *args: _P.args, **more: _P.kwargs) -> _T:
        """Calls what waits for the disk, beside the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._disk, partial(act, *args, **more))

    async def announce_part(self, room: str, said: kit_parts.Announced) -> kit_parts.Accepted:
        """A kit of `room` kept a part of a recording. Raises PartRefused, OSError."""
        return await self.on_disk(kit_parts.announce, self._root, room, said)

    async def receive_part(
        self, room: str, recording: str, part: str, offset: int, data: bytes
    ) -> kit_parts.Accepted:
        """A piece of it. Raises PartRefused, OSError."""
        accepted = await self.on_disk(
            kit_parts.receive, self._root, room, recording, part, offset, data
        )
        if accepted.kept:
            self.spawn(self._grow(recording))
        return accepted

    async def _grow(self, name: str) -> None:
        """What came whole is added, unless more of the recording itself is to come."""
        stored = await self.find(name)
        if stored is None or name in self._threads or stored.wanted is not None:
            return
        if not await self.may_grow(name):
            _log.warning("recording does not grow", recording=name)
            return
        added = await self.on_disk(add_parts, stored.folder)
        if added:
            _log.info("recording grew", recording=name, files=len(added))
        if added and self.on_grown is not None:
            await self.on_grown(name, stored.session)

    async def _add_left(self) -> None:
        """What an earlier process could not add any more; again when what it was recording is not
        gone on with."""
        for wait_s in (0.0, GO_ON_WITHIN_S + 1):
            await asyncio.sleep(wait_s)
            for stored in await self.all():
                if await self.on_disk((stored.folder / PARTS).is_dir):
                    await self._grow(stored.name)

    async def all(self) -> list[StoredRecording]:
        """Those on the disk, the latest first, under way or not."""
        return await self.on_disk(read_all, self._root, self._wall_clock())

    async def find(self, name: str) -> StoredRecording | None:
        """One of them."""
        return next((one for one in await self.all() if one.name == name), None)

    async def delete(self, name: str) -> None:
        """Deletes it with all its files. Raises RecordingUnderWay, OSError."""
        if name in self._threads:
            raise RecordingUnderWay
        if await self.find(name) is not None:
            await self.on_disk(shutil.rmtree, self._root / name)
            _log.info("recording deleted", recording=name)

    async def _await_interrupted(self) -> None:
        # The oldest first: of a session the latest is gone on with.
        for stored in reversed(await self.all()):
            if stored.wanted is not None:
                try:
                    answers = await self.answers_of(stored.session)
                    found = awaited(stored.folder, stored.wanted, answers)
                except Exception:
                    # Whoever leads begins another.
                    _log.exception("recording not awaited", recording=stored.name)
                else:
                    self._awaited[stored.session] = stored, found

    async def _finish(self, thread: WritingThread) -> None:
        # Not on the one thread for the disk: a slow one holds up nobody else's beginning.
        await asyncio.to_thread(thread.join)
        del self._threads[thread.folder.name]
        state = thread.state
        _log.info("recording ended", recording=thread.folder.name, bytes=state.bytes)
        if not thread.still_wanted:
            await self.on_disk(add_parts, thread.folder)
        stored = await self.on_disk(read_one, thread.folder)
        # When the server itself ends, nobody begins anything new: it is found at the next start.
        if stored is not None and self.on_ended is not None and not self._ending:
            await self.on_ended(stored.name, stored.session)

    async def _sweep_forever(self) -> None:
        while True:
            oldest_s = self._wall_clock() - self._kept_s
            for stored in await self.all():
                if stored.ended_unix_s is not None and stored.ended_unix_s < oldest_s:
                    with suppress(RecordingUnderWay, OSError):
                        await self.delete(stored.name)
            await asyncio.sleep(DAY_S)
