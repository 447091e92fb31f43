"""The frame of every answer by tus 1.0.0: its version, and refusals as JSON."""

from __future__ import annotations

import functools

from aiohttp import hdrs, web

from recorder.uploads.errors import Malformed, UploadError
from recorder.uploads.protocol import VERSION
from server.http.access import Handler
from server.http.refusal import HttpRefusal

RESUMABLE = "Tus-Resumable"
_STATUS = {
    "offset": 409,
    "checksum": 460,
    "changed": 422,
    "size": 413,
    "quota": 413,
    "centre_quota": 413,
    "many": 429,
    "disk": 507,
}


def tus(handler: Handler) -> Handler:
    """`handler`, for requests of our version alone."""

    @functools.wraps(handler)
    async def framed(request: web.Request) -> web.StreamResponse:
        response: web.StreamResponse
        try:
            if request.headers.get(RESUMABLE) != VERSION:
                raise HttpRefusal(412, "version")
            response = await handler(request)
        except HttpRefusal as refusal:
            response = refusal.response()
        except UploadError as error:
            status = 400 if isinstance(error, Malformed) else _STATUS[error.reason]
            response = HttpRefusal(status, error.reason).response()
        if response.status == 412:
            response.headers["Tus-Version"] = VERSION
        response.headers[RESUMABLE] = VERSION
        response.headers[hdrs.CACHE_CONTROL] = "no-store"
        return response

    return framed
