"""Sending: one's own microphone and camera, the room's cameras, and players that watch."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from media.control.publisher import Publisher
from media.control.subscriber import Subscriber
from rooms.acts import publishing as acts
from rooms.cameras import label_of
from rooms.errors import RoomError
from rooms.publications import Publication, Source
from rooms.receiving import playable
from server.live.errors import UnsuitableTracks
from server.live.room import LiveRoom
from server.live.seat import Seat


def publish_own(
    live: LiveRoom, seat: Seat, offer_sdp: str, sources: Mapping[str, Source], now: float
) -> str:
    """Takes a person's offer (`sources` by mid) and returns the answer.

    A further offer of the same connection changes it; one of another connection replaces it.
    Raises RoomError, Busy, UnsuitableTracks, MediaError.
    """
    acts.require_publishing(live.policy, seat.person, sources.values())
    current = live.policy.publications.of_person(seat.person)
    publisher = live.media.publishers.get(current.id) if current is not None else None
    if publisher is not None and same_connection(seat.offer_sdp, offer_sdp):
        answer = publisher.renegotiate(offer_sdp, now)
        seat.sources = {**seat.sources, **sources}
        tracks = _own_tracks(publisher, seat.sources)
    else:
        publisher = live.media.publish(offer_sdp, now)
        answer = publisher.answer_sdp
        try:
            tracks = _own_tracks(publisher, sources)
        except UnsuitableTracks:
            live.media.end_publisher(publisher.id, now)
            raise
        seat.sources = dict(sources)
    seat.offer_sdp = offer_sdp
    publication = Publication(publisher.id, tracks)
    live.apply(acts.publish_own(live.policy, seat.person, publication), now)
    return answer


def publish_room(
    live: LiveRoom, offer_sdp: str, role: str, label: str | None, now: float
) -> Publisher:
    """Takes the offer of a camera of the room, of its microphone, or of both.

    Raises NotPossible ("full"), Busy, UnsuitableTracks, MediaError.
    """
    publisher = live.media.publish(offer_sdp, now)
    try:
        publication = Publication(
            publisher.id,
            _room_tracks(publisher),
            camera_role=role,
            camera_id=secrets.token_urlsafe(9),
            label=label_of(role, label),
        )
        events = acts.publish_room(live.policy, publication)
    except (RoomError, UnsuitableTracks):
        live.media.end_publisher(publisher.id, now)
        raise
    live.apply(events, now)
    return publisher


def play(live: LiveRoom, offer_sdp: str, camera_role: str, now: float) -> Subscriber:
    """Lets a player watch one camera and hear the room.

    Raises NotPossible ("closed", "camera"), Busy, MediaError.
    """
    return live.media.play(offer_sdp, playable(live.policy, camera_role), now)


def same_connection(offer_sdp: str, other_sdp: str) -> bool:
    """Whether two offers come from one peer connection: the origin lines (RFC 8866 section 5.2)
    differ in the version alone."""
    origin = _origin(offer_sdp)
    return origin is not None and origin == _origin(other_sdp)


def _origin(sdp: str) -> tuple[str, ...] | None:
    line = next((line for line in sdp.splitlines() if line.startswith("o=")), None)
    fields = line.split() if line is not None else []
    return (*fields[:2], *fields[3:]) if len(fields) == 6 else None


def _own_tracks(publisher: Publisher, sources: Mapping[str, Source]) -> dict[str, Source]:
    tracks = {
        publisher.tracks[mid].id: source
        for mid, source in sources.items()
        if mid in publisher.tracks
        and publisher.tracks[mid].kind == ("video" if source.is_picture else "audio")
    }
    if len(tracks) != len(set(tracks.values())) or len(tracks) < len(sources):
        raise UnsuitableTracks
    return tracks


def _room_tracks(publisher: Publisher) -> dict[str, Source]:
    source_of_kind = {"audio": Source.MICROPHONE, "video": Source.CAMERA}
    tracks = {track.id: source_of_kind[track.kind] for track in publisher.tracks.values()}
    if not tracks or len(tracks) != len(set(tracks.values())):
        raise UnsuitableTracks
    return tracks
