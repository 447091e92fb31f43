"""How far a replay is, what was decided about it, and what it is made of."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from aiohttp import hdrs, web
from pydantic import Field

from recorder.replay.edits import Edits, parse_edits
from recorder.replay.errors import Malformed, NotMade
from recorder.replay.manifest import ReplayManifest, read_manifest, write_manifest
from recorder.replay.plan import source_time
from recorder.replay.source import Piece, Source
from recorder.replay.work import SOURCE_WAVEFORM, changing
from server.accounts.roles import LEADS
from server.database.replay_models import Replay
from server.http.access import Route, account
from server.http.account_guard import signed_in
from server.http.json_body import Body, answer, done, read_body
from server.http.refusal import HttpRefusal
from server.http.replay_guard import replay_to_make
from server.http.replay_view import media_path
from server.publishing import steps
from server.replays.making import Making, edits_of
from server.services import DATABASE, wall_time

#: By FFmpeg's names. H.264 in Matroska plays in Chromium, and in Firefox of 2025 and later.
_CONTENT_TYPES = {
    "mov,mp4,m4a,3gp,3g2,mj2": "video/mp4",
    "mov": "video/mp4",
    "mp4": "video/mp4",
    "matroska": "video/x-matroska",
    "matroska,webm": "video/webm",
}
_WEB_CODECS = ("VP8", "VP9", "opus")


class _Edits(Body):
    """Checked by `parse_edits`."""

    edits: dict[str, Any]


class _Poster(Body):
    """One of those that are proposed."""

    file: str = Field(max_length=100)


class ReplayMakingApi:
    """Under /api/replays/{id}: for those who lead sessions in its centre."""

    def __init__(self, making: Making) -> None:
        self._making = making

    def routes(self) -> list[Route]:
        """All of them."""
        one, makes = "/api/replays/{id}", account(*LEADS)
        return [
            Route("GET", f"{one}/making", self.progress, makes),
            Route("POST", f"{one}/make", self.make, makes),
            Route("GET", f"{one}/edits", self.edits, makes),
            Route("PUT", f"{one}/edits", self.decide, makes),
            Route("PUT", f"{one}/poster", self.choose_poster, makes),
            Route("GET", f"{one}/source", self.source, makes),
            Route("GET", f"{one}/source/waveform", self.waveform, makes),
            Route("GET", f"{one}/source/{{index}}", self.piece, makes),
        ]

    async def progress(self, request: web.Request) -> web.StreamResponse:
        """`state` waiting, making, ready or failed; `done` 0 to 1; `left_s`; `queue`: how many
        come before it; `watchable`; `reason` of a failure; `slowed`: somebody is live."""
        replay = await self._replay(request)
        now = self._making.progress(replay.id)
        return answer(
            {
                "state": replay.making,
                "done": replay.making_done if now is None else now.done,
                "left_s": None if now is None else now.left_s,
                "watchable": replay.making == "ready" or (now is not None and now.watchable),
                "queue": await self._making.position(replay.id),
                "reason": replay.making_reason,
                "slowed": self._making.is_live(),
            }
        )

    async def make(self, request: web.Request) -> web.StreamResponse:
        """202: it waits its turn, with what was decided by now."""
        replay = await self._replay(request)
        await self._making.remake(replay.id)
        return answer({}, status=202)

    async def edits(self, request: web.Request) -> web.StreamResponse:
        """What was decided."""
        return answer({"edits": edits_of(await self._replay(request)).to_json()})

    async def decide(self, request: web.Request) -> web.StreamResponse:
        """All of it anew: 200 and the edits as they are kept · 422 with the fields that are wrong.
        Nothing is made before that is asked for."""
        body = await read_body(request, _Edits)
        try:
            edits = parse_edits(body.edits)
        except Malformed as error:
            raise HttpRefusal(422, "invalid", fields=list(error.fields)) from None
        async with request.app[DATABASE].transaction() as db:
            replay = await replay_to_make(request, db)
            decided = json.dumps(edits.to_json())
            if decided != replay.edits:
                replay.edits = decided
                who, now = signed_in(request), wall_time(request.app)
                await steps.changed(db, replay, "edits", who, now)
        return answer({"edits": edits.to_json()})

    async def choose_poster(self, request: web.Request) -> web.StreamResponse:
        """204: this one is shown first · 404 `poster`."""
        body, replay = await read_body(request, _Poster), await self._replay(request)
        await asyncio.to_thread(self._choose, replay, body.file)
        async with request.app[DATABASE].transaction() as db:
            replay = await replay_to_make(request, db)
            await steps.changed(db, replay, "poster", signed_in(request), wall_time(request.app))
        return done()

    def _choose(self, replay: Replay, file: str) -> None:
        folder = self._making.folder(replay.id)
        if not folder.is_dir():
            raise HttpRefusal(404, "poster")
        with changing(folder) as manifest:
            if manifest is None or file not in manifest.posters:
                raise HttpRefusal(404, "poster")
            write_manifest(folder, replace(manifest, poster=file))

    # -- what it is made of -------------------------------------------------------------------

    async def source(self, request: web.Request) -> web.StreamResponse:
        """Its tracks and their files, seconds of the source throughout; the people in it, dropped
        ones too; `kept`: what of it is in the replay as it was made last, whose subtitles' times
        follow; `chapters`: those that were found; `posters`: what may be shown first."""
        replay = await self._replay(request)
        source = await self._source(replay)
        made = await asyncio.to_thread(self._made, replay.id)
        return answer(
            {
                "began_s": source.began_s,
                "ended_s": source.ended_s,
                "tracks": _tracks(replay.id, source),
                "people": [{"id": one.id, "name": one.name} for one in source.people()],
                "marks": [
                    {"at_s": one.at_ms / 1000, "title": one.title} for one in source.events.marks
                ],
                "waveform": f"/api/replays/{replay.id}/source/waveform",
                "spherical": source.spherical,
                "kept": [asdict(one) for one in made.kept] if made is not None else [],
                "chapters": _found_chapters(made) if made is not None else [],
                "posters": _posters(replay.id, made) if made is not None else [],
            }
        )

    async def waveform(self, request: web.Request) -> web.StreamResponse:
        """`{every_s, peaks}` of all the sound, from `began_s` on · 404 before it was heard."""
        replay = await self._replay(request)
        path = self._making.folder(replay.id) / SOURCE_WAVEFORM
        if not await asyncio.to_thread(path.is_file):
            raise HttpRefusal(404, "unknown")
        return web.FileResponse(path, headers={hdrs.CACHE_CONTROL: "no-store"})

    async def piece(self, request: web.Request) -> web.StreamResponse:
        """One of its files, or a range of it."""
        source = await self._source(await self._replay(request))
        pieces = [piece for track in source.tracks for piece in track.pieces]
        index = request.match_info["index"]
        if not index.isdecimal() or len(index) > 6 or int(index) >= len(pieces):
            raise HttpRefusal(404, "unknown")
        piece = pieces[int(index)]
        headers = {hdrs.CACHE_CONTROL: "private, no-cache", hdrs.CONTENT_TYPE: _content_type(piece)}
        return web.FileResponse(piece.path, headers=headers)

    def _made(self, replay_id: str) -> ReplayManifest | None:
        """The manifest of what was made; None also where it cannot be read."""
        with suppress(OSError, ValueError):
            return read_manifest(self._making.folder(replay_id))
        return None

    async def _replay(self, request: web.Request) -> Replay:
        async with request.app[DATABASE].transaction() as db:
            return await replay_to_make(request, db)

    async def _source(self, replay: Replay) -> Source:
        try:
            order = replace(self._making.order(replay), edits=Edits())
            return await asyncio.to_thread(order.source)
        except NotMade as error:
            raise HttpRefusal(404, error.reason) from None


def _found_chapters(made: ReplayManifest) -> list[dict[str, Any]]:
    return [
        {"at_s": round(source_time(made.kept, one.at_s), 3), "title": one.title}
        for one in made.chapters
    ]


def _posters(replay_id: str, made: ReplayManifest) -> list[dict[str, Any]]:
    times_s = made.posters_s or (None,) * len(made.posters)
    return [
        {
            "file": file,
            "src": media_path(replay_id, file),
            "at_s": None if at_s is None else round(source_time(made.kept, at_s), 3),
            "shown": file == made.poster,
        }
        for file, at_s in zip(made.posters, times_s, strict=True)
    ]


def _tracks(replay_id: str, source: Source) -> list[dict[str, Any]]:
    views, index = [], 0
    for track in source.tracks:
        files = []
        for piece in track.pieces:
            files.append(
                {
                    "src": f"/api/replays/{replay_id}/source/{index}",
                    "type": _content_type(piece),
                    "from_s": piece.began_s,
                    "to_s": piece.ended_s,
                }
            )
            index += 1
        views.append(
            {
                "id": track.id,
                "kind": track.kind,
                "person": track.person,
                "name": track.name,
                "source": track.source,
                "role": track.role,
                "files": files,
            }
        )
    return views


def _content_type(piece: Piece) -> str:
    if piece.codec in _WEB_CODECS:
        return "video/webm"
    return _CONTENT_TYPES.get(piece.container, "application/octet-stream")
