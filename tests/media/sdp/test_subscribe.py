"""Offers to a subscriber, over the life of its connection."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import UnacceptableOffer
from media.rtp.extensions import AUDIO_LEVEL, MID, RID, TRANSPORT_CC
from media.sdp.description import Msid, SessionDescription, SsrcGroup
from media.sdp.negotiation import LocalTransport, NegotiatedCodec, OfferedTrack, SubscriptionSdp
from media.sdp.reader import parse_sdp
from media.sdp.writer import write_sdp

Track = Callable[..., OfferedTrack]
OUR_SIDE = LocalTransport("passerelle", "a-password-of-24-letters", "sha-256 AB", ())


@pytest.fixture
def subscription() -> SubscriptionSdp:
    return SubscriptionSdp(session_id=7)


def browser_answer(offer: SessionDescription) -> SessionDescription:
    """What a browser that takes everything answers."""
    answer = parse_sdp(write_sdp(offer))
    answer.ice_lite = False
    for media in answer.media:
        media.direction = "recvonly" if media.direction == "sendonly" else "inactive"
        media.ufrag, media.password, media.setup = "abcd", "0123456789012345678901", "active"
        media.msid, media.candidates = None, []
        media.ssrcs.clear()
        media.ssrc_groups.clear()
    return answer


def exchange(subscription: SubscriptionSdp) -> SessionDescription:
    """An offer that is answered; the offer."""
    offer = subscription.offer(OUR_SIDE)
    subscription.accept(browser_answer(offer))
    return offer


def directions(offer: SessionDescription) -> dict[str, str]:
    return {media.mid: media.direction for media in offer.media}


def test_lips_and_voice_share_a_stream(subscription: SubscriptionSdp, track: Track) -> None:
    subscription.add(track("voice", "opus"))
    subscription.add(track("face", "VP8"))
    voice, face = subscription.offer(OUR_SIDE).media
    assert voice.msid == Msid("salle", "track-voice")
    assert face.msid == Msid("salle", "track-face")
    source = track("face").ssrc
    assert face.ssrc_groups == [SsrcGroup("FID", (source, source + 1))]
    expected = {"cname": "salle", "msid": "salle track-face"}
    assert face.ssrcs == {source: expected, source + 1: expected}
    assert list(voice.ssrcs) == [track("voice").ssrc]


def test_the_offer_as_written(
    subscription: SubscriptionSdp, track: Track, local: LocalTransport
) -> None:
    subscription.add(track("voice", "opus", extensions=frozenset({AUDIO_LEVEL, MID})))
    text = write_sdp(subscription.offer(local))
    ssrc = track("voice").ssrc
    assert text.splitlines() == [
        "v=0",
        "o=passerelle 7 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        "a=group:BUNDLE 0",
        "a=extmap-allow-mixed",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "c=IN IP4 0.0.0.0",
        "a=candidate:1 1 udp 2130706431 192.0.2.10 7000 typ host",
        "a=end-of-candidates",
        "a=ice-ufrag:passerelle",
        "a=ice-pwd:a-password-of-24-letters",
        "a=ice-options:trickle",
        f"a=fingerprint:{local.fingerprint}",
        "a=setup:actpass",
        "a=mid:0",
        f"a=extmap:4 {MID}",
        f"a=extmap:1 {AUDIO_LEVEL}",
        "a=sendonly",
        "a=msid:salle track-voice",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        "a=rtpmap:111 opus/48000/2",
        "a=rtcp-fb:111 transport-cc",
        "a=fmtp:111 minptime=10;useinbandfec=1",
        f"a=ssrc:{ssrc} cname:salle",
        f"a=ssrc:{ssrc} msid:salle track-voice",
    ]


def test_sections_are_kept_and_used_again(subscription: SubscriptionSdp, track: Track) -> None:
    assert [subscription.add(track(key)) for key in ("a", "b")] == ["0", "1"]
    exchange(subscription)
    subscription.remove("a")
    subscription.remove("nobody")
    offer = exchange(subscription)
    assert directions(offer) == {"0": "inactive", "1": "sendonly"}
    assert offer.media[0].msid is None
    assert offer.media[0].ssrcs == {}
    assert offer.origin.session_version == 2

    assert subscription.add(track("voice", "opus")) == "2"
    assert subscription.add(track("c", "H264")) == "0"
    offer = exchange(subscription)
    assert directions(offer) == {"0": "sendonly", "1": "sendonly", "2": "sendonly"}
    assert offer.media[0].msid == Msid("salle", "track-c")


def test_a_section_is_not_used_again_before_its_end_was_told(
    subscription: SubscriptionSdp, track: Track
) -> None:
    subscription.add(track("a"))
    exchange(subscription)
    subscription.remove("a")
    assert subscription.add(track("b")) == "1"


def test_a_track_that_was_never_offered_leaves_its_section_free(
    subscription: SubscriptionSdp, track: Track
) -> None:
    subscription.add(track("a"))
    subscription.remove("a")
    assert subscription.add(track("b")) == "0"


def test_an_answer_speaks_of_the_offer_it_answers(
    subscription: SubscriptionSdp, track: Track
) -> None:
    subscription.add(track("a"))
    offer = subscription.offer(OUR_SIDE)
    subscription.remove("a")
    subscription.add(track("b"))
    accepted = subscription.accept(browser_answer(offer))
    assert [media.key for media in accepted.media] == ["a"]


def test_numbers_mean_the_same_in_every_section(
    subscription: SubscriptionSdp, track: Track
) -> None:
    uris = [frozenset({MID, TRANSPORT_CC, f"urn:x:{number}"}) for number in range(20)]
    for number, extensions in enumerate(uris):
        subscription.add(track(f"t{number}", "H264", extensions=extensions))
        codec = replace(track("x", "H264").codec, fmtp=f"profile-level-id=42e0{number % 3:02x}")
        subscription.add(track(f"u{number}", codec=codec))
    meanings: dict[int, set[str]] = {}
    payload_types: dict[int, set[tuple[str, str]]] = {}
    for media in subscription.offer(OUR_SIDE).media:
        for extension_id, uri in media.extensions.items():
            meanings.setdefault(extension_id, set()).add(uri)
        for codec in media.codecs:
            payload_types.setdefault(codec.payload_type, set()).add((codec.name, codec.fmtp))
    assert len(meanings) == 22
    assert 15 not in meanings
    assert all(len(uris) == 1 for uris in meanings.values())
    assert all(len(codecs) == 1 for codecs in payload_types.values())


def test_what_concerns_only_the_publisher_is_not_offered(
    subscription: SubscriptionSdp, track: Track
) -> None:
    codec = NegotiatedCodec("VP8", 120, 90000, 1, "max-fs=12288;max-fr=60", 124, ())
    subscription.add(track("a", codec=codec, extensions=frozenset({RID, TRANSPORT_CC})))
    (media,) = subscription.offer(OUR_SIDE).media
    assert [(codec.payload_type, codec.fmtp) for codec in media.codecs] == [
        (96, ""),
        (97, "apt=96"),
    ]
    assert set(media.extensions.values()) == {MID, TRANSPORT_CC}
    assert "nack" in media.codecs[0].feedback


def test_no_retransmission_without_a_source_for_it(
    subscription: SubscriptionSdp, track: Track
) -> None:
    subscription.add(track("a", rtx_ssrc=None))
    (media,) = subscription.offer(OUR_SIDE).media
    assert [codec.name for codec in media.codecs] == ["VP8"]
    assert media.ssrc_groups == []


def test_firefox_without_h264(
    subscription: SubscriptionSdp, track: Track, offer: Callable[[str], SessionDescription]
) -> None:
    subscription.add(track("voice", "opus", extensions=frozenset({AUDIO_LEVEL, "urn:x"})))
    subscription.add(track("face", "VP8"))
    subscription.add(track("hands", "H264"))
    subscription.offer(OUR_SIDE)
    accepted = subscription.accept(offer("firefox-153-answer-without-h264"))
    voice, face, hands = accepted.media
    assert accepted.remote.setup == "active"
    assert accepted.remote.ufrag == "06f565e2"
    assert (voice.accepted, voice.payload_type) == (True, 111)
    assert voice.extension_ids == {AUDIO_LEVEL: 1, MID: 4}
    assert (face.payload_type, face.rtx_payload_type) == (96, 97)
    assert set(face.feedback) == {"nack", "nack pli", "ccm fir", "goog-remb", "transport-cc"}
    assert not hands.accepted

    offered = subscription.offer(OUR_SIDE)
    assert [media.port for media in offered.media] == [9, 9, 0]
    assert offered.bundle == ("0", "1")


def test_a_rejected_place_gets_a_new_mid(subscription: SubscriptionSdp, track: Track) -> None:
    subscription.add(track("a", "H264"))
    subscription.add(track("b"))
    answer = browser_answer(subscription.offer(OUR_SIDE))
    answer.media[0].port = 0
    answer.bundle = ("1",)
    subscription.accept(answer)
    subscription.remove("a")
    exchange(subscription)
    assert subscription.add(track("voice", "opus")) == "2"
    offer = exchange(subscription)
    assert [media.mid for media in offer.media] == ["2", "1"]
    assert offer.media[0].kind == "audio"


def test_payload_types_come_to_an_end_in_order(subscription: SubscriptionSdp, track: Track) -> None:
    def add_up_to(count: int) -> None:
        for number in range(count):
            fmtp = f"packetization-mode=1;profile-level-id=42e0{number:02x}"
            codec = replace(track("x", "H264").codec, fmtp=fmtp)
            subscription.add(track(f"t{number}", codec=codec))

    with pytest.raises(UnacceptableOffer):
        add_up_to(200)


def spoil(answer: SessionDescription, fault: str) -> None:
    if fault == "a section less":
        answer.media.pop()
    elif fault == "another mid":
        answer.media[0].mid = "9"
    elif fault == "no role chosen":
        answer.media[0].setup = "actpass"
    elif fault == "no credentials":
        for media in answer.media:
            media.ufrag = None


@pytest.mark.parametrize(
    "fault", ["a section less", "another mid", "no role chosen", "no credentials"]
)
def test_answers_that_do_not_fit(fault: str, subscription: SubscriptionSdp, track: Track) -> None:
    subscription.add(track("a"))
    subscription.add(track("b"))
    answer = browser_answer(subscription.offer(OUR_SIDE))
    spoil(answer, fault)
    with pytest.raises(UnacceptableOffer):
        subscription.accept(answer)


KINDS = {"v": "VP8", "h": "H264", "a": "opus"}
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(sorted(KINDS))),
        st.tuples(st.just("remove"), st.integers(0, 20)),
        st.tuples(st.just("exchange"), st.booleans()),
    ),
    max_size=40,
)


@given(STEPS)
def test_over_any_life_sections_keep_their_place_and_tracks_their_section(
    steps: list[tuple[str, str | int | bool]],
) -> None:
    from_track = TrackFactory()
    subscription = SubscriptionSdp(session_id=1)
    sections: list[tuple[str, str]] = []
    mids: dict[str, str] = {}
    for step, value in steps:
        if step == "add":
            made = from_track(str(value))
            mids[made.key] = subscription.add(made)
        elif step == "remove":
            mids.pop(f"k{value}", None)
            subscription.remove(f"k{value}")
        else:
            offer = subscription.offer(OUR_SIDE)
            seen = [(media.mid, media.kind) for media in offer.media]
            assert seen[: len(sections)] == sections
            sections = seen
            sent = {media.mid for media in offer.media if media.direction == "sendonly"}
            assert sent == set(mids.values())
            if offer.media:
                media = subscription.accept(browser_answer(offer)).media
                assert {entry.key: entry.mid for entry in media} == mids


class TrackFactory:
    """Tracks k0, k1, ... of the codec that a letter stands for."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, letter: str) -> OfferedTrack:
        key, self.count = f"k{self.count}", self.count + 1
        name = KINDS[letter]
        kind, clock = ("audio", 48000) if name == "opus" else ("video", 90000)
        codec = NegotiatedCodec(name, 96, clock, 1, "", 97, ())
        ssrc = self.count * 2
        return OfferedTrack(key, kind, codec, frozenset(), "s", key, ssrc, ssrc + 1, "c")
