"""Rooms made for one try of a line: a picture sent and returned, then nothing is left of them.

Such a room is in no database. It opens when its picture comes, and ends when its token does.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from rooms.acts.publishing import end_publication
from rooms.roles import Role
from rooms.session import SessionState
from server.live.directory import Directory
from server.live.errors import Busy
from server.live.room import LiveRoom
from server.polls.minutes import MinutesView
from server.signaling.views import CentreView, RoomView, SessionView
from server.tokens import Claims

#: Two connections set up on a slow network, then eight seconds of picture.
SELF_TEST_S = 30.0
MAX_AT_ONCE = 12
#: /essai sends some 150 packets of at most 1200 bytes a second; twice that for the whole half
#: minute is 11 MB at the very most.
MAX_PACKETS = 9000
#: No room of the installation has a `~` in its name.
_PREFIX = "~essai-"


class SelfTests:
    """The tries under way, bounded in number and in time."""

    def __init__(self, limit: int = MAX_AT_ONCE) -> None:
        self._limit = limit
        #: Unix seconds, by room.
        self._ends_s: dict[str, float] = {}

    def begin(self, wall_s: float) -> str:
        """A new room's name, good from `wall_s` (unix seconds) for SELF_TEST_S. Raises Busy."""
        self._ends_s = {room: end for room, end in self._ends_s.items() if wall_s < end}
        if len(self._ends_s) >= self._limit:
            raise Busy
        room = _PREFIX + secrets.token_urlsafe(9)
        self._ends_s[room] = wall_s + SELF_TEST_S
        return room

    def session(self, room: str) -> SessionView | None:
        """What such a room does: it is open. None for any other room."""
        end_s = self._ends_s.get(room)
        return None if end_s is None else _session_of(room, end_s)


def is_over(claims: Claims, wall_s: float) -> bool:
    """Whether these are the claims of a try that has had its time. Other tokens may expire while
    what they opened goes on."""
    return claims.role is Role.TESTER and wall_s >= claims.expires_s


def end_spent(rooms: Iterable[LiveRoom], now: float) -> None:
    """Ends the tries that sent more than a try needs: this is no way to send films."""
    for live in rooms:
        if live.policy.slug.startswith(_PREFIX):
            for id_, publisher in list(live.media.publishers.items()):
                if publisher.packets > MAX_PACKETS:
                    live.apply(end_publication(live.policy, id_, "token"), now)


class DirectoryWithSelfTests:
    """A directory that knows the rooms of tries too."""

    def __init__(self, directory: Directory, self_tests: SelfTests) -> None:
        self._directory = directory
        self._self_tests = self_tests

    async def session(self, session_id: str) -> SessionView | None:
        """See `Directory`."""
        return await self._directory.session(session_id)

    async def current(self, room: str) -> SessionView | None:
        """See `Directory`."""
        return self._self_tests.session(room) or await self._directory.current(room)

    async def has_room(self, room: str) -> bool:
        """See `Directory`."""
        return await self._directory.has_room(room)

    async def remember_state(self, session_id: str, state: SessionState) -> None:
        """See `Directory`."""
        await self._directory.remember_state(session_id, state)

    async def keep_minutes(self, session_id: str, minutes: MinutesView) -> None:
        """See `Directory`."""
        await self._directory.keep_minutes(session_id, minutes)


def _session_of(room: str, end_s: float) -> SessionView:
    return SessionView(
        id=room,
        title="",
        activity="",
        state=SessionState.OPEN,
        starts_at=datetime.fromtimestamp(end_s - SELF_TEST_S, UTC),
        ends_at=datetime.fromtimestamp(end_s, UTC),
        host="",
        code="",
        room=RoomView(slug=room, name=""),
        centre=CentreView(name="", town="", phone=""),
        waiting_room=False,
    )
