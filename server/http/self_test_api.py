"""POST /api/self-test: a room of one's own for half a minute, to try a line with."""

from __future__ import annotations

from aiohttp import web

from rooms.roles import Role
from server.codes import GuessLimiter
from server.http.access import Route, own_page
from server.http.client_address import client_address
from server.http.json_body import answer
from server.http.refusal import HttpRefusal
from server.live.errors import Busy
from server.live.ice_servers import RELAY_TRIAL_S, IceServersOf, no_ice_servers
from server.live.self_tests import SELF_TEST_S, SelfTests
from server.services import CLOCK, TOKENS, WALL_CLOCK

#: A whole group that tries its devices behind one network; no way to send films through here.
MAX_TESTS, PER_S = 20, 300.0


class SelfTestApi:
    """The door of the tries, with its limiter."""

    def __init__(self, self_tests: SelfTests, ice_servers: IceServersOf = no_ice_servers) -> None:
        self._self_tests = self_tests
        self._ice_servers = ice_servers
        self._limiter = GuessLimiter(MAX_TESTS, PER_S)

    def routes(self) -> list[Route]:
        """POST /api/self-test."""
        return [Route("POST", "/api/self-test", self.begin, own_page)]

    async def begin(self, request: web.Request) -> web.StreamResponse:
        """201 {"publish", "play", "token", "ice_servers"} · 429 `wait` · 503 `busy`."""
        address, now = client_address(request), request.app[CLOCK]()
        if not self._limiter.allows(address, now):
            raise HttpRefusal(429, "wait")
        self._limiter.record_wrong(address, now)
        wall_s = request.app[WALL_CLOCK]()
        try:
            room = self._self_tests.begin(wall_s)
        except Busy as busy:
            raise HttpRefusal(503, busy.reason) from None
        token = request.app[TOKENS].issue(
            room=room, role=Role.TESTER, wall_s=wall_s, lifetime_s=SELF_TEST_S
        )
        addresses = {"publish": f"/whip/{room}", "play": f"/whep/{room}", "token": token}
        return answer(
            addresses | {"ice_servers": list(self._ice_servers(room, RELAY_TRIAL_S))}, status=201
        )
