"""Publishers and subscribers joined through the endpoint, on a simulated network and clock."""

from __future__ import annotations

import struct
from itertools import pairwise

import pytest

from media.dtls.certificate import Certificate
from media.endpoint import HeardLevel
from media.errors import MalformedSdp, UnacceptableOffer
from media.rtcp import (
    Nack,
    PictureLoss,
    ReceiverReport,
    Remb,
    ReportBlock,
    SenderReport,
    TransportFeedback,
)
from media.rtp.extensions import find_elements
from media.rtp.header import RtpHeader, serialize_header
from media.rtp.rtx import wrap_rtx
from tests.support.descriptions import (
    LEVEL_ID,
    MID_ID,
    OPUS,
    OTHER_ID,
    OTHER_URI,
    REPAIRED_RID_ID,
    RID_ID,
    SEND_TIME_ID,
    TRANSPORT_CC_ID,
    VP8,
    VP8_RTX,
    publish_offer,
    subscribe_answer,
)
from tests.support.rtc_peer import Received, RtcPeer
from tests.support.sessions import (
    AUDIO_SSRC,
    VIDEO_SSRC,
    film,
    publish,
    sequences,
    subscribe,
    video,
)
from tests.support.simulated_network import Conditions, SimulatedNetwork
from tests.support.streams import OpusStream, Vp8Stream, counter_of


def test_a_picture_and_a_voice_reach_the_subscriber_unchanged_under_numbers_of_ours() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    film(network, publishing, Vp8Stream(VIDEO_SSRC, VP8), 20)
    voice = OpusStream(AUDIO_SSRC, OPUS)
    for _ in range(10):
        network.send(publishing, [publishing.rtp(voice.packet())])
        network.run(0.02)
    pictures = video(watching)
    assert [counter_of(packet.payload) for packet in pictures] == list(range(20))
    first = pictures[0].header
    assert sequences(pictures) == [first.sequence + n for n in range(20)]
    assert [p.header.timestamp for p in pictures] == [5000 + 3000 * n for n in range(20)]
    assert {packet.header.ssrc for packet in pictures}.isdisjoint({VIDEO_SSRC})
    assert len([p for p in watching.received if p.header.payload_type == OPUS]) == 10


def test_nothing_is_sent_before_a_keyframe_and_one_is_asked_for() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    for _ in range(5):
        network.send(publishing, [publishing.rtp(stream.packet())])
        network.run(0.03)
    assert video(watching) == []
    assert any(isinstance(report, PictureLoss) for report in publishing.reports)


def test_a_video_that_nobody_watches_does_not_flow_and_resumes_without_a_gap() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, subscriber = subscribe(network, publisher)
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    film(network, publishing, stream, 10)
    subscriber.watch({}, network.now)
    film(network, publishing, stream, 10, keyframe_first=False)
    seen = len(video(watching))
    assert seen <= 11
    picture_track = next(t for t in publisher.tracks.values() if t.kind == "video")
    subscriber.watch({picture_track.id: "high"}, network.now)
    film(network, publishing, stream, 40, keyframe_first=False)
    pictures = video(watching)
    assert len(pictures) > seen + 10
    first = pictures[0].header.sequence
    assert sequences(pictures) == [first + n for n in range(len(pictures))]
    ids = [struct.unpack_from("!H", p.payload, 2)[0] & 0x7FFF for p in pictures]
    assert ids == [ids[0] + n for n in range(len(ids))]


