"""Answering a player's offer (WHEP): the client asks to receive, we send."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from media.errors import UnacceptableOffer
from media.sdp.description import MediaDescription, SessionDescription
from media.sdp.negotiation.codecs import choose_codec, choose_same_codec
from media.sdp.negotiation.sections import (
    acceptable_sections,
    answer_section,
    begin_answer,
    finish_bundle,
)
from media.sdp.negotiation.tracks import (
    OfferedTrack,
    SubscribedMedia,
    declare_sources,
    subscribed,
)
from media.sdp.negotiation.transport import (
    LocalTransport,
    RemoteTransport,
    answered_setup,
    remote_transport,
    write_transport,
)


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
    remote = remote_transport(offer)
    answer = begin_answer(offer)
    waiting = list(tracks)
    sent = []
    for index, offered in acceptable_sections(offer):
        track = _first_fitting(offered, waiting)
        if track is not None:
            waiting.remove(track)
            answer.media[index], media = _send(offered, track)
            sent.append(media)
        elif (codec := choose_codec(offered)) is not None:
            answer.media[index] = answer_section(offered, codec, ours="sendonly", active=False)
    if all(media.is_rejected for media in answer.media):
        raise UnacceptableOffer("no media section that this server can send")
    finish_bundle(offer, answer)
    write_transport(answer, local, answered_setup(remote))
    return PlayAnswer(answer, remote, tuple(sent))


def _first_fitting(
    offered: MediaDescription, tracks: Sequence[OfferedTrack]
) -> OfferedTrack | None:
    if offered.direction not in ("recvonly", "sendrecv"):
        return None
    return next(
        (
            track
            for track in tracks
            if track.kind == offered.kind and choose_same_codec(track.codec, offered) is not None
        ),
        None,
    )


def _send(
    offered: MediaDescription, track: OfferedTrack
) -> tuple[MediaDescription, SubscribedMedia]:
    codec = choose_same_codec(track.codec, offered)
    if codec is None:
        raise UnacceptableOffer(f"section {offered.mid!r} cannot carry {track.codec.name}")
    if track.rtx_ssrc is None:
        codec = replace(codec, rtx_payload_type=None)
    answered = answer_section(offered, codec, ours="sendonly", active=True)
    declare_sources(answered, track)
    extension_ids = {uri: number for number, uri in answered.extensions.items()}
    return answered, subscribed(track, offered.mid, codec, extension_ids)
