"""What the sections of our answers have in common, whichever way the media goes."""

from dataclasses import replace

from media.sdp.description import Codec, MediaDescription, SessionDescription
from media.sdp.negotiation.codecs import NegotiatedCodec, section_codecs
from media.sdp.negotiation.extensions import take_extensions
from media.sdp.negotiation.transport import bundled_sections

OUR_NAME = "passerelle"


def begin_answer(offer: SessionDescription) -> SessionDescription:
    """An answer with every section rejected in place; the negotiation takes some back.

    Its `o=` follows the offer's, so that the version rises with every re-offer though
    nothing is remembered here.
    """
    return SessionDescription(
        origin=replace(offer.origin, username=OUR_NAME, address="IN IP4 0.0.0.0"),
        ice_lite=True,
        extmap_allow_mixed=offer.extmap_allow_mixed,
        media=[_reject(media) for media in offer.media],
    )


def acceptable_sections(
    offer: SessionDescription,
) -> list[tuple[int, MediaDescription]]:
    """Index and section of what is on the one transport and carries WebRTC's RTP, in order."""
    bundled = {id(media) for media in bundled_sections(offer)}
    return [
        (index, media)
        for index, media in enumerate(offer.media)
        if id(media) in bundled and "TLS/RTP/SAVPF" in media.protocol
    ]


def answer_section(
    offered: MediaDescription, codec: NegotiatedCodec, *, ours: str, active: bool
) -> MediaDescription:
    """A section taken with one codec. `ours` is our direction where it is `active`."""
    answered = MediaDescription(
        kind=offered.kind,
        protocol=offered.protocol,
        mid=offered.mid,
        direction=ours if active else "inactive",
        codecs=section_codecs(codec),
        rtcp_mux=True,
        rtcp_rsize=offered.rtcp_rsize,
    )
    take_extensions(offered, answered, ours)
    return answered


def finish_bundle(offer: SessionDescription, answer: SessionDescription) -> None:
    """The answer's BUNDLE group: the offer's without what was rejected."""
    live = {media.mid for media in answer.media if not media.is_rejected}
    answer.bundle = tuple(mid for mid in dict.fromkeys(offer.bundle) if mid in live)


def _reject(media: MediaDescription) -> MediaDescription:
    """Port zero, the same formats (RFC 3264, section 6)."""
    return MediaDescription(
        kind=media.kind,
        port=0,
        protocol=media.protocol,
        mid=media.mid,
        direction="inactive",
        formats=media.formats,
        codecs=[Codec(codec.payload_type, "", 0) for codec in media.codecs],
    )
