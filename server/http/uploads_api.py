"""Bringing a film: tus 1.0.0 with creation, checksum, termination and expiration."""

from __future__ import annotations

from aiohttp import hdrs, web

from recorder.uploads.errors import Malformed
from recorder.uploads.protocol import (
    ALGORITHMS,
    CONTENT_TYPE,
    EXTENSIONS,
    VERSION,
    parse_checksum,
    parse_metadata,
    parse_number,
    write_expires,
)
from recorder.uploads.upload import State, Upload
from server.accounts.roles import LEADS, PREPARES
from server.http.access import Route, account, public
from server.http.account_guard import signed_in
from server.http.json_body import answer
from server.http.refusal import HttpRefusal
from server.http.tus import RESUMABLE, tus
from server.http.upload_view import quota_view, upload_views
from server.services import DATABASE
from server.uploads.intake import Intake

_OVERRIDE = "X-HTTP-Method-Override"


class UploadsApi:
    """Under /api/centres/{centre}/uploads and /api/uploads."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    def routes(self) -> list[Route]:
        """All of them."""
        every, one = "/api/centres/{centre}/uploads", "/api/uploads/{id}"
        brings = account(*LEADS)
        return [
            Route("OPTIONS", every, self.describe, public),
            Route("OPTIONS", one, self.describe, public),
            Route("GET", every, self.list, brings),
            Route("POST", every, tus(self.create), brings),
            Route("GET", one, self.get, brings),
            Route("PATCH", one, tus(self.append), brings),
            Route("DELETE", one, tus(self.delete), brings),
            Route("POST", one, self.instead, brings),
        ]

    async def describe(self, request: web.Request) -> web.StreamResponse:
        """What this server understands of the protocol."""
        headers = {
            RESUMABLE: VERSION,
            "Tus-Version": VERSION,
            "Tus-Extension": ",".join(EXTENSIONS),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
            "Tus-Max-Size": str(self._intake.store.limits.file_bytes),
        }
        return web.Response(status=204, headers=headers)

    async def list(self, request: web.Request) -> web.StreamResponse:
        """One's own in this centre; all of it, for those who prepare its sessions."""
        who, centre = signed_in(request), int(request.match_info["centre"])
        every = who.may(PREPARES, centre)
        found = [
            one
            for one in self._intake.store
            if one.centre == centre and (every or one.account == who.account)
        ]
        async with request.app[DATABASE].transaction() as db:
            views = await upload_views(db, found, who.account)
        return answer({"uploads": views, "quota": quota_view(self._intake.store, who, centre)})

    async def create(self, request: web.Request) -> web.StreamResponse:
        """201 and its address · 400 · 413 `size`, `quota`, `centre_quota` · 429 `many` · 507."""
        length = parse_number(request.headers.get("Upload-Length"), "length")
        if not length:
            raise HttpRefusal(422, "empty")
        if request.body_exists:
            raise Malformed("body")
        metadata = parse_metadata(request.headers.get("Upload-Metadata"))
        who, centre = signed_in(request), int(request.match_info["centre"])
        upload = await self._intake.create(who.account, centre, length, metadata)
        headers = {hdrs.LOCATION: f"/api/uploads/{upload.id}"} | _progress(upload)
        return web.Response(status=201, headers=headers)

    async def get(self, request: web.Request) -> web.StreamResponse:
        """HEAD as the protocol has it; GET: the upload as JSON, whatever became of it."""
        if request.method == hdrs.METH_HEAD:
            return await tus(self._head)(request)
        upload = self._visible(request)
        async with request.app[DATABASE].transaction() as db:
            views = await upload_views(db, [upload], signed_in(request).account)
        return answer({"upload": views[0]})

    async def _head(self, request: web.Request) -> web.StreamResponse:
        upload = self._own(request)
        if upload.state is State.RECEIVING:
            await self._intake.settle(upload)
        headers = {"Upload-Length": str(upload.length)} | _progress(upload)
        return web.Response(headers=headers)

    async def append(self, request: web.Request) -> web.StreamResponse:
        """204 and the new offset · 400 · 409 `offset` · 410 · 415 · 422 `changed` · 460 · 507."""
        upload = self._own(request)
        if request.content_type != CONTENT_TYPE:
            raise HttpRefusal(415, "type")
        offset = parse_number(request.headers.get("Upload-Offset"), "offset")
        checksum = parse_checksum(request.headers.get("Upload-Checksum"))
        _require_same_file(request, upload)
        await self._intake.receive(upload, offset, checksum, request)
        return web.Response(status=204, headers=_progress(upload))

    async def delete(self, request: web.Request) -> web.StreamResponse:
        """204: nothing of it is left."""
        await self._intake.delete(self._visible(request))
        return web.Response(status=204)

    async def instead(self, request: web.Request) -> web.StreamResponse:
        """For networks that let no PATCH through: a POST that names another method."""
        method = request.headers.get(_OVERRIDE, "").upper()
        handlers = {"PATCH": self.append, "DELETE": self.delete, "HEAD": self._head}
        if method not in handlers:
            raise HttpRefusal(405, "method")
        return await tus(handlers[method])(request)

    def _visible(self, request: web.Request) -> Upload:
        """One's own upload, or one of a centre whose sessions one prepares. Raises HttpRefusal,
        alike for what does not exist."""
        upload, who = self._intake.store.find(request.match_info["id"]), signed_in(request)
        if upload is not None and who.may(PREPARES, upload.centre):
            return upload
        if upload is None or upload.account != who.account or not who.may(LEADS, upload.centre):
            raise HttpRefusal(404, "unknown")
        return upload

    def _own(self, request: web.Request) -> Upload:
        """One's own upload, not refused. Raises HttpRefusal."""
        upload = self._visible(request)
        if upload.account != signed_in(request).account:
            raise HttpRefusal(404, "unknown")
        if upload.state is State.REFUSED:
            raise HttpRefusal(410, upload.reason or "unknown")
        return upload


def _progress(upload: Upload) -> dict[str, str]:
    headers = {"Upload-Offset": str(upload.offset)}
    if upload.expires_at is not None:
        headers["Upload-Expires"] = write_expires(upload.expires_at)
    return headers


def _require_same_file(request: web.Request, upload: Upload) -> None:
    """What a client may say of the file in its hands, before it goes on with it."""
    length = request.headers.get("Upload-Length", str(upload.length))
    fingerprint = request.headers.get("Upload-Fingerprint", upload.fingerprint)
    if length != str(upload.length) or fingerprint != upload.fingerprint:
        raise HttpRefusal(422, "changed")