@pytest.mark.parametrize("seed", range(4))
def test_a_bad_network_loses_nothing_that_can_be_repaired(seed: int) -> None:
    """10 % loss, 5 % repeated, 20 ms of jitter, both ways: NACK and RTX bring everything."""
    network = SimulatedNetwork(seed, Conditions())
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    network.conditions = Conditions(loss=0.1, duplication=0.05, jitter_s=0.02)
    stream = Vp8Stream(VIDEO_SSRC, VP8, sequence=65500)
    got: dict[int, Received] = {}
    route_ssrc = None
    for frame in range(300):
        wanted = [r for r in publishing.reports if isinstance(r, Nack)]
        publishing.reports = []
        network.send(publishing, [publishing.rtp(stream.packet(keyframe=frame % 100 == 0))])
        _answer_nacks(network, publishing, stream, wanted)
        network.run(0.02)
        for packet in watching.received:
            original = _restored(packet)
            got[original.header.sequence] = original
            if packet.header.payload_type == VP8:
                route_ssrc = packet.header.ssrc
        watching.received = []
        if route_ssrc is not None:
            _ask_again(network, watching, route_ssrc, got)
    for _ in range(50):
        assert route_ssrc is not None
        wanted = [r for r in publishing.reports if isinstance(r, Nack)]
        publishing.reports = []
        _answer_nacks(network, publishing, stream, wanted)
        network.run(0.02)
        for packet in watching.received:
            original = _restored(packet)
            got[original.header.sequence] = original
        watching.received = []
        _ask_again(network, watching, route_ssrc, got)
    counters = sorted(counter_of(packet.payload) for packet in got.values())
    assert counters[-1] >= 295
    assert counters == list(range(counters[0], counters[-1] + 1))
    assert network.plane.counters.retransmitted > 0


def _answer_nacks(
    network: SimulatedNetwork, peer: RtcPeer, stream: Vp8Stream, wanted: list[Nack]
) -> None:
    """The publisher sends again what the server misses: the packets are made anew from their
    number.
    """
    for nack in wanted:
        for sequence in nack.lost:
            back = (stream.sequence - sequence) & 0xFFFF
            again = Vp8Stream(
                stream.ssrc,
                stream.payload_type,
                sequence=stream.sequence - back,
                timestamp=stream.timestamp - 3000 * back,
                picture_id=stream.picture_id - back,
                tl0_picture_index=stream.tl0_picture_index - back,
                sent=stream.sent - back,
            )
            keyframe = (stream.sent - back) % 100 == 0
            network.send(peer, [peer.rtp(again.packet(keyframe=keyframe))])


def _restored(packet: Received) -> Received:
    """An original packet, also from a retransmission (RFC 4588)."""
    if packet.header.payload_type != VP8_RTX:
        return packet
    sequence = struct.unpack_from("!H", packet.payload)[0]
    header = RtpHeader(
        marker=packet.header.marker,
        payload_type=VP8,
        sequence=sequence,
        timestamp=packet.header.timestamp,
        ssrc=0,
    )
    whole = serialize_header(header) + packet.payload[2:]
    return Received(header, whole, packet.at)


def _ask_again(
    network: SimulatedNetwork, peer: RtcPeer, ssrc: int, got: dict[int, Received]
) -> None:
    numbers = sorted(got)
    if not numbers:
        return
    missing = [n for n in range(numbers[0], numbers[-1]) if n not in got]
    if missing:
        network.send(peer, [peer.rtcp(ReceiverReport(1), Nack(1, ssrc, tuple(missing[:16])))])


def test_a_retransmission_travels_on_its_own_stream_and_names_the_original() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    film(network, publishing, Vp8Stream(VIDEO_SSRC, VP8), 5)
    lost = video(watching)[2]
    network.send(watching, [watching.rtcp(Nack(1, lost.header.ssrc, (lost.header.sequence,)))])
    network.run(0.1)
    again = [p for p in watching.received if p.header.payload_type == VP8_RTX]
    assert len(again) == 1
    assert again[0].header.ssrc != lost.header.ssrc
    assert again[0].header.timestamp == lost.header.timestamp
    assert again[0].payload == struct.pack("!H", lost.header.sequence) + lost.payload


def test_a_thousand_keyframe_requests_a_second_become_two() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    film(network, publishing, stream, 3)
    ssrc = video(watching)[0].header.ssrc
    network.run(1.0)
    publishing.reports = []
    for _ in range(100):
        network.send(watching, [watching.rtcp(PictureLoss(1, ssrc)) for _ in range(30)])
        network.run(0.03)
    asked = sum(isinstance(report, PictureLoss) for report in publishing.reports)
    assert 4 <= asked <= 7  # three seconds, two a second, and one at the start


