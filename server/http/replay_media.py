"""GET /media/replays/{id}/{file}: the files of a replay, in ranges, to whoever may watch it now."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath
from urllib.parse import quote

from aiohttp import hdrs, web

from recorder.replay.chapters import chapters_webvtt
from recorder.replay.manifest import ReplayManifest
from server.database.replay_models import Replay
from server.http.access import Route, public
from server.http.refusal import HttpRefusal
from server.http.replay_view import CHAPTERS_FILE, chapters_of
from server.http.replay_viewer import watched
from server.publishing.attached import PREFIX
from server.publishing.folders import ReplayFolders
from server.publishing.steps import shown
from server.publishing.watching import may_review

_TYPES = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".vtt": "text/vtt; charset=utf-8",
    ".json": "application/json",
}
_DOWNLOADED = frozenset({".mp4", ".m4a"})


class ReplayMedia:
    """Every request is asked anew whether it may: what is hidden is hidden in the middle too."""

    def __init__(self, folders: ReplayFolders) -> None:
        self._folders = folders

    def routes(self) -> list[Route]:
        """The one route. `public`: `watched` decides."""
        return [Route("GET", "/media/replays/{id}/{file}", self.get, public)]

    async def get(self, request: web.Request) -> web.StreamResponse:
        """200, or 206 for a range (RFC 9110 section 14) · 304 · 403 `downloads` · 404 `gone`."""
        replay, viewer = await watched(request)
        file = request.match_info["file"]
        if file.startswith(PREFIX):
            return await self._attached(replay, file)
        manifest = await asyncio.to_thread(self._folders.manifest, replay.id)
        if manifest is not None and file == CHAPTERS_FILE:
            return _chapters(replay, manifest)
        if manifest is None or file not in manifest.files():
            raise HttpRefusal(404, "gone")
        headers = {
            # Asked again each time: a browser keeps nothing that was taken back meanwhile.
            hdrs.CACHE_CONTROL: "private, no-cache",
            hdrs.CONTENT_TYPE: _type_of(file, manifest),
        }
        if "download" in request.query:
            if not (replay.downloads_allowed or may_review(shown(replay), viewer)):
                raise HttpRefusal(403, "downloads")
            headers[hdrs.CONTENT_DISPOSITION] = _attachment(replay, file)
        path = self._folders.of(replay.id) / file
        if not await asyncio.to_thread(path.is_file):
            raise HttpRefusal(404, "gone")
        return web.FileResponse(path, headers=headers)

    async def _attached(self, replay: Replay, file: str) -> web.StreamResponse:
        """A document is saved, never opened by a page of ours; a picture is shown."""
        path = await asyncio.to_thread(self._folders.shelf(replay.id).path, file)
        if path is None or not await asyncio.to_thread(path.is_file):
            raise HttpRefusal(404, "gone")
        headers = {
            hdrs.CACHE_CONTROL: "private, no-cache",
            hdrs.CONTENT_TYPE: _TYPES[path.suffix],
        }
        if path.suffix == ".pdf":
            headers[hdrs.CONTENT_DISPOSITION] = "attachment"
        return web.FileResponse(path, headers=headers)


def _chapters(replay: Replay, manifest: ReplayManifest) -> web.Response:
    content = chapters_webvtt(chapters_of(replay, manifest), manifest.duration_s)
    headers = {hdrs.CACHE_CONTROL: "private, no-cache", hdrs.CONTENT_TYPE: _TYPES[".vtt"]}
    return web.Response(body=content, headers=headers)


def _type_of(file: str, manifest: ReplayManifest) -> str:
    for one in (*manifest.videos, *((manifest.audio,) if manifest.audio else ())):
        if one.file == file:
            # Without the codecs: they are for whoever chooses, and this is what was chosen.
            return str(one.mime.partition(";")[0].strip())
    return _TYPES.get(PurePosixPath(file).suffix, "application/octet-stream")


def _attachment(replay: Replay, file: str) -> str:
    """RFC 6266, with the title as a name."""
    suffix = PurePosixPath(file).suffix
    if suffix not in _DOWNLOADED:
        raise HttpRefusal(403, "downloads")
    return f"attachment; filename*=UTF-8''{quote(replay.title + suffix, safe='')}"
