"""Answers to those who publish."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from media.errors import UnacceptableOffer
from media.rtp.extensions import (
    AUDIO_LEVEL,
    DEPENDENCY_DESCRIPTOR,
    MID,
    PLAYOUT_DELAY,
    REPAIRED_RID,
    RID,
    TRANSPORT_CC,
)
from media.sdp.description import Codec, MediaDescription, SessionDescription
from media.sdp.negotiation import (
    LocalTransport,
    PublishedMedia,
    answer_publish,
    ice_restart_offered,
)
from media.sdp.reader import parse_sdp
from media.sdp.writer import write_sdp

Offer = Callable[[str], SessionDescription]
VIDEO_FEEDBACK = {"goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"}


def video_offer(*codecs: Codec, **changes: object) -> SessionDescription:
    """An offer of one video section with these codecs."""
    media = MediaDescription(
        kind="video",
        mid="0",
        codecs=list(codecs),
        ufrag="abcd",
        password="0123456789012345678901",
        fingerprints=("sha-256 AB",),
        setup="actpass",
        rtcp_mux=True,
    )
    for name, value in changes.items():
        setattr(media, name, value)
    return SessionDescription(bundle=("0",), media=[media])


VP8_CODEC = Codec(96, "VP8", 90000)


def test_chromium_camera_and_microphone(offer: Offer, local: LocalTransport) -> None:
    published = answer_publish(offer("chromium-156-publish"), local)
    audio, video = published.media
    assert audio.codec.name == "opus"
    assert (audio.codec.payload_type, audio.codec.channels) == (111, 2)
    assert audio.codec.feedback == ("transport-cc",)
    assert audio.ssrcs == (3825186831,)
    assert AUDIO_LEVEL in audio.extensions.values()
    assert (video.codec.name, video.codec.payload_type) == ("VP8", 96)
    assert video.codec.rtx_payload_type == 97
    assert set(video.codec.feedback) == VIDEO_FEEDBACK
    assert video.ssrcs == (1974728484,)
    assert video.rtx_ssrcs == {1974728484: 3415860417}
    assert audio.stream_id == video.stream_id == "b4b4c6cd-d763-48fc-8405-c5737744494d"
    assert video.track_id == "943df97e-15e2-428d-9e7f-b9964712f811"
    assert audio.active and video.active
    assert published.remote.ufrag == "gyLR"
    assert published.remote.setup == "actpass"


def test_the_answer_as_written(offer: Offer, local: LocalTransport) -> None:
    answer = answer_publish(offer("chromium-156-publish"), local).answer
    lines = write_sdp(answer).splitlines()
    assert lines[4:7] == ["a=ice-lite", "a=group:BUNDLE 0 1", "a=extmap-allow-mixed"]
    assert "m=audio 9 UDP/TLS/RTP/SAVPF 111" in lines
    assert "m=video 9 UDP/TLS/RTP/SAVPF 96 97" in lines
    for line in ("a=setup:passive", "a=recvonly", "a=rtcp-mux", "a=rtcp-rsize"):
        assert lines.count(line) == 2
    # One transport: its candidates stand once, its credentials everywhere.
    assert lines.count("a=candidate:1 1 udp 2130706431 192.0.2.10 7000 typ host") == 1
    assert lines.count("a=ice-ufrag:passerelle") == 2


@pytest.mark.parametrize("name", ["chromium-156-simulcast", "firefox-153-simulcast"])
def test_simulcast(name: str, offer: Offer, local: LocalTransport) -> None:
    published = answer_publish(offer(name), local)
    (video,) = published.media
    assert video.rids == ("l", "m", "h")
    assert {MID, RID, REPAIRED_RID, TRANSPORT_CC} <= set(video.extensions.values())
    assert DEPENDENCY_DESCRIPTOR not in video.extensions.values()
    assert video.stream_id == ""
    lines = write_sdp(published.answer).splitlines()
    assert "a=simulcast:recv l;m;h" in lines
    assert [line for line in lines if line.startswith("a=rid:")] == [
        "a=rid:l recv",
        "a=rid:m recv",
        "a=rid:h recv",
    ]


def test_firefox_layers_come_with_their_sources(offer: Offer, local: LocalTransport) -> None:
    (video,) = answer_publish(offer("firefox-153-simulcast"), local).media
    assert video.ssrcs == (1978343734, 3073460632, 3153615097)
    assert video.rtx_ssrcs[3153615097] == 3300545455


def test_a_paused_layer_stays_paused(local: LocalTransport) -> None:
    text = write_sdp(video_offer(VP8_CODEC)) + "a=rid:l send\na=rid:h send\na=simulcast:send l;~h\n"
    answer = answer_publish(parse_sdp(text), local).answer
    assert "a=simulcast:recv l;~h" in write_sdp(answer).splitlines()


def test_a_rid_without_simulcast(local: LocalTransport) -> None:
    text = write_sdp(video_offer(VP8_CODEC)) + "a=rid:one send\n"
    published = answer_publish(parse_sdp(text), local)
    assert published.media[0].rids == ("one",)
    assert published.answer.media[0].simulcast_recv == ()


def test_extensions_go_our_way(offer: Offer, local: LocalTransport) -> None:
    """Firefox offers playout-delay only to receive it, rid only to send it."""
    published = answer_publish(offer("firefox-153-simulcast"), local)
    (video,) = published.media
    assert PLAYOUT_DELAY not in video.extensions.values()
    assert f"a=extmap:9/recvonly {RID}" in write_sdp(published.answer).splitlines()


def test_unknown_extensions_are_taken(local: LocalTransport) -> None:
    offered = video_offer(VP8_CODEC, extensions={1: MID, 7: "urn:example:unheard-of", 15: "u:x"})
    (video,) = answer_publish(offered, local).media
    assert video.extensions == {1: MID, 7: "urn:example:unheard-of"}


@pytest.mark.parametrize(
    ("name", "kinds", "codecs"),
    [
        ("aiortc-1.16-publish", ("audio", "video"), ("opus", "VP8")),
        ("gstreamer-1.22-publish", ("audio", "video"), ("opus", "VP8")),
        ("gstreamer-1.22-publish-h264", ("video",), ("H264",)),
        ("firefox-153-publish", ("audio", "video"), ("opus", "VP8")),
    ],
)
def test_other_clients(
    name: str, kinds: tuple[str, ...], codecs: tuple[str, ...], offer: Offer, local: LocalTransport
) -> None:
    published = answer_publish(offer(name), local)
    assert tuple(media.kind for media in published.media) == kinds
    assert tuple(media.codec.name for media in published.media) == codecs
    assert all(media.active and len(media.ssrcs) == 1 for media in published.media)
    assert all(media.port == 9 for media in published.answer.media)


def test_gstreamer_names_its_streams_by_source(offer: Offer, local: LocalTransport) -> None:
    media = answer_publish(offer("gstreamer-1.22-publish"), local).media
    assert [(entry.stream_id, entry.track_id) for entry in media] == [
        ("camera@example.org", "webrtctransceiver0"),
        ("camera@example.org", "webrtctransceiver1"),
    ]


def test_parameters_of_the_senders_own_stream_are_not_answered(
    offer: Offer, local: LocalTransport
) -> None:
    (video,) = answer_publish(offer("gstreamer-1.22-publish-h264"), local).media
    assert (
        video.codec.fmtp == "packetization-mode=1;profile-level-id=42c00d;level-asymmetry-allowed=1"
    )


def h264(payload_type: int, fmtp: str) -> Codec:
    return Codec(payload_type, "H264", 90000, 1, fmtp)


@pytest.mark.parametrize(
    ("codecs", "chosen"),
    [
        ([Codec(98, "VP9", 90000), Codec(96, "vp8", 90000)], 96),
        ([Codec(98, "VP9", 90000), h264(102, "packetization-mode=1")], 102),
        ([h264(104, "profile-level-id=42e01f"), h264(102, "packetization-mode=1")], 102),
        (
            [
                h264(102, "packetization-mode=1;profile-level-id=640028"),
                h264(104, "packetization-mode=1;profile-level-id=42001f"),
                h264(106, "packetization-mode=1;profile-level-id=42e01f"),
            ],
            106,
        ),
        ([h264(102, "profile-level-id=f4001f"), Codec(98, "VP9", 90000)], 98),
        ([h264(102, "profile-level-id=nonsense"), Codec(98, "VP9", 90000)], 98),
        ([Codec(100, "VP9", 90000, 1, "profile-id=2"), Codec(98, "VP9", 90000)], 98),
        ([Codec(45, "AV1", 90000), Codec(96, "VP8", 90000)], 96),
        ([Codec(95, "VP8", 8000), Codec(96, "VP8", 90000)], 96),
    ],
)
def test_one_codec_is_kept(codecs: list[Codec], chosen: int, local: LocalTransport) -> None:
    (video,) = answer_publish(video_offer(*codecs), local).media
    assert video.codec.payload_type == chosen


def test_data_is_rejected_in_place_and_mids_stay(offer: Offer, local: LocalTransport) -> None:
    first = answer_publish(offer("chromium-156-audio-and-data"), local)
    assert [(media.mid, media.port) for media in first.answer.media] == [("0", 9), ("1", 0)]
    assert first.answer.media[1].formats == ("webrtc-datachannel",)
    assert first.answer.bundle == ("0",)

    second = answer_publish(offer("chromium-156-reoffer-added-video"), local)
    assert [(media.mid, media.port) for media in second.answer.media] == [
        ("0", 9),
        ("1", 0),
        ("2", 9),
    ]
    assert second.answer.bundle == ("0", "2")
    assert [media.mid for media in second.media] == ["0", "2"]
    assert second.answer.origin.session_id == first.answer.origin.session_id
    assert second.answer.origin.session_version == first.answer.origin.session_version + 1
    assert not ice_restart_offered(first.remote, offer("chromium-156-reoffer-added-video"))


def test_a_camera_that_ends_and_an_ice_restart(offer: Offer, local: LocalTransport) -> None:
    before = answer_publish(offer("chromium-156-reoffer-added-video"), local)
    reoffer = offer("chromium-156-reoffer-ended-video-ice-restart")
    after = answer_publish(reoffer, local)
    assert [media.active for media in after.media] == [True, False]
    assert after.answer.media[2].direction == "inactive"
    assert ice_restart_offered(before.remote, reoffer)


def test_a_passive_client_gets_an_active_server(local: LocalTransport) -> None:
    published = answer_publish(video_offer(VP8_CODEC, setup="passive"), local)
    assert published.answer.media[0].setup == "active"


def test_sections_outside_the_bundle_are_rejected(offer: Offer, local: LocalTransport) -> None:
    """There is one transport: without BUNDLE only the first section is on it."""
    offered = offer("chromium-156-publish")
    offered.bundle = ()
    published = answer_publish(offered, local)
    assert [media.port for media in published.answer.media] == [9, 0]
    assert published.answer.bundle == ()


def without(**changes: object) -> SessionDescription:
    return video_offer(VP8_CODEC, **changes)


@pytest.mark.parametrize(
    "offered",
    [
        SessionDescription(),
        replace(without(), ice_lite=True),
        without(rtcp_mux=False),
        without(ufrag=None),
        without(ufrag="abc"),
        without(password="short"),
        without(fingerprints=()),
        without(fingerprints=("sha-1 AB",)),
        without(setup="holdconn"),
        without(port=0),
        without(protocol="RTP/AVP"),
        without(protocol="UDP/DTLS/SCTP"),
        video_offer(Codec(45, "AV1", 90000)),
        video_offer(Codec(111, "opus", 48000, 2)),
        video_offer(),
    ],
)
def test_unacceptable(offered: SessionDescription, local: LocalTransport) -> None:
    with pytest.raises(UnacceptableOffer):
        answer_publish(offered, local)


@pytest.mark.parametrize(
    "name",
    [
        "chromium-156-publish",
        "chromium-156-simulcast",
        "firefox-153-publish",
        "aiortc-1.16-publish",
        "gstreamer-1.22-publish",
    ],
)
def test_answering_the_same_twice_changes_nothing(
    name: str, offer: Offer, local: LocalTransport
) -> None:
    first, second = (answer_publish(offer(name), local) for _ in range(2))
    assert first == second
    media: PublishedMedia
    for media in first.media:
        assert media.mid in first.answer.bundle
