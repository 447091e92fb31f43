"""Subtitles that are proposed: which languages are recognised here, and how far a draft is."""

from __future__ import annotations

import asyncio

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from recorder.replay.manifest import ReplayManifest
from server.accounts.roles import LEADS
from server.database.replay_models import Replay
from server.http.access import Route, account
from server.http.json_body import Body, answer, done, read_body
from server.http.refusal import HttpRefusal
from server.http.replay_guard import replay_to_make
from server.http.replay_subtitles_api import label_of
from server.publishing.folders import ReplayFolders
from server.replays.proposing import Proposing
from server.services import DATABASE


class _Wish(Body):
    """In which language people speak in it."""

    language: str = Field(max_length=3)


class ReplaySpeechApi:
    """/api/replays/{id}/speech: for those who lead sessions in its centre."""

    def __init__(self, proposing: Proposing, folders: ReplayFolders) -> None:
        self._proposing, self._folders = proposing, folders

    def routes(self) -> list[Route]:
        """All of them."""
        path, makes = "/api/replays/{id}/speech", account(*LEADS)
        return [
            Route("GET", path, self.get, makes),
            Route("POST", path, self.ask, makes),
            Route("DELETE", path, self.forget, makes),
        ]

    async def get(self, request: web.Request) -> web.StreamResponse:
        """`languages` for which a draft may be asked now; `language` of the one that is wanted, or
        None; `done` 0 to 1, None as long as others come before it; `left_s`; `reason` where it
        failed."""
        async with request.app[DATABASE].transaction() as db:
            replay, made = await self._place(request, db)
        wish = await asyncio.to_thread(self._proposing.wish, replay.id)
        now = self._proposing.progress(replay.id)
        return answer(
            {
                "languages": self._may_be_asked(replay, made),
                "language": None if wish is None else wish.language,
                "done": None if now is None else now.done,
                "left_s": None if now is None else now.left_s,
                "reason": None if wish is None else wish.reason,
            }
        )

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """202: it is heard in its turn; what comes of it is marked as read by nobody ·
        409 `language`: not recognised here, or there are subtitles already, or it is no draft."""
        body = await read_body(request, _Wish)
        async with request.app[DATABASE].transaction() as db:
            replay, made = await self._place(request, db)
        if body.language not in self._may_be_asked(replay, made):
            raise HttpRefusal(409, "language")
        await self._proposing.ask(replay.id, body.language, label_of(body.language))
        return answer({}, status=202)

    async def forget(self, request: web.Request) -> web.StreamResponse:
        """204: none is wanted any more."""
        async with request.app[DATABASE].transaction() as db:
            replay = await replay_to_make(request, db)
        await self._proposing.forget(replay.id)
        return done()

    def _may_be_asked(self, replay: Replay, made: ReplayManifest | None) -> list[str]:
        if made is None or made.audio is None or replay.state != "draft":
            return []
        written = {one.language for one in made.subtitles}
        return [one for one in self._proposing.languages if one not in written]

    async def _place(
        self, request: web.Request, db: AsyncSession
    ) -> tuple[Replay, ReplayManifest | None]:
        replay = await replay_to_make(request, db)
        return replay, await asyncio.to_thread(self._folders.manifest, replay.id)