def test_the_publisher_is_told_what_arrived_under_an_ssrc_of_its_own() -> None:
    network = SimulatedNetwork()
    publishing, _ = publish(network)
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    for number in range(20):
        extension = {TRANSPORT_CC_ID: struct.pack("!H", (65530 + number) & 0xFFFF)}
        if number != 7:
            network.send(publishing, [publishing.rtp(stream.packet(extension=extension))])
        network.run(0.02)
    network.run(0.2)
    told: dict[int, int | None] = {}
    for report in publishing.reports:
        if isinstance(report, TransportFeedback):
            assert report.media_ssrc in (VIDEO_SSRC, AUDIO_SSRC)
            for offset, arrival in enumerate(report.arrivals):
                told[(report.base_sequence + offset) & 0xFFFF] = arrival
    assert set(told) == {(65530 + number) & 0xFFFF for number in range(20)}
    assert [number for number, arrival in told.items() if arrival is None] == [(65530 + 7) & 0xFFFF]
    assert not any(isinstance(report, Remb) for report in publishing.reports)


def test_receiver_reports_count_loss_and_answer_the_senders_clock() -> None:
    network = SimulatedNetwork()
    publishing, _ = publish(network)
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    network.send(publishing, [publishing.rtcp(SenderReport(VIDEO_SSRC, 7 << 32, 5000, 0, 0))])
    for number in range(100):
        packet = publishing.rtp(stream.packet())
        if number % 4 != 3 or number == 99:
            network.send(publishing, [packet])
        network.run(0.02)
    network.run(1.0)
    blocks = [
        block
        for report in publishing.reports
        if isinstance(report, ReceiverReport)
        for block in report.reports
        if block.ssrc == VIDEO_SSRC
    ]
    assert blocks[-1].packets_lost == 24
    assert blocks[-1].last_sr == 7 << 16
    assert 0 < blocks[-1].delay_since_last_sr < 4 * 65536


def test_how_much_a_publisher_sent_is_counted_by_its_packets() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    for _ in range(200):
        network.send(publishing, [publishing.rtp(stream.packet())])
        network.run(0.02)
    network.run(1.0)
    # Counted from the first report on, of which there is one a second.
    assert 140 <= publisher.packets < 200
    publisher.close(network.now)
    assert 140 <= publisher.packets < 200


def test_sender_reports_keep_lips_and_voice_on_the_publishers_clock() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, subscriber = subscribe(network, publisher)
    stream, voice = Vp8Stream(VIDEO_SSRC, VP8), OpusStream(AUDIO_SSRC, OPUS)
    reports = (
        SenderReport(VIDEO_SSRC, 50 << 32, 5000, 0, 0),
        SenderReport(AUDIO_SSRC, 50 << 32, 0, 0, 0),
    )
    network.send(publishing, [publishing.rtcp(*reports)])
    for number in range(60):
        sent = [publishing.rtp(stream.packet(keyframe=not number)), publishing.rtp(voice.packet())]
        network.send(publishing, sent)
        network.run(0.02)
    network.run(1.0)
    rates = {}
    by_type = {p.header.payload_type: p.header.ssrc for p in watching.received}
    for report in watching.reports:
        if isinstance(report, SenderReport):
            elapsed_s = (report.ntp_time - (50 << 32)) / 2**32
            is_video = report.ssrc == by_type[VP8]
            start, rate = (5000, 90000) if is_video else (0, 48000)
            assert report.rtp_timestamp == pytest.approx(start + elapsed_s * rate, abs=2)
            rates[report.ssrc] = rate
    assert sorted(rates.values()) == [48000, 90000]
    block = ReportBlock(by_type[VP8], last_sr=_middle(watching), delay_since_last_sr=0)
    network.send(watching, [watching.rtcp(ReceiverReport(1, (block,)))])
    network.run(0.05)
    assert subscriber.round_trip_s is not None and subscriber.round_trip_s > 0


