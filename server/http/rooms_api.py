"""The rooms of a centre: listed, made, named, removed; the address of a room's screen."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from rooms.roles import Role
from server.accounts.roles import COORDINATES, LEADS
from server.centres import making
from server.centres.errors import CentreError
from server.centres.removing import remove_room
from server.database.models import Centre, Room
from server.database.sessions import room_by_slug, rooms_of
from server.http.access import CLAIMS, Route, account, bearer
from server.http.account_guard import signed_in
from server.http.json_body import Body, answer, done, read_body
from server.http.origin import base_url
from server.http.refusal import HttpRefusal
from server.links import LINK_LIFETIME_S
from server.services import DATABASE, TOKENS, WALL_CLOCK, wall_time
from server.signaling.from_client.message import one_line


class Named(Body):
    name: Annotated[str, Field(max_length=200), one_line(making.MAX_NAME_LENGTH)]


class RoomsApi:
    """Under /api/centres/{centre}/rooms and /api/rooms/{room}."""

    def routes(self) -> list[Route]:
        """All of them."""
        of_centre, one = "/api/centres/{centre}/rooms", "/api/rooms/{room}"
        screen = bearer(Role.ANIMATEUR).or_account(*LEADS)
        return [
            Route("GET", of_centre, self.list, account(*LEADS)),
            Route("POST", of_centre, self.add, account(*COORDINATES)),
            Route("PATCH", one, self.rename, account(*COORDINATES)),
            Route("DELETE", one, self.remove, account(*COORDINATES)),
            Route("POST", f"{one}/screen", self.screen, screen),
        ]

    async def list(self, request: web.Request) -> web.StreamResponse:
        """The centre's rooms, by name."""
        async with request.app[DATABASE].transaction() as db:
            found = await rooms_of(db, [int(request.match_info["centre"])])
        return answer({"rooms": [_view(room) for room in found]})

    async def add(self, request: web.Request) -> web.StreamResponse:
        """201 · 409 `taken`: the centre has a room of that name, `full`."""
        body = await read_body(request, Named)
        try:
            async with request.app[DATABASE].transaction() as db:
                centre = await db.get_one(Centre, int(request.match_info["centre"]))
                room = await making.add_room(db, centre, body.name)
        except CentreError as fault:
            raise HttpRefusal(409, fault.reason) from None
        return answer({"room": _view(room)}, 201)

    async def rename(self, request: web.Request) -> web.StreamResponse:
        """200; the room's addresses stay · 409 `taken`."""
        body = await read_body(request, Named)
        try:
            async with request.app[DATABASE].transaction() as db:
                room = await _room(db, request)
                await making.rename_room(db, room, body.name)
        except CentreError as fault:
            raise HttpRefusal(409, fault.reason) from None
        return answer({"room": _view(room)})

    async def remove(self, request: web.Request) -> web.StreamResponse:
        """204 · 409 a session is `open` or `planned` there, a `kit` stands there."""
        try:
            async with request.app[DATABASE].transaction() as db:
                await remove_room(db, await _room(db, request), wall_time(request.app))
        except CentreError as fault:
            raise HttpRefusal(409, fault.reason) from None
        return done()

    async def screen(self, request: web.Request) -> web.StreamResponse:
        """200 with the address; what it was made from takes it back: a sign-in, or a link to lead
        one session, whose screen it then is and which it does not outlive."""
        slug, wall_s = request.match_info["room"], request.app[WALL_CLOCK]()
        claims = request.get(CLAIMS)
        token = request.app[TOKENS].issue(
            room=slug,
            session=None if claims is None else claims.session,
            role=Role.KIT,
            wall_s=wall_s,
            lifetime_s=LINK_LIFETIME_S if claims is None else claims.expires_s - wall_s,
            grant=signed_in(request).sign_in if claims is None else claims.grant or claims.jti,
        )
        return answer({"url": f"{base_url(request)}/salle/{slug}#{token}"})


async def _room(db: AsyncSession, request: web.Request) -> Room:
    room = await room_by_slug(db, request.match_info["room"])
    assert room is not None, "the guard found it"
    return room


def _view(room: Room) -> dict[str, str]:
    return {"slug": room.slug, "name": room.name}
