"""Answers to players (WHEP), which offer to receive."""

from collections.abc import Callable

import pytest

from media.errors import UnacceptableOffer
from media.rtp.extensions import MID, PLAYOUT_DELAY, RID
from media.sdp.description import Codec, MediaDescription, SessionDescription
from media.sdp.negotiation import LocalTransport, OfferedTrack, answer_play
from media.sdp.writer import write_sdp

Offer = Callable[[str], SessionDescription]
Track = Callable[..., OfferedTrack]


@pytest.mark.parametrize(
    ("name", "audio", "video", "rtx"),
    [
        ("chromium-156-play", 111, 96, 97),
        ("firefox-153-play", 109, 120, 124),
        ("aiortc-1.16-play", 96, 97, 98),
        ("gstreamer-1.22-play", 96, 97, None),
    ],
)
def test_one_voice_and_one_camera(
    name: str,
    audio: int,
    video: int,
    rtx: int | None,
    offer: Offer,
    local: LocalTransport,
    track: Track,
) -> None:
    played = answer_play(offer(name), local, [track("face"), track("voice", "opus")])
    voice, face = played.media
    assert (voice.key, voice.payload_type, voice.rtx_payload_type) == ("voice", audio, None)
    assert (face.key, face.payload_type, face.rtx_payload_type) == ("face", video, rtx)
    assert [media.direction for media in played.answer.media] == ["sendonly", "sendonly"]
    assert played.answer.media[1].msid is not None
    assert len(played.answer.media[1].ssrcs) == (1 if rtx is None else 2)
    assert all(media.setup == "passive" for media in played.answer.media)


def test_a_section_without_a_track_is_inactive(
    offer: Offer, local: LocalTransport, track: Track
) -> None:
    played = answer_play(offer("chromium-156-play"), local, [track("face")])
    assert [media.direction for media in played.answer.media] == ["inactive", "sendonly"]
    assert played.answer.bundle == ("0", "1")
    assert [media.mid for media in played.media] == ["1"]


def test_a_track_too_many_is_absent(offer: Offer, local: LocalTransport, track: Track) -> None:
    played = answer_play(offer("chromium-156-play"), local, [track("face"), track("hands")])
    assert [media.key for media in played.media] == ["face"]


def test_the_offers_extension_numbers_are_used(
    offer: Offer, local: LocalTransport, track: Track
) -> None:
    played = answer_play(offer("firefox-153-play"), local, [track("face")])
    ids = played.media[0].extension_ids
    assert (ids[MID], ids[PLAYOUT_DELAY]) == (3, 6)
    assert f"a=extmap:6/sendonly {PLAYOUT_DELAY}" in write_sdp(played.answer).splitlines()
    chromium = answer_play(offer("chromium-156-play"), local, [track("face")])
    assert RID not in chromium.media[0].extension_ids


def test_a_publisher_that_only_sends_is_given_nothing(
    offer: Offer, local: LocalTransport, track: Track
) -> None:
    played = answer_play(offer("chromium-156-simulcast"), local, [track("face")])
    assert played.media == ()
    assert played.answer.media[0].direction == "inactive"


@pytest.mark.parametrize(
    ("sent", "offered", "fits"),
    [
        ("packetization-mode=1;profile-level-id=42e01f", ["1 42e01f"], 0),
        ("packetization-mode=1;profile-level-id=42e01f", ["1 640028", "1 42e01f"], 1),
        ("packetization-mode=1;profile-level-id=42e01f", ["1 42001f"], 0),
        ("packetization-mode=1;profile-level-id=42e01f", ["1 4d001f"], 0),
        ("packetization-mode=1;profile-level-id=42e01f", ["0 42e01f"], None),
        ("packetization-mode=0;profile-level-id=42e01f", ["1 42e01f"], 0),
        ("packetization-mode=1;profile-level-id=640028", ["1 42e01f"], None),
        ("packetization-mode=1;profile-level-id=640028", ["1 42e01f", "1 64001f"], 1),
        ("packetization-mode=1;profile-level-id=42e01f", ["1 f4001f"], None),
    ],
)
def test_h264_only_where_it_can_be_decoded(
    sent: str, offered: list[str], fits: int | None, local: LocalTransport, track: Track
) -> None:
    codecs = []
    for index, (mode, profile) in enumerate(entry.split() for entry in offered):
        fmtp = f"packetization-mode={mode};profile-level-id={profile}"
        codecs.append(Codec(102 + index, "H264", 90000, 1, fmtp))
    section = MediaDescription(
        kind="video",
        mid="0",
        direction="recvonly",
        codecs=[*codecs, Codec(96, "VP8", 90000)],
        ufrag="abcd",
        password="0123456789012345678901",
        fingerprints=("sha-256 AB",),
        rtcp_mux=True,
    )
    base = track("face", "H264")
    codec = type(base.codec)("H264", 102, 90000, 1, sent, None, ())
    played = answer_play(SessionDescription(media=[section]), local, [track("face", codec=codec)])
    assert [media.payload_type for media in played.media] == ([] if fits is None else [102 + fits])


def test_nothing_that_can_be_sent(offer: Offer, local: LocalTransport, track: Track) -> None:
    offered = offer("chromium-156-audio-and-data")
    offered.media[0].codecs = [Codec(0, "PCMU", 8000)]
    with pytest.raises(UnacceptableOffer):
        answer_play(offered, local, [track("voice", "opus")])
