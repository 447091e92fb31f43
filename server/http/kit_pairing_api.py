"""What a kit calls before it has a token: to be paired, and to exchange its key."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import AfterValidator, Field

from server.accounts.roles import EQUIPS
from server.codes import GuessLimiter
from server.database.kit_models import Kit, KitKey
from server.database.sessions import room_by_slug
from server.http.access import Route, account, public
from server.http.account_guard import signed_in
from server.http.client_address import client_address
from server.http.json_body import Body, answer, read_body
from server.http.refusal import HttpRefusal
from server.kits import pairing
from server.kits.errors import (
    KeyRefused,
    KitError,
    PairingWaits,
    TooManyPairings,
    UnknownCode,
    UnknownPairing,
)
from server.kits.keys import KEY_AGE, TOKEN_LIFETIME_S, kit_token, new_key, use_key
from server.kits.keys import require as require_key
from server.kits.pairing_code import normalise_pairing_code
from server.kits.profiles import adopt
from server.services import CLOCK, DATABASE, REVOCATIONS, TOKENS, WALL_CLOCK, wall_time
from server.signaling.from_client.message import clean_text

#: Wrong codes: per network, and per person wherever they are.
MAX_WRONG = 10
WRONG_WINDOW_S = 600.0
#: Codes asked for, per network: a centre sets up a few kits at once.
MAX_BEGUN = 30
BEGUN_WINDOW_S = 600.0
_STATUS = {
    UnknownCode: 404,
    UnknownPairing: 404,
    PairingWaits: 409,
    TooManyPairings: 503,
    KeyRefused: 401,
}


class Device(Body):
    device: Annotated[str, Field(max_length=200), AfterValidator(clean_text)] = ""


class Secret(Body):
    secret: Annotated[str, Field(min_length=1, max_length=64)]


class Key(Body):
    key: Annotated[str, Field(min_length=1, max_length=64)]
    #: What the kit works with now (TOML).
    profile: Annotated[str, Field(max_length=32_768)] = ""


class Typed(Body):
    code: Annotated[str, Field(max_length=40)]
    name: Annotated[str, Field(max_length=80), AfterValidator(clean_text)] = ""


class KitPairingApi:
    """POST under /api/kit (the kit's), POST /api/rooms/{room}/kits (the technician's)."""

    def __init__(self) -> None:
        self._wrong = GuessLimiter(MAX_WRONG, WRONG_WINDOW_S)
        self._begun = GuessLimiter(MAX_BEGUN, BEGUN_WINDOW_S)

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("POST", "/api/kit/pairing", self.begin, public),
            Route("POST", "/api/kit/pairing/collect", self.collect, public),
            Route("POST", "/api/kit/token", self.token, public),
            Route("POST", "/api/kit/key", self.rotate, public),
            Route("POST", "/api/rooms/{room}/kits", self.type_code, account(*EQUIPS)),
        ]

    async def begin(self, request: web.Request) -> web.StreamResponse:
        """201 with a code to show, and the secret that collects the key."""
        address, now = client_address(request), request.app[CLOCK]()
        if not self._begun.allows(address, now):
            raise HttpRefusal(429, "wait")
        self._begun.record_wrong(address, now)
        body = await read_body(request, Device)
        try:
            async with request.app[DATABASE].transaction() as db:
                begun = await pairing.begin(db, body.device, wall_time(request.app))
        except KitError as fault:
            raise _refusal(fault) from None
        expires_in_s = pairing.LIFETIME.total_seconds()
        told = {"code": begun.code, "secret": begun.secret, "expires_in_s": expires_in_s}
        return answer(told, 201)

    async def collect(self, request: web.Request) -> web.StreamResponse:
        """200 with the key, once · 409 `waiting` · 404 `expired`."""
        body = await read_body(request, Secret)
        try:
            async with request.app[DATABASE].transaction() as db:
                kit, key = await pairing.collect(db, body.secret, wall_time(request.app))
        except KitError as fault:
            raise _refusal(fault) from None
        return answer({"key": key, "kit": kit.id})

    async def token(self, request: web.Request) -> web.StreamResponse:
        """200 with a short token for the kit's room · 401 `key`."""
        body = await read_body(request, Key)
        kit, key = await self._use(request, body.key)
        now = wall_time(request.app)
        async with request.app[DATABASE].transaction() as db:
            kit = await db.get_one(Kit, kit.id)
            kit.seen_at = now
            profile = adopt(kit, body.profile)
        return answer(
            {
                "token": kit_token(request.app[TOKENS], kit, request.app[WALL_CLOCK]()),
                "lifetime_s": TOKEN_LIFETIME_S,
                "kit": {"id": kit.id, "name": kit.name},
                "room": {"slug": kit.room.slug, "name": kit.room.name},
                #: The key is to be changed.
                "rotate": now - key.created_at > KEY_AGE,
                #: What to work with instead, if anything.
                "profile": profile,
            }
        )

    async def rotate(self, request: web.Request) -> web.StreamResponse:
        """200 with the next key; the one before is good until that one is used · 401 `key`."""
        body = await read_body(request, Key)
        kit, _ = await self._use(request, body.key)
        async with request.app[DATABASE].transaction() as db:
            key = await new_key(db, await db.get_one(Kit, kit.id), wall_time(request.app))
        return answer({"key": key, "kit": kit.id})

    async def type_code(self, request: web.Request) -> web.StreamResponse:
        """201, the kit that shows the code is one of this room · 404 `code` · 429 `wait`."""
        who, address, now = signed_in(request), client_address(request), request.app[CLOCK]()
        person = str(who.account)
        if not (self._wrong.allows(address, now) and self._wrong.allows("", now, person)):
            raise HttpRefusal(429, "wait")
        # Counted before the first await: parallel guesses do not slip past the limit.
        self._wrong.record_wrong(address, now)
        self._wrong.record_wrong("", now, person)
        body = await read_body(request, Typed)
        code = normalise_pairing_code(body.code)
        try:
            async with request.app[DATABASE].transaction() as db:
                room = await room_by_slug(db, request.match_info["room"])
                assert room is not None, "the guard found it"
                name = body.name or room.name
                wall = wall_time(request.app)
                kit = await pairing.type_code(db, code, room, name, who.name, wall)
        except KitError as fault:
            raise _refusal(fault) from None
        self._wrong.forgive(address, now)
        self._wrong.forgive("", now, person)
        return answer({"kit": {"id": kit.id, "name": kit.name}}, 201)

    async def _use(self, request: web.Request, key: str) -> tuple[Kit, KitKey]:
        async with request.app[DATABASE].transaction() as db:
            found = await use_key(db, key, wall_time(request.app))
            # A copied key has just ended the kit's tokens.
            await request.app[REVOCATIONS].refresh(db)
        try:
            return require_key(found)
        except KeyRefused as fault:
            raise _refusal(fault) from None


def _refusal(fault: KitError) -> HttpRefusal:
    return HttpRefusal(_STATUS[type(fault)], fault.reason)
