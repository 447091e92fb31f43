"""The tokens that those who are here came in with: one that is taken back ends their presence."""

from __future__ import annotations

from collections.abc import Callable, Collection

import structlog

from rooms.acts.publishing import end_publication
from server.live.entering import leave
from server.live.room import LiveRoom
from server.signaling.to_client.line import Refused
from server.tokens import Claims

_log = structlog.get_logger(__name__)


class Credentials:
    """By person, and by transport of those who publish (WHIP) or play (WHEP) without a place."""

    def __init__(self, is_revoked: Callable[[Claims], bool]) -> None:
        self._is_revoked = is_revoked
        self._claims: dict[str, Claims] = {}

    @property
    def count(self) -> int:
        """How many are remembered."""
        return len(self._claims)

    def hold(self, holder: str, claims: Claims) -> None:
        """`holder` (a person's or a transport's id) came in with `claims`."""
        self._claims[holder] = claims

    def end_revoked(self, rooms: Collection[LiveRoom], now: float) -> None:
        """Ends whoever's token was taken back. About once a second."""
        here = {holder: live for live in rooms for holder in _holders(live)}
        self._claims = {holder: c for holder, c in self._claims.items() if holder in here}
        for holder, claims in self._claims.items():
            if self._is_revoked(claims):
                live = here[holder]
                _log.info("token revoked", room=live.policy.slug, role=claims.role)
                _end(live, holder, now)


def _holders(live: LiveRoom) -> tuple[str, ...]:
    return (*live.seats, *live.media.publishers, *live.media.players)


def _end(live: LiveRoom, holder: str, now: float) -> None:
    seat = live.seats.get(holder)
    if seat is not None:
        seat.send(Refused(reason="token"))
        seat.close("token")
        leave(live, seat, "left", now)
    elif holder in live.media.publishers:
        live.apply(end_publication(live.policy, holder, "token"), now)
    else:
        live.media.end_player(holder, now)
