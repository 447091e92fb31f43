"""What is sent to a subscriber: the tracks that are offered and what was accepted of them."""

from dataclasses import dataclass

from media.sdp.negotiation.codecs import NegotiatedCodec


@dataclass(frozen=True, slots=True)
class OfferedTrack:
    """A track for a subscriber. `key` is the caller's own name for it.

    `codec` is as published (payload types are chosen anew). `extensions` are the URIs
    that its packets carry. `stream_id` pairs lips and voice: tracks of one stream are
    played in time with each other. `ssrc` and `rtx_ssrc` are those of the downtrack.
    """

    key: str
    kind: str
    codec: NegotiatedCodec
    extensions: frozenset[str]
    stream_id: str
    track_id: str
    ssrc: int
    rtx_ssrc: int | None
    cname: str


@dataclass(frozen=True, slots=True)
class SubscribedMedia:
    """How one offered track is to be sent. Nothing is to be sent unless `accepted`.

    `extension_ids` is URI -> id, only for what the subscriber accepted. `feedback` is
    what it will send ("nack", "nack pli", "transport-cc", "goog-remb", "ccm fir").
    """

    key: str
    mid: str
    accepted: bool
    payload_type: int
    rtx_payload_type: int | None
    extension_ids: dict[str, int]
    feedback: tuple[str, ...]
