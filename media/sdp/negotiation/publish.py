"""Answering an offer to publish: the client sends, we receive."""

from dataclasses import dataclass

from media.sdp.description import SessionDescription
from media.sdp.negotiation.codecs import NegotiatedCodec
from media.sdp.negotiation.transport import LocalTransport, RemoteTransport


@dataclass(frozen=True, slots=True)
class PublishedMedia:
    """One section that a client publishes, as agreed.

    `extensions` is id -> URI as the client will send them. `rids` are the simulcast
    layers in the client's order (empty without simulcast). `ssrcs` are the media
    sources it declares (may be empty: then find them by mid and rid) and `rtx_ssrcs`
    media source -> its retransmission source. `active` is False while it sends nothing.
    """

    mid: str
    kind: str
    codec: NegotiatedCodec
    extensions: dict[int, str]
    rids: tuple[str, ...]
    ssrcs: tuple[int, ...]
    rtx_ssrcs: dict[int, int]
    stream_id: str
    track_id: str
    active: bool


@dataclass(frozen=True, slots=True)
class PublishAnswer:
    """What to send back, whom to expect, and what will come."""

    answer: SessionDescription
    remote: RemoteTransport
    media: tuple[PublishedMedia, ...]


def answer_publish(offer: SessionDescription, local: LocalTransport) -> PublishAnswer:
    """Answer an offer to publish. Stateless: the same function answers a re-offer.

    Sections that cannot be taken (data, unknown codecs, not bundled) are rejected in
    place and absent from `media`. Raises UnacceptableOffer when nothing can be taken,
    and where rtcp-mux, ICE credentials or a fingerprint are missing.
    """
    raise NotImplementedError
