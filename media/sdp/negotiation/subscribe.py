"""Offering tracks to a subscriber, over the whole life of its peer connection."""

from dataclasses import dataclass

from media.sdp.description import SessionDescription
from media.sdp.negotiation.tracks import OfferedTrack, SubscribedMedia
from media.sdp.negotiation.transport import LocalTransport, RemoteTransport


@dataclass(frozen=True, slots=True)
class SubscribeAnswer:
    """The subscriber's transport, and each track of the offer it answered."""

    remote: RemoteTransport
    media: tuple[SubscribedMedia, ...]


class SubscriptionSdp:
    """The media sections of one subscriber: they are never dropped, only reused."""

    def __init__(self, session_id: int) -> None:
        """`session_id` is any number (below 2**62) that names this session in `o=`."""

    def add(self, track: OfferedTrack) -> str:
        """Give the track a section, an idle one of its kind if there is one; its mid."""
        raise NotImplementedError

    def remove(self, key: str) -> None:
        """Make the track's section inactive from the next offer on. Unknown: no effect."""
        raise NotImplementedError

    def offer(self, local: LocalTransport) -> SessionDescription:
        """The offer of all tracks as they stand now; each call raises the version."""
        raise NotImplementedError

    def accept(self, answer: SessionDescription) -> SubscribeAnswer:
        """Read the answer to the latest `offer`. Raises UnacceptableOffer if it does not fit."""
        raise NotImplementedError