def _middle(peer: RtcPeer) -> int:
    last = [report for report in peer.reports if isinstance(report, SenderReport)][-1]
    return last.ntp_time >> 16 & 0xFFFFFFFF


def test_extensions_are_renumbered_per_subscriber_and_unknown_ones_kept() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching = RtcPeer()
    network.join(watching)
    subscriber = network.endpoint.subscribe(network.now)
    for track in publisher.tracks.values():
        subscriber.attach(track)
    sdp, generation, _ = subscriber.offer(network.now)
    offer = watching.take(sdp)
    subscriber.answer(subscribe_answer(watching, offer), generation, network.now)
    subscriber.watch({t.id: "high" for t in publisher.tracks.values()}, network.now)
    network.run(1.0)
    extension = {
        MID_ID: b"1",
        TRANSPORT_CC_ID: b"\0\1",
        SEND_TIME_ID: b"\0\0\0",
        OTHER_ID: b"kept",
    }
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    network.send(publishing, [publishing.rtp(stream.packet(keyframe=True, extension=extension))])
    network.run(0.1)
    packet = video(watching)[0]
    ids = {uri: i for i, uri in offer.media[1].extensions.items()}
    elements = find_elements(packet.packet, packet.header)
    offset, length = elements[ids[OTHER_URI]]
    assert packet.packet[offset : offset + length] == b"kept"
    offset, length = elements[ids["http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"]]
    assert packet.packet[offset : offset + length] != b"\0\0\0"
    assert len(elements) == 2


def test_simulcast_layers_are_found_by_rid_and_switched_at_a_keyframe() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network, rids=("q", "h"))
    watching, subscriber = subscribe(network, publisher, "low")
    small = Vp8Stream(0xAAAA, VP8, timestamp=1_000_000, picture_id=50)
    large = Vp8Stream(0xBBBB, VP8, timestamp=9_000_000, picture_id=9000)

    def frame(keyframe: bool) -> None:
        for stream, rid in ((small, b"q"), (large, b"h")):
            extension = {MID_ID: b"1", RID_ID: rid}
            packet = stream.packet(keyframe=keyframe, extension=extension)
            network.send(publishing, [publishing.rtp(packet)])
        network.run(0.03)

    for number in range(30):
        frame(number % 10 == 0)
    track = next(t for t in publisher.tracks.values() if t.kind == "video")
    assert sorted(layer.rid for layer in track.layers) == ["h", "q"]
    subscriber.watch({track.id: "high"}, network.now)
    for number in range(30):
        frame(number % 10 == 0)
    pictures = video(watching)
    first = pictures[0].header.sequence
    assert sequences(pictures) == [first + n for n in range(len(pictures))]
    steps = [b.header.timestamp - a.header.timestamp for a, b in pairwise(pictures)]
    assert all(0 < step < 9000 for step in steps)
    ids = [struct.unpack_from("!H", p.payload, 2)[0] & 0x7FFF for p in pictures]
    assert ids == [ids[0] + n for n in range(len(ids))]
    assert len(pictures) > 50


def test_a_muted_track_reaches_nobody_until_it_is_no_longer() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    voice = OpusStream(AUDIO_SSRC, OPUS)
    sound = next(track for track in publisher.tracks.values() if track.kind == "audio")

    def heard(packets: int) -> int:
        before = len(watching.received)
        for _ in range(packets):
            network.send(publishing, [publishing.rtp(voice.packet())])
            network.run(0.02)
        network.run(0.1)
        return len(watching.received) - before

    assert heard(10) == 10
    sound.muted = True
    network.run(0.05)
    assert heard(10) == 0
    sound.muted = False
    network.run(0.05)
    assert heard(10) == 10


