"""What is sent to a subscriber: the tracks that are offered and what was accepted of them."""

from dataclasses import dataclass

from media.sdp.description import MediaDescription, Msid, SsrcGroup
from media.sdp.negotiation.codecs import NegotiatedCodec


@dataclass(frozen=True, slots=True)
class OfferedTrack:
    """A track for a subscriber. `key` is the caller's own name for it.

    `codec` is as published (payload types are chosen anew). `extensions` are the URIs
    that its packets carry. `stream_id` pairs lips and voice: tracks of one stream are
    played in time with each other; give both ids as tokens without blanks. `ssrc` and
    `rtx_ssrc` are those of the downtrack.
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


def declare_sources(media: MediaDescription, track: OfferedTrack) -> None:
    """Say which stream a section belongs to and which sources carry it.

    The msid pairs lips and voice (RFC 8830); the sources are declared because older
    receivers know nothing of MID (RFC 5576, RFC 4588).
    """
    media.msid = Msid(track.stream_id or "-", track.track_id)
    msid = f"{media.msid.stream_id} {track.track_id}".rstrip()
    sends_rtx = any(codec.name == "rtx" for codec in media.codecs)
    sources = [track.ssrc]
    if track.rtx_ssrc is not None and sends_rtx:
        sources.append(track.rtx_ssrc)
        media.ssrc_groups = [SsrcGroup("FID", tuple(sources))]
    media.ssrcs = {ssrc: {"cname": track.cname, "msid": msid} for ssrc in sources}


def subscribed(
    track: OfferedTrack, mid: str, codec: NegotiatedCodec, extension_ids: dict[str, int]
) -> SubscribedMedia:
    """A track that is accepted, with this codec and these extensions."""
    return SubscribedMedia(
        key=track.key,
        mid=mid,
        accepted=True,
        payload_type=codec.payload_type,
        rtx_payload_type=codec.rtx_payload_type,
        extension_ids=extension_ids,
        feedback=codec.feedback,
    )
