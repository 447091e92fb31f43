"""Subtitles of a replay: WebVTT in and out, checked where it enters."""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import replace
from pathlib import Path

from aiohttp import hdrs, web

from recorder.replay.errors import Malformed
from recorder.replay.manifest import ReplayManifest, Subtitles, write_manifest
from recorder.replay.subtitles import BYTES_MAX, parse_webvtt, write_webvtt
from recorder.replay.work import changing, remove_unnamed
from server.accounts.roles import LEADS
from server.http.access import Route, account
from server.http.account_guard import signed_in
from server.http.json_body import answer, done
from server.http.refusal import HttpRefusal
from server.http.replay_guard import replay_to_make
from server.publishing import steps
from server.replays.making import Making
from server.services import DATABASE, wall_time

#: A primary language and perhaps a script or a region (BCP 47).
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
_LABEL_MAX = 60
_NAMES = {"fr": "Français", "en": "English", "ar": "العربية", "pt": "Português", "es": "Español"}
_TYPE = "text/vtt"


class ReplaySubtitlesApi:
    """Under /api/replays/{id}/subtitles/{code}: for those who lead sessions in its centre."""

    def __init__(self, making: Making) -> None:
        self._making = making

    def routes(self) -> list[Route]:
        """All of them."""
        path, makes = "/api/replays/{id}/subtitles/{code}", account(*LEADS)
        return [
            Route("GET", path, self.get, makes),
            Route("PUT", path, self.put, makes),
            Route("DELETE", path, self.delete, makes),
        ]

    async def get(self, request: web.Request) -> web.StreamResponse:
        """The file · 404."""
        folder, language = await self._place(request)
        content = await asyncio.to_thread(_read, folder, language)
        headers = {hdrs.CACHE_CONTROL: "no-store"}
        return web.Response(body=content, content_type=_TYPE, charset="utf-8", headers=headers)

    async def put(self, request: web.Request) -> web.StreamResponse:
        """The body in place of what there was, times of the replay as it is: 200 and what is kept ·
        404 `unmade` · 413 · 415 · 422 `invalid` with the line. `?label=`, `?reviewed=1`."""
        if request.content_type != _TYPE:
            raise HttpRefusal(415, "type")
        folder, language = await self._place(request)
        try:
            content = write_webvtt(parse_webvtt(await _body(request)))
        except Malformed as error:
            raise HttpRefusal(422, "invalid", fields=list(error.fields)) from None
        label = request.query.get("label", "").strip()[:_LABEL_MAX] or label_of(language)
        reviewed = request.query.get("reviewed") == "1"
        kept = Subtitles(_new_name(language), language, label, reviewed)
        await asyncio.to_thread(_replace, folder, language, kept, content)
        await _note_change(request)
        return answer(
            {
                "language": language,
                "label": kept.label,
                "reviewed": reviewed,
                "cues": content.count(b" --> "),
            }
        )

    async def delete(self, request: web.Request) -> web.StreamResponse:
        """204: there are none in this language."""
        folder, language = await self._place(request)
        await asyncio.to_thread(_replace, folder, language, None, b"")
        await _note_change(request)
        return done()

    async def _place(self, request: web.Request) -> tuple[Path, str]:
        async with request.app[DATABASE].transaction() as db:
            replay = await replay_to_make(request, db)
        language = request.match_info["code"]
        if not _LANGUAGE.fullmatch(language):
            raise HttpRefusal(404, "unknown")
        return self._making.folder(replay.id), language


def label_of(language: str) -> str:
    """What a language calls itself."""
    return _NAMES.get(language, language)


async def _note_change(request: web.Request) -> None:
    """Whoever approved it has not read these."""
    async with request.app[DATABASE].transaction() as db:
        replay = await replay_to_make(request, db)
        await steps.changed(db, replay, "subtitles", signed_in(request), wall_time(request.app))


async def _body(request: web.Request) -> bytes:
    """Read by itself: it may be longer than what other routes take. Raises HttpRefusal."""
    content = bytearray()
    async for piece in request.content.iter_any():
        content += piece
        if len(content) > BYTES_MAX:
            raise HttpRefusal(413, "size")
    return bytes(content)


def _new_name(language: str) -> str:
    return f"subtitles-{language}-{secrets.token_hex(4)}.vtt"


def _read(folder: Path, language: str) -> bytes:
    if folder.is_dir():
        with changing(folder) as manifest:
            for one in manifest.subtitles if manifest is not None else ():
                if one.language == language:
                    return (folder / one.file).read_bytes()
    raise HttpRefusal(404, "unknown")


def _replace(folder: Path, language: str, kept: Subtitles | None, content: bytes) -> None:
    if not folder.is_dir():
        raise HttpRefusal(404, "unmade")
    with changing(folder) as manifest:
        if manifest is None:
            raise HttpRefusal(404, "unmade")
        if kept is not None:
            (folder / kept.file).write_bytes(content)
        _write(folder, manifest, language, kept)


def _write(folder: Path, manifest: ReplayManifest, language: str, kept: Subtitles | None) -> None:
    others = tuple(one for one in manifest.subtitles if one.language != language)
    changed = replace(manifest, subtitles=others if kept is None else (*others, kept))
    write_manifest(folder, changed)
    remove_unnamed(folder, changed)
