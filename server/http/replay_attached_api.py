"""What lies beside a replay: a PDF or a picture that was brought and looked at apart, or a link."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiohttp import web

from recorder.disk.folder import free_bytes
from recorder.examination.document import BYTES_MAX
from recorder.examination.findings import Refused
from recorder.examination.process import examine, examine_document
from recorder.replay.edits import Edits
from recorder.replay.errors import NotMade
from recorder.replay.manifest import read_manifest
from recorder.replay.order import Order
from recorder.replay.process import make_apart
from server.accounts.roles import LEADS
from server.database.replay_models import Replay
from server.http.access import Route, account
from server.http.account_guard import signed_in
from server.http.json_body import Body, answer, done, invalid, read_body
from server.http.refusal import HttpRefusal
from server.http.replay_guard import replay_to_make
from server.http.replay_view import attached_view
from server.http.session_forms import Text, WebAddress
from server.publishing import steps
from server.publishing.attached import MOST, Attached, Kind, Shelf
from server.publishing.folders import ReplayFolders
from server.services import DATABASE, wall_time

_KINDS: dict[str, Kind] = {
    "application/pdf": "pdf",
    "image/jpeg": "image",
    "image/png": "image",
    "image/webp": "image",
}
#: Stay free on the disk, for recordings.
_KEPT_FREE_BYTES = 1 << 30
#: A phone in a tunnel: the file is brought again.
_COMING_S = 600.0


class _Titled(Body):
    title: Text


class _Link(Body):
    title: Text
    url: WebAddress


class ReplayAttachedApi:
    """Under /api/replays/{id}/attached: for those who lead sessions in its centre."""

    def __init__(self, folders: ReplayFolders) -> None:
        self._folders = folders
        #: One file is looked at after the other, and one list changed after the other.
        self._in_turn = asyncio.Lock()

    def routes(self) -> list[Route]:
        """All of them."""
        every, leads = "/api/replays/{id}/attached", account(*LEADS)
        return [
            Route("GET", every, self.list, leads),
            Route("POST", every, self.add, leads),
            Route("PATCH", f"{every}/{{item}}", self.rename, leads),
            Route("DELETE", f"{every}/{{item}}", self.remove, leads),
        ]

    async def list(self, request: web.Request) -> web.StreamResponse:
        """`{"attached": […], "bytes_max"}`."""
        replay = await _replay(request)
        listed = await asyncio.to_thread(self._shelf(replay).all)
        return _answer(replay, listed)

    async def add(self, request: web.Request) -> web.StreamResponse:
        """201 and the list: JSON `{title, url}`, or a file with `?title=`. 409 `many` · 413 `size`
        · 415 `type` · 422 why it is not kept · 507 `disk`."""
        replay = await _replay(request)
        shelf = self._shelf(replay)
        if len(await asyncio.to_thread(shelf.all)) >= MOST:
            raise HttpRefusal(409, "many")
        if request.content_type == "application/json":
            link = await read_body(request, _Link)
            async with self._in_turn:
                await self._change(request, shelf.put_link, link.title, link.url)
        else:
            await self._add_file(request, shelf)
        return _answer(replay, await asyncio.to_thread(shelf.all), status=201)

    async def _add_file(self, request: web.Request, shelf: Shelf) -> None:
        kind, title = _KINDS.get(request.content_type), _title(request)
        if kind is None:
            raise HttpRefusal(415, "type")
        place = await asyncio.to_thread(shelf.begin)
        try:
            if await asyncio.to_thread(free_bytes, place) < _KEPT_FREE_BYTES + BYTES_MAX:
                raise HttpRefusal(507, "disk")
            file = place / "file"
            await _receive(request, file)
            async with self._in_turn:
                file = await _looked_at(kind, file)
                await self._change(request, shelf.put, kind, title, file)
        finally:
            await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)

    async def rename(self, request: web.Request) -> web.StreamResponse:
        """204 · 404."""
        title, replay = (await read_body(request, _Titled)).title, await _replay(request)
        async with self._in_turn:
            await self._change(
                request, self._shelf(replay).rename, request.match_info["item"], title
            )
        return done()

    async def remove(self, request: web.Request) -> web.StreamResponse:
        """204: it is gone · 404."""
        replay = await _replay(request)
        async with self._in_turn:
            await self._change(request, self._shelf(replay).remove, request.match_info["item"])
        return done()

    async def _change(self, request: web.Request, does: Any, *what: Any) -> None:
        """Whoever approved it has not seen this: first it is not seen any more, then it is so."""
        async with request.app[DATABASE].transaction() as db:
            replay = await replay_to_make(request, db)
            await steps.changed(db, replay, "attached", signed_in(request), wall_time(request.app))
            try:
                found = await asyncio.to_thread(does, *what)
            except FileNotFoundError:
                found = False
            if found is False:
                raise HttpRefusal(404, "unknown")

    def _shelf(self, replay: Replay) -> Shelf:
        return self._folders.shelf(replay.id)


async def _replay(request: web.Request) -> Replay:
    async with request.app[DATABASE].transaction() as db:
        return await replay_to_make(request, db)


def _title(request: web.Request) -> str:
    try:
        return _Titled.model_validate({"title": request.query.get("title", "")}).title
    except ValueError:
        raise invalid(["title"]) from None


async def _receive(request: web.Request, file: Path) -> None:
    """Written as it comes. Raises HttpRefusal."""
    if (request.content_length or 0) > BYTES_MAX:
        raise HttpRefusal(413, "size")
    length = 0
    try:
        async with asyncio.timeout(_COMING_S):
            with await asyncio.to_thread(file.open, "wb") as output:
                async for piece in request.content.iter_any():
                    length += len(piece)
                    if length > BYTES_MAX:
                        raise HttpRefusal(413, "size")
                    await asyncio.to_thread(output.write, piece)
    except TimeoutError:
        raise HttpRefusal(408, "slow") from None


async def _looked_at(kind: Kind, file: Path) -> Path:
    """What of it is kept: a document as it is, a picture made anew, without where and when it was
    taken. Raises HttpRefusal."""
    try:
        if kind == "pdf":
            await examine_document(file)
            return file
        film, _ = await examine(file)
        if film.kind != "photo":
            raise Refused("type")
        made = file.with_name("made")
        await asyncio.to_thread(made.mkdir, mode=0o700)
        picture = film.as_dict() | {"spherical": None}
        await make_apart(
            Order(made, Edits(), upload=file, film=picture), lambda _: None, lambda: 1.0
        )
        manifest = await asyncio.to_thread(read_manifest, made)
    except (Refused, NotMade) as refusal:
        raise HttpRefusal(422, refusal.reason) from None
    if manifest is None or manifest.poster is None:
        raise HttpRefusal(422, "damaged")
    return made / manifest.poster


def _answer(replay: Replay, listed: Sequence[Attached], status: int = 200) -> web.Response:
    view = {"attached": attached_view(replay.id, listed), "bytes_max": BYTES_MAX}
    return answer(view, status=status)
