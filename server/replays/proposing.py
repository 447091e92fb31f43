"""Drafts of subtitles by speech recognition: one replay after the other, in a process of its own,
while nothing is being made. A wish lies in the replay's folder: a server that starts again goes on
with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog
from aiohttp import web
from sqlalchemy import exists, select

from recorder.replay.errors import NotMade
from recorder.replay.manifest import ReplayManifest, read_manifest
from recorder.replay.progress import Progress
from recorder.speech.draft import (
    Wish,
    forget_heard,
    forget_wish,
    read_wish,
    wished_in,
    write_wish,
)
from recorder.speech.models import Model, installed_models
from recorder.speech.process import hear_apart
from server.background import running
from server.database.engine import Database
from server.database.replay_models import Replay
from server.replays.making import LIVE_SHARE
from server.replays.seeing_through import see_through

_log = structlog.get_logger(__name__)
_LOOK_EVERY_S = 30.0
_WATCH_EVERY_S = 2.0
Hear = Callable[
    [Path, str, Model, Callable[[Progress], None], Callable[[], float]], Awaitable[frozenset[str]]
]


@dataclass(slots=True)
class _Current:
    """The one that is being heard."""

    replay_id: str
    audio: str
    progress: Progress
    task: asyncio.Task[None] | None = None


class Proposing:
    """`context` goes into `app.cleanup_ctx`, after the database. `is_live`: as Making's."""

    def __init__(
        self,
        database: Database,
        data_dir: Path,
        models_dir: Path | None,
        is_live: Callable[[], bool],
        hear: Hear = hear_apart,
    ) -> None:
        self._database, self._root = database, data_dir / "replays"
        self._is_live, self.hear = is_live, hear
        self._models = installed_models(models_dir)
        self._woken = asyncio.Event()
        self._current: _Current | None = None
        self._making_goes_on = False

    @property
    def languages(self) -> list[str]:
        """Those that are recognised here; none without an engine."""
        return sorted(self._models)

    def wish(self, replay_id: str) -> Wish | None:
        """What is wanted, or why it was not to be had. Blocking."""
        return read_wish(self._root / replay_id)

    def progress(self, replay_id: str) -> Progress | None:
        """How far it is, where it is being heard."""
        current = self._current
        return current.progress if current is not None and current.replay_id == replay_id else None

    async def ask(self, replay_id: str, language: str, label: str) -> None:
        """A draft in this language, one of `languages`, in its turn. Raises OSError."""
        await asyncio.to_thread(write_wish, self._root / replay_id, Wish(language, label))
        self._woken.set()

    async def forget(self, replay_id: str) -> None:
        """No draft, nor anything that was heard."""
        current = self._current
        if current is not None and current.replay_id == replay_id and current.task is not None:
            current.task.cancel()
            await asyncio.wait((current.task,))
        await asyncio.to_thread(forget_wish, self._root / replay_id)

    # -- the work -----------------------------------------------------------------------------

    async def context(self, _app: web.Application) -> AsyncIterator[None]:
        """Goes on with what an earlier process left."""
        async with running(self._run()):
            yield

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                for replay_id in await asyncio.to_thread(wished_in, self._root):
                    await self._see_to(replay_id)
            except Exception:
                _log.exception("subtitles_not_proposed")
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_EVERY_S):
                    await self._woken.wait()

    async def _see_to(self, replay_id: str) -> None:
        folder = self._root / replay_id
        wish = await asyncio.to_thread(read_wish, folder)
        manifest = await asyncio.to_thread(_manifest, folder)
        state = await self._state(replay_id)
        if wish is None or wish.reason is not None:
            return
        written = {one.language for one in manifest.subtitles} if manifest is not None else set()
        if state is None or state[0] != "draft" or wish.language in written:
            await asyncio.to_thread(forget_wish, folder)
        elif manifest is None or state[1] != "ready":
            # It is made anew, perhaps without somebody who was heard.
            await asyncio.to_thread(forget_heard, folder)
        elif (model := self._models.get(wish.language)) is None or manifest.audio is None:
            await self._settle(folder, wish, "empty")
        else:
            await self._hear_one(replay_id, wish, model, manifest.audio.file)

    async def _hear_one(self, replay_id: str, wish: Wish, model: Model, audio: str) -> None:
        current = self._current = _Current(replay_id, audio, Progress(0.0, None))
        current.task = asyncio.create_task(self._hearing(current, wish, model))
        try:
            error = await see_through(current.task, self._watch(current))
        finally:
            self._current = None
        if error is not None:
            _log.error("subtitles_not_proposed", replay=replay_id, exc_info=error)
            await self._settle(self._root / replay_id, wish, "fault")

    async def _hearing(self, current: _Current, wish: Wish, model: Model) -> None:
        def tell(progress: Progress) -> None:
            current.progress = progress

        folder = self._root / current.replay_id
        try:
            await self.hear(folder, current.audio, model, tell, self._share)
        except NotMade as refusal:
            _log.warning("subtitles_not_proposed", replay=current.replay_id, reason=refusal.reason)
            if refusal.reason != "gone":
                await self._settle(folder, wish, refusal.reason)

    async def _settle(self, folder: Path, wish: Wish, reason: str) -> None:
        failed = Wish(wish.language, wish.label, reason)
        with suppress(FileNotFoundError):
            await asyncio.to_thread(write_wish, folder, failed)

    async def _watch(self, current: _Current) -> None:
        """Ends it where it is made anew, or is nobody's to work on any more; the next look sees
        to what was heard."""
        while True:
            state = await self._state(current.replay_id)
            manifest = await asyncio.to_thread(_manifest, self._root / current.replay_id)
            sound = manifest.audio if manifest is not None else None
            same = sound is not None and sound.file == current.audio
            if current.task is not None and (state != ("draft", "ready") or not same):
                current.task.cancel()
                self._woken.set()
            async with self._database.transaction() as db:
                making = select(exists().where(Replay.making == "making"))
                self._making_goes_on = bool(await db.scalar(making))
            await asyncio.sleep(_WATCH_EVERY_S)

    async def _state(self, replay_id: str) -> tuple[str, str] | None:
        async with self._database.transaction() as db:
            found = await db.execute(
                select(Replay.state, Replay.making).where(Replay.id == replay_id)
            )
            row = found.first()
        return None if row is None else (row[0], row[1])

    def _share(self) -> float:
        """What is made goes before, what is live before both."""
        if self._making_goes_on:
            return 0.0
        return LIVE_SHARE if self._is_live() else 1.0


def _manifest(folder: Path) -> ReplayManifest | None:
    with suppress(OSError, ValueError):
        return read_manifest(folder)
    return None