def test_new_credentials_restart_ice_and_the_old_ones_serve_until_then() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    fragment = "a=ice-ufrag:renewed0\r\na=ice-pwd:renewedrenewedrenewedrenewed\r\n"
    assert publisher.patch("a=candidate:1 1 udp 1 192.0.2.9 9 typ host\r\n", network.now) is None
    answer = publisher.patch(fragment, network.now)
    assert answer is not None
    film(network, publishing, Vp8Stream(VIDEO_SSRC, VP8), 5)
    assert len(video(watching)) == 5
    ufrag = publisher.transport.ice.credentials.ufrag
    assert f"a=ice-ufrag:{ufrag}" in answer
    fresh = RtcPeer(certificate=publishing.certificate)
    fresh._remote = publisher.transport.ice.credentials
    network.join(fresh)
    network.run(0.3)
    assert network.heard.closed == []


def test_a_stream_seen_first_as_a_retransmission_is_still_repaired() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network, rids=("q", "h"))
    watching, _ = subscribe(network, publisher)
    large = Vp8Stream(0xBBBB, VP8)
    named = {MID_ID: b"1", RID_ID: b"h"}
    packets = [large.packet(keyframe=not n, extension=named) for n in range(6)]
    repair_header = {MID_ID: b"1", REPAIRED_RID_ID: b"h"}
    stray = Vp8Stream(0xBBBB, VP8).packet(extension=repair_header)
    network.send(publishing, [publishing.rtp(wrap_rtx(stray, 0xCCCC, VP8_RTX, 1))])
    network.run(0.05)
    for number in (0, 1, 2, 4, 5):
        network.send(publishing, [publishing.rtp(packets[number])])
        network.run(0.02)
    lost = Vp8Stream(0xBBBB, VP8, sequence=103, timestamp=14000, picture_id=1003, sent=3)
    again = wrap_rtx(lost.packet(extension=repair_header), 0xCCCC, VP8_RTX, 2)
    network.send(publishing, [publishing.rtp(again)])
    network.run(0.2)
    assert [counter_of(packet.payload) for packet in video(watching)] == [0, 1, 2, 4, 5, 3]


def test_the_speaker_is_told_by_the_levels_that_browsers_write() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    voice = OpusStream(AUDIO_SSRC, OPUS)

    def talk(level: int, packets: int) -> None:
        for _ in range(packets):
            extension = {LEVEL_ID: bytes([0x80 | level])}
            network.send(publishing, [publishing.rtp(voice.packet(extension=extension))])
            network.run(0.02)

    talk(100, 50)
    assert network.heard.speaking == []
    talk(20, 50)
    sound = next(track for track in publisher.tracks.values() if track.kind == "audio")
    assert network.heard.speaking == [[sound.id]]
    assert network.endpoint.level_dbov(sound, network.now) > -45
    talk(100, 100)
    assert network.heard.speaking == [[sound.id], []]


def test_every_level_is_told_with_the_time_of_its_sound() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    voice = OpusStream(AUDIO_SSRC, OPUS)
    told: list[HeardLevel] = []
    network.endpoint.on_levels = lambda levels, now: told.extend(levels)
    for level in (30, 20, 100, 30, 20):
        extension = {LEVEL_ID: bytes([0x80 | level])}
        network.send(publishing, [publishing.rtp(voice.packet(extension=extension))])
        network.run(0.02)
    network.run(0.2)
    sound = next(track for track in publisher.tracks.values() if track.kind == "audio")
    assert {level.track for level in told} == {sound}
    assert [level.level_dbov for level in told] == [-30, -20, -100, -30, -20]
    steps = [b.timestamp - a.timestamp for a, b in pairwise(told)]
    assert steps == [960] * 4, "20 ms of Opus each"
    assert all(a.arrival < b.arrival for a, b in pairwise(told))


def test_a_change_of_address_moves_the_media_along() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    film(network, publishing, stream, 5)
    network.move(watching)
    watching.received = []
    network.run(1.2)
    film(network, publishing, stream, 10, keyframe_first=False)
    assert len(video(watching)) == 10


