"""Answering an offer to publish: the client sends, we receive."""

from dataclasses import dataclass

from media.errors import UnacceptableOffer
from media.sdp.description import MediaDescription, Msid, Rid, SessionDescription
from media.sdp.negotiation.codecs import NegotiatedCodec, choose_codec
from media.sdp.negotiation.sections import (
    acceptable_sections,
    answer_section,
    begin_answer,
    finish_bundle,
)
from media.sdp.negotiation.transport import (
    LocalTransport,
    RemoteTransport,
    answered_setup,
    remote_transport,
    write_transport,
)

MAX_LAYERS = 4
_PAIRED = ("FID", "FEC-FR")


@dataclass(frozen=True, slots=True)
class PublishedMedia:
    """One section that a client publishes, as agreed.

    `extensions` is id -> URI as the client will send them. `rids` are the simulcast
    layers in the client's order (empty without simulcast). `ssrcs` are the media
    sources it declares (may be empty: then find them by mid and rid) and `rtx_ssrcs`
    media source -> its retransmission source. `stream_id` and `track_id` are empty
    where the client names none. `active` is False while it sends nothing.
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
    remote = remote_transport(offer)
    answer = begin_answer(offer)
    published = []
    for index, offered in acceptable_sections(offer):
        codec = choose_codec(offered)
        if codec is None:
            continue
        active = offered.direction in ("sendrecv", "sendonly")
        answered = answer_section(offered, codec, ours="recvonly", active=active)
        _answer_layers(offered, answered)
        answer.media[index] = answered
        published.append(_published(offered, answered, codec))
    if not published:
        raise UnacceptableOffer("no media section that this server can receive")
    finish_bundle(offer, answer)
    write_transport(answer, local, answered_setup(remote))
    return PublishAnswer(answer, remote, tuple(published))


def _answer_layers(offered: MediaDescription, answered: MediaDescription) -> None:
    """Take the simulcast layers (RFC 8853), or the one rid that stands without simulcast."""
    declared = [rid.id for rid in offered.rids if rid.direction == "send"]
    listed = dict.fromkeys(offered.simulcast_send)
    taken = [rid for rid in listed or declared if rid in declared][:MAX_LAYERS]
    answered.rids = [Rid(rid, "recv") for rid in taken]
    if listed:
        answered.simulcast_recv = tuple(taken)
        # Chromium takes a layer that we do not call paused for one that we ask for.
        answered.simulcast_paused = offered.simulcast_paused & set(taken)


def _published(
    offered: MediaDescription, answered: MediaDescription, codec: NegotiatedCodec
) -> PublishedMedia:
    pairs = [group for group in offered.ssrc_groups if len(group.ssrcs) == 2]
    secondary = {group.ssrcs[1] for group in pairs if group.semantics in _PAIRED}
    msid = offered.msid or _msid_of_source(offered)
    return PublishedMedia(
        mid=offered.mid,
        kind=offered.kind,
        codec=codec,
        extensions=dict(answered.extensions),
        rids=tuple(rid.id for rid in answered.rids),
        ssrcs=tuple(ssrc for ssrc in offered.ssrcs if ssrc not in secondary),
        rtx_ssrcs={group.ssrcs[0]: group.ssrcs[1] for group in pairs if group.semantics == "FID"},
        stream_id="" if msid.stream_id == "-" else msid.stream_id,
        track_id=msid.track_id,
        active=answered.direction == "recvonly",
    )


def _msid_of_source(offered: MediaDescription) -> Msid:
    """The msid of older clients, said per source (RFC 5576)."""
    values = (attributes.get("msid", "") for attributes in offered.ssrcs.values())
    stream_id, _, track_id = next((value for value in values if value), "").partition(" ")
    return Msid(stream_id, track_id)
