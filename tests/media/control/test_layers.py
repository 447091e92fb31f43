"""Which simulcast layer goes to whom, and which are wanted at all."""

from __future__ import annotations

from itertools import pairwise

from media.rtcp import ReceiverReport, ReportBlock
from tests.support.descriptions import MID_ID, RID_ID, VP8
from tests.support.rtc_peer import Received, RtcPeer
from tests.support.sessions import publish, sequences, subscribe, video
from tests.support.simulated_network import SimulatedNetwork
from tests.support.streams import Vp8Stream


def test_of_two_subscribers_the_one_with_a_narrow_line_gets_the_smaller_layer() -> None:
    """50 and 200 kbit/s; one line carries 120. Later it carries everything."""
    network = SimulatedNetwork()
    publishing, publisher = publish(network, rids=("q", "h"))
    wide, _ = subscribe(network, publisher)
    narrow, _ = subscribe(network, publisher)
    peers = (wide, narrow)
    network.limit(narrow, 120_000)
    track = next(t for t in publisher.tracks.values() if t.kind == "video")
    layers = ((Vp8Stream(0xAAAA, VP8), b"q", 250), (Vp8Stream(0xBBBB, VP8), b"h", 1000))

    def film_both(seconds: float) -> list[list[int]]:
        """The sizes of the last pictures that each got."""
        seen = [len(video(peer)) for peer in peers]
        for frame in range(round(seconds * 25)):
            for stream, rid, size in layers:
                extension = {MID_ID: b"1", RID_ID: rid}
                packet = stream.packet(keyframe=frame % 5 == 0, extension=extension, size=size)
                network.send(publishing, [publishing.rtp(packet)])
            network.run(0.04)
            if frame % 25 == 24:
                for index, peer in enumerate(peers):
                    got = video(peer)[seen[index] :]
                    seen[index] += len(got)
                    report_loss(network, peer, got)
        return [[len(p.payload) // 250 for p in video(peer)[-10:]] for peer in peers]

    assert film_both(8) == [[4] * 10, [1] * 10]
    assert set(track.wanted_rids(network.now)) == {"q", "h"}
    pictures = video(narrow)
    assert all(b.header.timestamp > a.header.timestamp for a, b in pairwise(pictures))
    network.limit(narrow, None)
    assert film_both(25) == [[4] * 10, [4] * 10]
    assert track.wanted_rids(network.now) == ("h",)


def report_loss(network: SimulatedNetwork, peer: RtcPeer, got: list[Received]) -> None:
    """A receiver report on the packets of the last second, as browsers send one."""
    numbers = sequences(got)
    expected = (numbers[-1] - numbers[0] + 1) if numbers else 0
    lost = round(256 * (1 - len(numbers) / expected)) if expected else 0
    ssrc = got[-1].header.ssrc if got else 0
    report = ReceiverReport(1, (ReportBlock(ssrc, fraction_lost=min(255, lost)),))
    network.send(peer, [peer.rtcp(report)])


def test_what_nobody_watches_is_wanted_by_nobody() -> None:
    network = SimulatedNetwork()
    _, publisher = publish(network, rids=("q", "h"))
    _, subscriber = subscribe(network, publisher, "low")
    track = next(t for t in publisher.tracks.values() if t.kind == "video")
    assert track.wanted_rids(network.now) == ("q",)
    subscriber.watch({track.id: "high"}, network.now)
    assert track.wanted_rids(network.now) == ("q", "h")
    network.run(4.0)
    assert track.wanted_rids(network.now) == ("h",)
    tap = network.endpoint.tap(track)
    subscriber.watch({}, network.now)
    for _ in range(8):
        network.run(0.5)
        tap.take(network.now)
    assert track.wanted_rids(network.now) == ("h",)
    network.run(4.0)
    assert track.wanted_rids(network.now) == ()