def test_a_restarted_encoder_does_not_freeze_the_picture() -> None:
    network = SimulatedNetwork()
    publishing, publisher = publish(network)
    watching, _ = subscribe(network, publisher)
    film(network, publishing, Vp8Stream(VIDEO_SSRC, VP8, sequence=40000), 10)
    again = Vp8Stream(VIDEO_SSRC, VP8, sequence=3, timestamp=77, picture_id=5)
    film(network, publishing, again, 40)
    pictures = video(watching)
    first = pictures[0].header.sequence
    assert len(pictures) > 30
    assert sequences(pictures) == [first + n for n in range(len(pictures))]


def test_two_publishers_with_the_same_ssrc_do_not_meet() -> None:
    network = SimulatedNetwork()
    one, first = publish(network)
    two, second = publish(network)
    watching_one, _ = subscribe(network, first)
    watching_two, _ = subscribe(network, second)
    film(network, one, Vp8Stream(VIDEO_SSRC, VP8), 10)
    film(network, two, Vp8Stream(VIDEO_SSRC, VP8), 5)
    assert len(video(watching_one)) == 10
    assert len(video(watching_two)) == 5


def test_media_is_held_until_the_fingerprint_is_known_and_right() -> None:
    network = SimulatedNetwork()
    _, publisher = publish(network)
    peer = RtcPeer()
    network.join(peer)
    subscriber = network.endpoint.subscribe(network.now)
    for track in publisher.tracks.values():
        subscriber.attach(track)
    sdp, generation, _ = subscriber.offer(network.now)
    offer = peer.take(sdp)
    network.run(1.0)
    assert peer.connected  # the handshake is over before the answer has come
    assert subscriber.id not in network.heard.connected
    subscriber.answer(subscribe_answer(peer, offer), generation, network.now)
    assert subscriber.id in network.heard.connected


def test_another_certificate_than_the_announced_one_is_refused() -> None:
    network = SimulatedNetwork()
    peer = RtcPeer()
    network.join(peer)
    offer = publish_offer(peer)
    peer.dtls = type(peer.dtls)(Certificate.generate(), is_client=True)
    publisher = network.endpoint.publish(offer, network.now)
    peer.take(publisher.answer_sdp)
    network.run(2.0)
    assert network.heard.closed == [(publisher.id, "fingerprint mismatch")]
    assert publisher.id not in network.heard.connected


@pytest.mark.parametrize(
    ("offer", "error"), [("", MalformedSdp), ("v=0\r\n", UnacceptableOffer), ("x", MalformedSdp)]
)
def test_an_offer_that_is_refused_leaves_nothing_behind(offer: str, error: type[Exception]) -> None:
    network = SimulatedNetwork()
    with pytest.raises((error, MalformedSdp)):
        network.endpoint.publish(offer, network.now)
    assert network.endpoint.connection_count == 0
    assert network.heard.closed == []


def test_who_never_connects_is_given_up_and_who_falls_silent_is_closed() -> None:
    network = SimulatedNetwork()
    stranger = network.endpoint.publish(publish_offer(RtcPeer()), network.now)
    peer, publisher = publish(network)
    network.run(31.0)
    assert network.heard.closed == [(stranger.id, "never connected")]
    address = network.address_of(peer)
    del network._peers[address]
    network.run(16.0)
    assert network.heard.closed[1:] == [(publisher.id, "silent")]
    assert network.endpoint.connection_count == 0


def test_who_sends_reports_but_no_checks_is_not_thrown_out() -> None:
    """As GStreamer does once it is connected."""
    network = SimulatedNetwork()
    peer, publisher = publish(network)
    address = network.address_of(peer)
    del network._peers[address]
    for _ in range(10):
        network.run(5.0)
        network.spray(peer.rtcp(SenderReport(VIDEO_SSRC, 0, 0, 0, 0)), address)
    assert network.heard.closed == []
    network.run(16.0)
    assert network.heard.closed == [(publisher.id, "silent")]
