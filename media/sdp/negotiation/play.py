"""Answering a player's offer (WHEP): the client asks to receive, we send."""

from collections.abc import Sequence
from dataclasses import dataclass

from media.sdp.description import SessionDescription
from media.sdp.negotiation.tracks import OfferedTrack, SubscribedMedia
from media.sdp.negotiation.transport import LocalTransport, RemoteTransport


@dataclass(frozen=True, slots=True)
class PlayAnswer:
    """What to send back, to whom to send, and how each track travels."""

    answer: SessionDescription
    remote: RemoteTransport
    media: tuple[SubscribedMedia, ...]


def answer_play(
    offer: SessionDescription, local: LocalTransport, tracks: Sequence[OfferedTrack]
) -> PlayAnswer:
    """Give each track the first section that fits it; the offer's numbers are used.

    Sections left without a track are inactive. A track that fits nowhere is absent from
    `media`. Raises UnacceptableOffer like `answer_publish`.
    """
    raise NotImplementedError
