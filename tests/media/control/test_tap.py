"""A subscriber inside the server, beside the usual ones, on a simulated network."""

from __future__ import annotations

from media.control.tap import TapBatch, TappedPacket, TrackTap
from media.control.track import Track
from media.rtcp import Nack, PictureLoss, SenderReport
from media.rtp.header import parse_header
from tests.support.descriptions import OPUS, VP8
from tests.support.rtc_peer import RtcPeer
from tests.support.sessions import (
    AUDIO_SSRC,
    VIDEO_SSRC,
    film,
    publish,
    sequences,
    subscribe,
    video,
)
from tests.support.simulated_network import SimulatedNetwork
from tests.support.streams import OpusStream, Vp8Stream, counter_of


class Tapped:
    """A publisher, and a tap on its picture or sound."""

    def __init__(self, kind: str = "video") -> None:
        self.network = SimulatedNetwork()
        self.peer, self.publisher = publish(self.network)
        self.track: Track = next(t for t in self.publisher.tracks.values() if t.kind == kind)
        self.tap: TrackTap = self.network.endpoint.tap(self.track)
        self.tap.take(self.network.now)

    def take(self) -> TapBatch | None:
        return self.tap.take(self.network.now)

    def counters(self) -> list[int]:
        batch = self.take()
        return [] if batch is None else [counter_of(p.packet) for p in batch.packets]


def loses(peer: RtcPeer, network: SimulatedNetwork, stream: Vp8Stream) -> bytes:
    """The next packet, that the network does not bring."""
    packet = stream.packet()
    network.run(0.03)
    return packet


def test_packets_come_decrypted_once_and_in_order_whoever_else_watches() -> None:
    tapped = Tapped()
    watching, _ = subscribe(tapped.network, tapped.publisher)
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    film(tapped.network, tapped.peer, stream, 10)

    batch = tapped.take()
    assert batch is not None and batch.ssrc == VIDEO_SSRC
    assert [counter_of(p.packet) for p in batch.packets] == list(range(10))
    numbers = [p.sequence for p in batch.packets]
    assert numbers == list(range(numbers[0], numbers[0] + 10))
    assert numbers[0] & 0xFFFF == parse_header(batch.packets[0].packet).sequence
    assert tapped.take() is None
    assert len(sequences(video(watching))) == 10


def test_a_tap_asks_for_a_keyframe() -> None:
    tapped = Tapped()
    tapped.network.run(0.1)
    assert any(isinstance(report, PictureLoss) for report in tapped.peer.reports)


def test_a_lost_packet_is_asked_for_longer_than_for_a_listener_and_comes_late() -> None:
    tapped = Tapped()
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    film(tapped.network, tapped.peer, stream, 2)
    lost = loses(tapped.peer, tapped.network, stream)
    film(tapped.network, tapped.peer, stream, 32, keyframe_first=False)

    asked = [report for report in tapped.peer.reports if isinstance(report, Nack)]
    assert len(asked) > 10
    tapped.network.send(tapped.peer, [tapped.peer.rtp(lost)])
    tapped.network.run(0.05)
    assert tapped.counters() == [0, 1, *range(3, 35), 2]


def test_nothing_comes_of_a_track_that_is_muted_and_it_goes_on_afterwards() -> None:
    tapped = Tapped()
    stream = Vp8Stream(VIDEO_SSRC, VP8)
    film(tapped.network, tapped.peer, stream, 3)
    tapped.track.muted = True
    assert tapped.take() is None
    film(tapped.network, tapped.peer, stream, 3)
    assert tapped.take() is None
    tapped.track.muted = False
    assert tapped.take() is None, "what came while it was muted is nobody's"
    film(tapped.network, tapped.peer, stream, 2)
    assert tapped.counters() == [6, 7]


def test_nothing_comes_of_a_track_that_is_over() -> None:
    tapped = Tapped()
    film(tapped.network, tapped.peer, Vp8Stream(VIDEO_SSRC, VP8), 3)
    tapped.publisher.close(tapped.network.now)
    assert tapped.take() is None


def test_a_tap_that_is_closed_keeps_nothing() -> None:
    tapped = Tapped("audio")
    tapped.tap.close()
    voice = OpusStream(AUDIO_SSRC, OPUS)
    tapped.network.send(tapped.peer, [tapped.peer.rtp(voice.packet())])
    tapped.network.run(0.05)
    source_id = tapped.track.layers[0].source_id
    assert tapped.network.plane.take_tapped(source_id) == []


def test_a_tap_that_nobody_empties_stays_bounded() -> None:
    tapped = Tapped("audio")
    voice = OpusStream(AUDIO_SSRC, OPUS)
    for _ in range(5000):
        datagram = tapped.peer.rtp(voice.packet(size=1))
        tapped.network.spray(datagram, tapped.network.address_of(tapped.peer))
    batch = tapped.take()
    assert batch is not None and len(batch.packets) == 4096
    assert all(isinstance(packet, TappedPacket) for packet in batch.packets)


def test_the_sender_report_comes_with_the_packets_as_it_was_sent() -> None:
    tapped = Tapped()
    report = SenderReport(VIDEO_SSRC, 77 << 32, 12345, 1, 1)
    tapped.network.send(tapped.peer, [tapped.peer.rtcp(report)])
    film(tapped.network, tapped.peer, Vp8Stream(VIDEO_SSRC, VP8), 3)
    batch = tapped.take()
    assert batch is not None and batch.reading is not None
    assert (batch.reading.ntp_time, batch.reading.rtp_timestamp) == (77 << 32, 12345)
    assert 0.0 < tapped.network.now - batch.reading.arrival < 0.2


def test_the_tap_follows_a_publisher_that_stops_its_largest_layer() -> None:
    network = SimulatedNetwork()
    peer, publisher = publish(network, rids=("q", "f"))
    track = next(t for t in publisher.tracks.values() if t.kind == "video")
    tap = network.endpoint.tap(track)
    streams = {rid: Vp8Stream(1000 + n, VP8) for n, rid in enumerate(("q", "f"))}

    def send(*rids: str) -> None:
        for rid in rids:
            extension = {1: track.mid.encode(), 2: rid.encode()}
            network.send(peer, [peer.rtp(streams[rid].packet(extension=extension))])
        network.run(0.03)

    seen: list[int] = []
    for frame in range(200):
        send(*(("q", "f") if frame < 50 or frame > 120 else ("q",)))
        batch = tap.take(network.now)
        if batch is not None and seen[-1:] != [batch.ssrc]:
            seen.append(batch.ssrc)
    assert seen[-3:] == [1001, 1000, 1001]
