"""One live room. Every change goes through the policy; what it answers is applied at once, and
nothing here waits for anybody."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Mapping

import structlog

from media.control.subscriber import Quality
from media.endpoint import MediaEndpoint
from rooms.acts.publishing import end_screens_not_allowed, lose_publication
from rooms.ballot import PollMinuted
from rooms.events import Event, Notice, PersonGone, PublicationEnded, SessionChanged, Welcomed
from rooms.people import Entrant
from rooms.receiving import Entitlements, heard_by_all, silenced
from rooms.room import Room
from rooms.session import Session, SessionState
from server.care.records import Records
from server.kits.presence import KitsHere
from server.live.announcer import Announcer
from server.live.archive import Archive
from server.live.care import RoomCare
from server.live.ears import Ears
from server.live.errors import Busy
from server.live.half_open import HalfOpen
from server.live.ice_servers import IceServersOf, no_ice_servers
from server.live.kit_layers import KitLayerOrders
from server.live.places import Places
from server.live.policy_session import policy_session
from server.live.room_media import RoomMedia
from server.live.seat import Seat
from server.live.still import Still
from server.live.subscription import Subscription
from server.recording.recordings import Recordings
from server.recording.room_recording import RoomRecording
from server.signaling.to_client.media import OfferedTrack, SubscribeOffer
from server.signaling.to_client.presence import Speaking
from server.signaling.views import SessionView

_log = structlog.get_logger(__name__)


class LiveRoom:
    """The policy's room, the seats of those connected, the transports."""

    def __init__(
        self,
        slug: str,
        endpoint: MediaEndpoint,
        half_open: HalfOpen,
        archive: Archive,
        clock: Callable[[], float],
        ice_servers: IceServersOf = no_ice_servers,
        wall_clock: Callable[[], float] = time.time,
        records: Records | None = None,
        kits: KitsHere | None = None,
        recordings: Recordings | None = None,
        places: Places | None = None,
    ) -> None:
        #: Makes and knows the secrets that bring back to a place.
        self.places = places or Places(secrets.token_bytes(32), clock)
        self.policy = Room(slug)
        self.media = RoomMedia(endpoint, half_open)
        self.seats: dict[str, Seat] = {}
        self.announcer = Announcer(self.policy, self.seats, ice_servers)
        self.care = RoomCare(self.announcer, records)
        self.recording = RoomRecording(
            self.announcer,
            self.media,
            lambda track: endpoint.tap(track),
            recordings,
            lambda events: self.apply(events, clock()),
        )
        #: Where paired kits are heard.
        self.kits = kits
        self.ears = Ears(self.policy)
        self._layers = KitLayerOrders(self.policy, self.media, self.seats)
        #: The latest still picture of each camera, by role.
        self.stills: dict[str, Still] = {}
        #: Unix seconds.
        self.wall_clock = wall_clock
        self._half_open = half_open
        self._archive = archive
        self._speaking: tuple[str, ...] = ()
        #: Somebody's subscription could not be made yet: it is tried again.
        self._put_off = False

    @property
    def idle(self) -> bool:
        """Nobody and nothing is in it."""
        return not (self.seats or self.media.publishers or self.media.players)

    def learn(self, view: SessionView, entrant: Entrant | None, now: float) -> None:
        """A session of this room, as the database has it; `entrant` comes for it, if anybody."""
        known = view.id in self.announcer.sessions
        self.announcer.sessions[view.id] = view
        session = policy_session(view)
        events = [] if known else self.policy.learn(session)
        if entrant is not None and entrant.session == view.id and entrant.leads:
            events += self.policy.prepare(session)
        self.apply(events, now)
        self.recording.go_on()

    def session_to_open(self, seat: Seat) -> Session | None:
        """The session that this person's token names, or the one the room holds."""
        view = self.announcer.session_view(self.policy.people[seat.person].session)
        return None if view is None else policy_session(view)

    def apply(self, events: Iterable[Event], now: float) -> None:
        """Tells those concerned, frees what ended, and routes tracks anew. `now`: seconds."""
        happened = list(events)
        self.announcer.tell_events(happened, now)
        for event in happened:
            match event:
                case Welcomed(person):
                    self.seats[person].receiving = True
                case PublicationEnded(publication, reason):
                    _log.info("publication ended", room=self.policy.slug, reason=reason)
                    self.media.end_publisher(publication, now)
                case PersonGone(person, reason):
                    _log.info("person gone", room=self.policy.slug, role=person.role, reason=reason)
                    self._gone(person.id, reason, now)
                case SessionChanged(session):
                    self._remember(session)
                case PollMinuted(poll, minutes) if self.policy.current is not None:
                    self._archive.keep_minutes(self.policy.current.id, poll, minutes)
        self.care.follow(happened)
        self.recording.follow(happened, now)
        self._clear_seats(now)
        if not all(isinstance(event, Notice) for event in happened):
            self.route(now)

    def route(self, now: float) -> None:
        """Gives everybody exactly the tracks they are entitled to."""
        self._put_off = False
        self.media.silence(silenced(self.policy))
        self.ears.open_microphones(now)
        tracks = self.media.tracks
        entitlements = Entitlements(self.policy)
        for seat in self.seats.values():
            entitled = entitlements.of(seat.person)
            mine = {track_id: track for track_id, track in tracks.items() if track_id in entitled}
            if seat.subscription is None and mine and seat.receiving and seat.outbox is not None:
                seat.subscription = self._subscribe(seat, now)
            if seat.subscription is not None:
                seat.subscription.receive(mine, self._by_track(seat.wanted), now)
        for player in self.media.end_players_without(self._playable(), now):
            _log.info("player ended", room=self.policy.slug, player=player, reason="tracks")
        self._layers.follow(now)

    def tick(self, now: float) -> None:
        """What time alone changes. About once a second."""
        self.apply(self.policy.advance(now), now)
        self.apply(end_screens_not_allowed(self.policy), now)
        self.recording.report(now)
        self._layers.follow(now)
        if self._put_off:
            self.route(now)

    def peer_connected(self, peer_id: str, now: float) -> None:
        """A transport is up, perhaps one of this room's."""
        self.media.connect(peer_id)
        self._show_live(peer_id, now)

    def track_started(self, track_id: str, now: float) -> None:
        """The first stream of a track is known, perhaps of one of this room's."""
        publication = self.policy.publications.owner_of(track_id)
        if publication is not None:
            self._show_live(publication.id, now)

    def end_peer(self, peer_id: str, reason: str, now: float) -> bool:
        """A transport is gone; False if it is none of this room's."""
        if peer_id in self.media.publishers:
            _log.info("publisher lost", room=self.policy.slug, reason=reason)
            self.apply(lose_publication(self.policy, peer_id, now), now)
            return True
        if self.media.end_player(peer_id, now):
            _log.info("player ended", room=self.policy.slug, player=peer_id, reason=reason)
            return True
        for seat in self.seats.values():
            if seat.subscription is not None and seat.subscription.peer_id == peer_id:
                _log.info("subscription ended", room=self.policy.slug, reason=reason)
                self.end_subscription(seat, now)
                # The page sees its connection fail and comes back with `resume`.
                seat.receiving = False
                return True
        return False

    def end_subscription(self, seat: Seat, now: float) -> None:
        """Frees what `seat` receives with."""
        subscription, seat.subscription = seat.subscription, None
        if subscription is not None:
            self._half_open.settle(subscription.peer_id)
            subscription.close(now)

    def tell_speaking(self, track_ids: Iterable[str]) -> None:
        """Who speaks now, loudest first; told when it is another set or order."""
        heard = heard_by_all(self.policy)
        owners = (self._owner(track_id) for track_id in track_ids if track_id in heard)
        speaking = tuple(dict.fromkeys(owner for owner in owners if owner is not None))
        if speaking != self._speaking:
            self._speaking = speaking
            self.announcer.tell_inside(Speaking(people=speaking))

    def _show_live(self, publisher_id: str, now: float) -> None:
        for track_id in self.media.flowing(publisher_id):
            self.apply(self.policy.publications.start(track_id), now)

    def _owner(self, track_id: str) -> str | None:
        publication = self.policy.publications.owner_of(track_id)
        if publication is None:
            return None
        agent = self.policy.agent()
        return publication.person or (agent.id if agent is not None else None)

    def _subscribe(self, seat: Seat, now: float) -> Subscription | None:
        def send_offer(sdp: str, generation: int, track_of_mid: Mapping[str, str]) -> None:
            described = (self._describe(mid, track) for mid, track in track_of_mid.items())
            tracks = tuple(track for track in described if track is not None)
            seat.send(SubscribeOffer(sdp=sdp, generation=generation, tracks=tracks))

        try:
            return Subscription(self.media.subscribe(now), send_offer)
        except Busy:
            if not self._put_off:
                _log.warning("subscriptions put off", room=self.policy.slug, reason="busy")
            self._put_off = True
            return None

    def _describe(self, mid: str, track_id: str) -> OfferedTrack | None:
        publication = self.policy.publications.owner_of(track_id)
        if publication is None:
            return None
        cameras = self.policy.publications.cameras.values()
        source = publication.tracks[track_id]
        return OfferedTrack(
            mid=mid,
            track=track_id,
            kind="video" if source.is_picture else "audio",
            source=source,
            person=self._owner(track_id),
            camera=next((camera.id for camera in cameras if camera.track == track_id), None),
        )

    def _by_track(self, wanted: Mapping[str, Quality]) -> dict[str, Quality]:
        cameras = self.policy.publications.cameras.values()
        of_camera = {camera.id: camera.track for camera in cameras if camera.track is not None}
        return {of_camera.get(name, name): layer for name, layer in wanted.items()}

    def _playable(self) -> set[str]:
        if self.policy.state_of(None) is not SessionState.OPEN:
            return set()
        return {t for p in self.policy.publications.of_room() for t in p.tracks}

    def _remember(self, session: Session) -> None:
        view = self.announcer.sessions[session.id]
        if view.state is not session.state:
            self.announcer.sessions[session.id] = view.model_copy(update={"state": session.state})
            self._archive.remember_state(session.id, session.state)

    def _gone(self, person_id: str, reason: str, now: float) -> None:
        seat = self.seats.get(person_id)
        if seat is not None:
            self.end_subscription(seat, now)
            seat.close(reason)

    def _clear_seats(self, now: float) -> None:
        for person_id in self.seats.keys() - self.policy.people.keys():
            seat = self.seats.pop(person_id)
            self.end_subscription(seat, now)
            seat.close("removed")
