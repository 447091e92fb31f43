"""All live rooms of this server, and what the media endpoint tells about them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime

from media.control.track import Track
from media.endpoint import HeardLevel, MediaEndpoint
from rooms.attendance import Attendee, Sheet
from rooms.people import Entrant, Person
from rooms.session import SessionState
from server.care.records import Records
from server.kits.presence import KitsHere
from server.live.archive import Archive
from server.live.credentials import Credentials
from server.live.directory import Directory
from server.live.due import plan
from server.live.half_open import HalfOpen
from server.live.ice_servers import IceServersOf, no_ice_servers
from server.live.places import Places
from server.live.room import LiveRoom
from server.live.self_tests import end_spent
from server.recording.recordings import Recordings
from server.tokens import Claims


class LiveRooms:
    """Rooms by slug, made when somebody comes and dropped when nobody is left.

    It is the endpoint's listener. `clock` gives monotonic seconds, `wall_clock` unix seconds.
    `is_revoked` is asked again and again about the tokens of those who are here.
    """

    def __init__(
        self,
        directory: Directory,
        clock: Callable[[], float],
        ice_servers: IceServersOf = no_ice_servers,
        is_revoked: Callable[[Claims], bool] = lambda _claims: False,
        wall_clock: Callable[[], float] = time.time,
        records: Records | None = None,
        kits: KitsHere | None = None,
        recordings: Recordings | None = None,
        places: Places | None = None,
    ) -> None:
        self.clock = clock
        self.wall_clock = wall_clock
        self.ice_servers = ice_servers
        self.records = records
        self.kits = kits
        self.recordings = recordings
        self._places = places
        if records is not None:
            records.on_sheet = self._tell_sheet
        self.credentials = Credentials(is_revoked)
        self.half_open = HalfOpen()
        self._directory = directory
        self._rooms: dict[str, LiveRoom] = {}
        self._endpoint: MediaEndpoint | None = None
        self._archive = Archive(directory)

    def use(self, endpoint: MediaEndpoint) -> None:
        """Media goes through `endpoint`, whose listener this is."""
        self._endpoint = endpoint
        endpoint.on_levels = self._hear

    def find(self, slug: str) -> LiveRoom | None:
        """The room, if it is live."""
        return self._rooms.get(slug)

    def live(self) -> list[LiveRoom]:
        """Every live room."""
        return list(self._rooms.values())

    def anybody_live(self) -> bool:
        """Whether a session is going on, with somebody in it."""
        return any(
            live.policy.people and live.policy.state_of(None) is SessionState.OPEN
            for live in self._rooms.values()
        )

    def people_by_room(self) -> Iterator[Collection[Person]]:
        """Those who hold a place, room by room."""
        for live in self._rooms.values():
            yield live.policy.people.values()

    async def room(
        self, slug: str, session: str | None = None, entrant: Entrant | None = None
    ) -> LiveRoom | None:
        """The live room of `slug`, made if need be; it knows its current session and `session`.

        None when there is no such room, or `session` is not one of its sessions.
        """
        current = await self._directory.current(slug) if slug not in self._rooms else None
        views = [current]
        if session is not None:
            named = await self._directory.session(session)
            if named is None or named.room.slug != slug:
                return None
            views.append(named)
        unknown = slug not in self._rooms and not any(views)
        if unknown and not await self._directory.has_room(slug):
            return None
        # Nothing is waited for from here on: whoever came first made the room.
        made = slug not in self._rooms
        live = self._make(slug) if made else self._rooms[slug]
        for view in views:
            if view is not None:
                live.learn(view, entrant, self.clock())
            if made and current is not None and view is current:
                # At once: whoever presses the screen's key is not told that it is early.
                plan(live, current, datetime.fromtimestamp(self.wall_clock(), UTC), self.clock())
        return live

    def tick(self, now: float) -> None:
        """What time alone changes. About once a second."""
        for peer_id in self.half_open.expired(now):
            self.peer_closed(peer_id, "never connected")
        self.credentials.end_revoked(self._rooms.values(), now)
        end_spent(self._rooms.values(), now)
        for slug, live in list(self._rooms.items()):
            live.tick(now)
            if live.idle:
                live.recording.end()
                del self._rooms[slug]

    def record(self, now: float) -> None:
        """Every 20 ms, behind the endpoint's tick: what came is written, where it may be."""
        for live in self._rooms.values():
            live.recording.tick(now)

    def end_recordings(self) -> None:
        """Ends them all, since the server ends."""
        if self.recordings is not None:
            self.recordings.server_ends()
        for live in self._rooms.values():
            live.recording.end()

    def close(self, reason: str) -> None:
        """Tells every connection to close."""
        for live in self._rooms.values():
            for seat in live.seats.values():
                seat.close(reason)

    async def saved(self) -> None:
        """Waits until all that the rooms left to keep is written down."""
        await self._archive.saved()

    # What the endpoint tells.

    def peer_connected(self, peer_id: str) -> None:
        """A transport is up."""
        self.half_open.settle(peer_id)
        for live in list(self._rooms.values()):
            live.peer_connected(peer_id, self.clock())

    def peer_closed(self, peer_id: str, reason: str) -> None:
        """A transport is gone, whoever ended it."""
        self.half_open.settle(peer_id)
        for live in list(self._rooms.values()):
            if live.end_peer(peer_id, reason, self.clock()):
                return

    def track_started(self, track: Track) -> None:
        """The first packets of a track came."""
        for live in list(self._rooms.values()):
            live.track_started(track.id, self.clock())

    def speaking_changed(self, tracks: Sequence[Track]) -> None:
        """Who speaks now, loudest first, over all rooms."""
        for live in self._rooms.values():
            live.tell_speaking([track.id for track in tracks])

    def _hear(self, levels: Sequence[HeardLevel], now: float) -> None:
        """Every 100 ms: how loud each packet of sound was, over all rooms."""
        for live in list(self._rooms.values()):
            noticed = live.ears.hear(levels, now)
            if noticed:
                live.apply(noticed, now)

    def _tell_sheet(self, session: str, sheet: Sheet, changed: Sequence[Attendee]) -> None:
        for live in self._rooms.values():
            live.care.tell_sheet(session, sheet, changed)

    def _make(self, slug: str) -> LiveRoom:
        if self._endpoint is None:
            raise RuntimeError("the media endpoint is not there yet")
        live = LiveRoom(
            slug,
            self._endpoint,
            self.half_open,
            self._archive,
            self.clock,
            self.ice_servers,
            self.wall_clock,
            self.records,
            self.kits,
            self.recordings,
            self._places,
        )
        self._rooms[slug] = live
        return live
