"""What WHIP (RFC 9725) and WHEP share: a description in, its answer and an address out; then
PATCH for ICE and DELETE for the end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import structlog
from aiohttp import web

from media.errors import MalformedSdp, MediaError
from rooms.cameras import MAIN_ROLE, is_camera_role
from rooms.errors import NotPossible
from rooms.roles import Role
from server.http.access import Route, bearer, claims_of, public
from server.live.errors import Busy, UnsuitableTracks
from server.live.ice_servers import RELAY_TRIAL_S, RELAY_VALID_S
from server.live.registry import LiveRooms
from server.live.room import LiveRoom

_log = structlog.get_logger(__name__)
SDP = "application/sdp"
FRAGMENT = "application/trickle-ice-sdpfrag"
MAX_SDP_BYTES = 128 * 1024
_CORS = {
    # A token in a header, never a cookie: players on other sites' pages are welcome.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location, ETag, Link",
}
_Answer = Callable[[], Awaitable[web.Response]]


class Patchable(Protocol):
    """A transport whose ICE session can be changed."""

    def patch(self, fragment_sdp: str, now: float) -> str | None: ...


class SdpExchange(ABC):
    """The routes `/{name}/{room}` and `/{name}/{room}/{id}` for `roles`."""

    def __init__(self, name: str, rooms: LiveRooms, roles: tuple[Role, ...]) -> None:
        self._name = name
        self._rooms = rooms
        self._roles = roles

    def routes(self) -> list[Route]:
        """Any other method is answered 405 by the router."""
        endpoint, session = f"/{self._name}/{{room}}", f"/{self._name}/{{room}}/{{id}}"
        rule = bearer(*self._roles)
        return [
            Route("OPTIONS", endpoint, self.describe, public),
            Route("POST", endpoint, self.begin, rule),
            Route("OPTIONS", session, self.describe, public),
            Route("PATCH", session, self.patch, rule),
            Route("DELETE", session, self.end, rule),
        ]

    @abstractmethod
    def begin_session(
        self, live: LiveRoom, request: web.Request, offer_sdp: str, camera_role: str, now: float
    ) -> tuple[str, str]:
        """(id, answer) of a new session. Raises NotPossible, LiveError, MediaError."""

    @abstractmethod
    def session(self, live: LiveRoom, session_id: str) -> Patchable | None:
        """The session, if it is one of this kind."""

    @abstractmethod
    def end_session(self, live: LiveRoom, session_id: str, now: float) -> None:
        """Frees it whole."""

    async def describe(self, request: web.Request) -> web.StreamResponse:
        """OPTIONS: what browsers on other sites ask before (Fetch standard, CORS protocol)."""
        headers = {
            "Accept-Post": SDP,
            "Access-Control-Allow-Methods": "POST, PATCH, DELETE",
            "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match",
            "Access-Control-Max-Age": "86400",
        }
        return web.Response(headers=_CORS | headers)

    async def begin(self, request: web.Request) -> web.StreamResponse:
        """POST: 201 with the answer, Location, ETag, and Link for each ICE server."""
        return await _refusing(lambda: self._begin(request))

    async def patch(self, request: web.Request) -> web.StreamResponse:
        """PATCH: 204 for candidates, 200 with our fragment for an ICE restart."""
        return await _refusing(lambda: self._patch(request))

    async def end(self, request: web.Request) -> web.StreamResponse:
        """DELETE: 200, and nothing is left of it."""
        live, session_id = self._live(request), request.match_info["id"]
        if live is None or self.session(live, session_id) is None:
            return _refusal(404, "unknown")
        self.end_session(live, session_id, self._rooms.clock())
        return web.Response(headers=_CORS)

    async def _begin(self, request: web.Request) -> web.Response:
        camera_role = request.query.get("camera", MAIN_ROLE)
        if not is_camera_role(camera_role):
            return _refusal(400, "camera")
        offer_sdp = await _read(request, SDP)
        slug = request.match_info["room"]
        live = await self._rooms.room(slug)
        if live is None:
            return _refusal(404, "unknown")
        session_id, answer = self.begin_session(
            live, request, offer_sdp, camera_role, self._rooms.clock()
        )
        self._rooms.credentials.hold(session_id, claims_of(request))
        _log.info("session begun", interface=self._name, room=slug, camera=camera_role)
        headers = _CORS | {
            "Location": f"/{self._name}/{slug}/{session_id}",
            "ETag": f'"{live.media.ice_tags[session_id]}"',
        }
        response = web.Response(status=201, text=answer, content_type=SDP, headers=headers)
        valid_s = RELAY_TRIAL_S if claims_of(request).role is Role.TESTER else RELAY_VALID_S
        for server in self._rooms.ice_servers(session_id, valid_s):
            response.headers.add("Link", link_of_ice_server(server))
        return response

    async def _patch(self, request: web.Request) -> web.Response:
        fragment = await _read(request, FRAGMENT)
        live, session_id = self._live(request), request.match_info["id"]
        session = self.session(live, session_id) if live is not None else None
        if live is None or session is None:
            return _refusal(404, "unknown")
        condition = request.headers.get("If-Match")
        if condition is None:
            return _refusal(428, "if-match")
        tag = f'"{live.media.ice_tags[session_id]}"'
        if condition.strip() != "*" and tag not in (t.strip() for t in condition.split(",")):
            return _refusal(412, "etag")
        answer = session.patch(fragment, self._rooms.clock())
        if answer is None:
            return web.Response(status=204, headers=_CORS)
        headers = _CORS | {"ETag": f'"{live.media.renew_ice_tag(session_id)}"'}
        return web.Response(text=answer, content_type=FRAGMENT, headers=headers)

    def _live(self, request: web.Request) -> LiveRoom | None:
        return self._rooms.find(request.match_info["room"])


def link_of_ice_server(server: Mapping[str, Any]) -> str:
    """A Link header value (RFC 9725 section 4.6) of an ICE server in the form browsers take."""
    link = f'<{server["urls"]}>; rel="ice-server"'
    if "credential" in server:
        link += f'; username="{server["username"]}"; credential="{server["credential"]}"'
        link += '; credential-type="password"'
    return link


async def _read(request: web.Request, content_type: str) -> str:
    """The body. Raises HTTPException: 415 of another type, 413 too long, 400 not UTF-8."""
    if request.content_type != content_type:
        raise web.HTTPUnsupportedMediaType
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise web.HTTPUnsupportedMediaType
    if (request.content_length or 0) > MAX_SDP_BYTES:
        raise web.HTTPRequestEntityTooLarge(MAX_SDP_BYTES, request.content_length or 0)
    body = await request.read()
    if len(body) > MAX_SDP_BYTES:
        raise web.HTTPRequestEntityTooLarge(MAX_SDP_BYTES, len(body))
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise web.HTTPBadRequest from None


async def _refusing(answer: _Answer) -> web.Response:
    """What `answer` gives, its refusals turned into status codes."""
    try:
        return await answer()
    except web.HTTPUnsupportedMediaType:
        return _refusal(415, "type")
    except web.HTTPRequestEntityTooLarge:
        return _refusal(413, "size")
    except (web.HTTPBadRequest, MalformedSdp):
        return _refusal(400, "sdp")
    except (MediaError, UnsuitableTracks):
        return _refusal(406, "offer")
    except NotPossible as refusal:
        return _refusal(409, refusal.reason, retry_after_s=5)
    except Busy:
        return _refusal(503, "busy", retry_after_s=2)


def _refusal(status: int, reason: str, retry_after_s: int | None = None) -> web.Response:
    headers = dict(_CORS)
    if retry_after_s is not None:
        headers["Retry-After"] = str(retry_after_s)
    return web.json_response({"reason": reason}, status=status, headers=headers)
