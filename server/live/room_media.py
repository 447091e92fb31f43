"""The transports of one room: who publishes, who plays, and which tracks there are."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from media.control.publisher import Publisher
from media.control.subscriber import Subscriber
from media.control.track import Track
from media.endpoint import MediaEndpoint
from server.live.errors import Busy
from server.live.half_open import HalfOpen

MAX_PLAYERS = 100


@dataclass(frozen=True, slots=True)
class Player:
    """One WHEP session: it lasts as long as all of its tracks do."""

    subscriber: Subscriber
    tracks: tuple[str, ...]


class RoomMedia:
    """Publishers and players by transport id. Every one of them begins half open."""

    def __init__(self, endpoint: MediaEndpoint, half_open: HalfOpen) -> None:
        self._endpoint = endpoint
        self._half_open = half_open
        self.publishers: dict[str, Publisher] = {}
        self.players: dict[str, Player] = {}
        #: Names the ICE session of a publisher or player: the entity tag of RFC 9725.
        self.ice_tags: dict[str, str] = {}
        #: Publishers that media can flow from.
        self._connected: set[str] = set()

    @property
    def tracks(self) -> dict[str, Track]:
        """Every track of the room by id, in the order of arrival."""
        return {
            track.id: track
            for publisher in self.publishers.values()
            for track in publisher.tracks.values()
        }

    def connect(self, peer_id: str) -> None:
        """Media can flow to or from this transport."""
        if peer_id in self.publishers:
            self._connected.add(peer_id)

    def flowing(self, publisher_id: str) -> list[str]:
        """The tracks of a connected publisher whose stream is known."""
        publisher = self.publishers.get(publisher_id)
        if publisher is None or publisher_id not in self._connected:
            return []
        return [track.id for track in publisher.tracks.values() if track.live]

    def publish(self, offer_sdp: str, now: float) -> Publisher:
        """A new incoming transport. Raises Busy, MalformedSdp, UnacceptableOffer."""
        self._require_space()
        publisher = self._endpoint.publish(offer_sdp, now)
        self.publishers[publisher.id] = publisher
        self.renew_ice_tag(publisher.id)
        self._half_open.begin(publisher.id, now)
        return publisher

    def subscribe(self, now: float) -> Subscriber:
        """A new outgoing transport for a person. Raises Busy."""
        self._require_space()
        subscriber = self._endpoint.subscribe(now)
        self._half_open.begin(subscriber.id, now)
        return subscriber

    def play(self, offer_sdp: str, track_ids: Sequence[str], now: float) -> Subscriber:
        """A new outgoing transport for a player. Raises Busy, MalformedSdp, UnacceptableOffer."""
        self._require_space()
        if len(self.players) >= MAX_PLAYERS:
            raise Busy
        tracks = self.tracks
        subscriber = self._endpoint.play(offer_sdp, [tracks[t] for t in track_ids], now)
        self.players[subscriber.id] = Player(subscriber, tuple(track_ids))
        self.renew_ice_tag(subscriber.id)
        self._half_open.begin(subscriber.id, now)
        return subscriber

    def renew_ice_tag(self, peer_id: str) -> str:
        """A new tag: this transport's ICE session begins, or begins again."""
        self.ice_tags[peer_id] = secrets.token_hex(8)
        return self.ice_tags[peer_id]

    def silence(self, silenced: Collection[str]) -> None:
        """Mutes exactly these tracks."""
        for track_id, track in self.tracks.items():
            if track.muted is not (track_id in silenced):
                track.muted = track_id in silenced

    def end_publisher(self, publisher_id: str, now: float) -> None:
        """Frees it, if it is still there."""
        publisher = self.publishers.pop(publisher_id, None)
        self._connected.discard(publisher_id)
        self.ice_tags.pop(publisher_id, None)
        if publisher is not None:
            self._half_open.settle(publisher_id)
            publisher.close(now)

    def end_player(self, player_id: str, now: float) -> bool:
        """Frees it; False if there is none of that id."""
        player = self.players.pop(player_id, None)
        self.ice_tags.pop(player_id, None)
        if player is None:
            return False
        self._half_open.settle(player_id)
        player.subscriber.close(now)
        return True

    def end_players_without(self, playable: Collection[str], now: float) -> list[str]:
        """Frees the players one of whose tracks is not among `playable`; their ids."""
        over = [p for p, player in self.players.items() if not set(player.tracks) <= set(playable)]
        for player_id in over:
            self.end_player(player_id, now)
        return over

    def _require_space(self) -> None:
        if self._half_open.full:
            raise Busy
