"""What holds for every request: headers that bind the browser, bodies that are not inflated."""

from __future__ import annotations

import re

import structlog
from aiohttp import hdrs, web

from server.http.access import Handler
from server.http.refusal import HttpRefusal
from server.services import SETTINGS

_log = structlog.get_logger(__name__)
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:]{2,45}\](:\d{1,5})?")
# The gyroscope turns a 360° picture with the phone.
_PERMISSIONS = (
    "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), "
    "fullscreen=(self), screen-wake-lock=(self), accelerometer=(self), "
    "browsing-topics=(), clipboard-read=(), encrypted-media=(), gamepad=(), "
    "geolocation=(), gyroscope=(self), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), "
    "midi=(), payment=(), publickey-credentials-get=(), serial=(), usb=(), xr-spatial-tracking=()"
)
_FIXED = {
    "Permissions-Policy": _PERMISSIONS,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Which software in which version answers is nobody's business.
    "Server": "passerelle",
}


def content_security_policy(host: str) -> str:
    """The policy (CSP level 3) of a page served by `host`. Nothing from elsewhere, nothing inline.

    The WebSocket is named in full: not every browser in use takes 'self' to cover ws:.
    """
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self' blob: data:; media-src 'self' blob:; manifest-src 'self'; "
        f"connect-src 'self'{sockets}; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


async def add_security_headers(request: web.Request, response: web.StreamResponse) -> None:
    """For `app.on_response_prepare`: refusals and faults carry the headers too."""
    response.headers.update(_FIXED)
    response.headers["Content-Security-Policy"] = content_security_policy(request.host)
    if (request.app[SETTINGS].public_url or "").startswith("https:"):
        response.headers["Strict-Transport-Security"] = "max-age=31536000"


@web.middleware
async def refuse_compressed_bodies(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A small compressed body may hide gigabytes: none of our interfaces needs one.

    The server must be run with `auto_decompress=False`, so that nothing was inflated before.
    """
    if request.headers.get(hdrs.CONTENT_ENCODING, "identity").lower() != "identity":
        return web.json_response({"reason": "encoding"}, status=415)
    return await handler(request)


@web.middleware
async def answer_faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The edge: refusals become answers; what nobody caught is logged once, told to nobody."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except HttpRefusal as refusal:
        return refusal.response()
    except Exception:
        route = request.match_info.route.resource
        path = route.canonical if route is not None else "unknown"
        _log.exception("request_failed", method=request.method, route=path)
        return web.json_response({"reason": "internal"}, status=500)
