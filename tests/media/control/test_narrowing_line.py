"""A line that narrows under a subscriber, through the whole endpoint: how long it sees nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from media.control import line
from media.rtcp import PictureLoss, ReceiverReport, ReportBlock
from media.rtcp.transport_cc import ArrivalLog
from media.rtp.extensions import find_elements, read_transport_sequence
from media.rtp.payload import is_keyframe_start
from tests.support.descriptions import MID_ID, OPUS, RID_ID, VP8, subscribe_answer
from tests.support.rtc_peer import Received, RtcPeer
from tests.support.sessions import VIDEO_SSRC, film, publish, subscribe, video
from tests.support.simulated_network import SimulatedNetwork
from tests.support.streams import OpusStream, Vp8Stream

FRAME_S = 0.04
NUMBER_ID = 3
LINE_BPS = 160_000
LAYERS = {b"q": 250, b"h": 1100}
"""Octets of a picture: 50 and 220 kbit/s; and 30 of sound, with all headers."""


@dataclass
class Home:
    """Reports as a browser does; `feedback`: also transport-wide."""

    network: SimulatedNetwork
    peer: RtcPeer
    feedback: bool
    shown: list[float] = field(default_factory=list)
    """When each picture came of which nothing was missing, nor of those it follows."""
    heard: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._log = ArrivalLog()
        self._ssrc = self._got = self._missed = 0
        self._last: int | None = None
        self._whole = False

    def look(self) -> None:
        """Take what arrived."""
        received, self.peer.received = self.peer.received, []
        for packet in received:
            element = find_elements(packet.packet, packet.header).get(NUMBER_ID)
            if element is not None:
                self._log.record(read_transport_sequence(packet.packet, element), packet.at)
            if packet.header.payload_type == VP8:
                self._see(packet)
            elif packet.header.payload_type == OPUS:
                self.heard.append(packet.at)

    def _see(self, packet: Received) -> None:
        sequence, self._ssrc = packet.header.sequence, packet.header.ssrc
        missed = 0 if self._last is None else (sequence - self._last - 1) & 0xFFFF
        self._last, self._got, self._missed = sequence, self._got + 1, self._missed + missed
        self._whole = is_keyframe_start("VP8", packet.payload) or (self._whole and not missed)
        if self._whole:
            self.shown.append(packet.at)

    def report(self, *, loss: bool) -> None:
        """`loss`: also in a receiver report."""
        messages = self._log.take_feedback(1, 2) if self.feedback else []
        for message in messages:
            self.network.send(self.peer, [self.peer.rtcp(message)])
        if not self._whole:
            self.network.send(self.peer, [self.peer.rtcp(PictureLoss(1, self._ssrc))])
        if loss:
            fraction = self._missed / max(1, self._missed + self._got)
            self._missed = self._got = 0
            block = ReportBlock(self._ssrc, fraction_lost=min(255, round(256 * fraction)))
            self.network.send(self.peer, [self.peer.rtcp(ReceiverReport(1, (block,)))])


class Room:
    """Who publishes two sizes and sound, and one home."""

    def __init__(self, *, feedback: bool) -> None:
        self.network = SimulatedNetwork()
        self._publishing, publisher = publish(self.network, rids=("q", "h"))
        peer, self.subscriber = subscribe(self.network, publisher)
        self.home = Home(self.network, peer, feedback)
        self._layers = {b"q": Vp8Stream(0xAAAA, VP8), b"h": Vp8Stream(0xBBBB, VP8)}
        self._sound = OpusStream(0xCCCC, OPUS)
        self._frame = 0

    def play(self, seconds: float) -> None:
        """Keyframes where the server asks for them."""
        for _ in range(round(seconds / FRAME_S)):
            reports, self._publishing.reports = self._publishing.reports, []
            asked = {report.media_ssrc for report in reports if isinstance(report, PictureLoss)}
            for rid, stream in self._layers.items():
                extension = {MID_ID: b"1", RID_ID: rid}
                packet = stream.packet(
                    keyframe=stream.ssrc in asked, extension=extension, size=LAYERS[rid]
                )
                self._send(packet)
            for _ in range(2):
                self._send(self._sound.packet(extension={MID_ID: b"0"}))
                self.network.run(FRAME_S / 2)
                self.home.look()
            self._frame += 1
            if self._frame % 3 == 0:
                self.home.report(loss=self._frame % 24 == 0)

    def _send(self, packet: bytes) -> None:
        self.network.send(self._publishing, [self._publishing.rtp(packet)])

    def narrow(self, bitrate_bps: float | None) -> None:
        self.network.limit(self.home.peer, bitrate_bps)


def longest_gap_s(times: list[float], since: float, until: float) -> float:
    within = [since, *(at for at in times if since < at < until), until]
    return max(later - earlier for earlier, later in pairwise(within))


def flows_again_s(times: list[float], since: float, until: float) -> float:
    """After so long there is no gap any more."""
    within = [since, *(at for at in times if since < at < until), until]
    after_gaps = [later for earlier, later in pairwise(within) if later - earlier > 0.2]
    return max(after_gaps, default=since) - since


@pytest.mark.parametrize(("feedback", "at_least_s", "at_most_s"), [(True, 0, 1.5), (False, 2, 5)])
def test_the_picture_is_back_a_second_and_a_half_after_the_line_narrowed(
    feedback: bool, at_least_s: float, at_most_s: float
) -> None:
    """Without feedback it takes two seconds of loss, and the reports of them."""
    room = Room(feedback=feedback)
    room.play(6)
    narrowed = room.network.now
    room.narrow(LINE_BPS)
    room.play(8)
    back_s = flows_again_s(room.home.shown, narrowed, room.network.now)
    assert at_least_s < back_s < at_most_s
    assert longest_gap_s(room.home.heard, narrowed + back_s, room.network.now) < 0.1


def test_reports_on_another_picture_do_not_undo_a_step_while_the_first_one_rests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(line, "REPORT_INTERVAL_S", 0.01)
    room = Room(feedback=True)
    network, peer, subscriber = room.network, room.home.peer, room.subscriber
    single_ssrc = add_single_picture(room)

    room.play(6)
    room.narrow(LINE_BPS)
    while not subscriber._line.steps_down:
        room.play(FRAME_S)
    report = ReceiverReport(1, (ReportBlock(single_ssrc, fraction_lost=0),))
    network.send(peer, [peer.rtcp(report)])
    network.run(0.1)
    assert subscriber._line.steps_down == 1


def add_single_picture(room: Room) -> int:
    """Somebody else, who is seen in one size; the SSRC at the home."""
    network, peer, subscriber = room.network, room.home.peer, room.subscriber
    publishing, publisher = publish(network)
    for track in publisher.tracks.values():
        subscriber.attach(track)
    sdp, generation, _ = subscriber.offer(network.now)
    answer = subscribe_answer(peer, peer.take(sdp))
    assert subscriber.answer(answer, generation, network.now)
    subscriber.watch({track.id: "high" for track in subscriber.attached()}, network.now)
    film(network, publishing, Vp8Stream(VIDEO_SSRC, VP8), 30)
    return video(peer)[-1].header.ssrc


def test_the_larger_picture_comes_back_with_the_line() -> None:
    room = Room(feedback=True)
    room.play(4)
    room.narrow(LINE_BPS)
    room.play(4)
    room.narrow(None)
    room.play(12)
    assert room.subscriber._line.steps_down == 0
    assert longest_gap_s(room.home.shown, room.network.now - 8, room.network.now) < 0.2


def test_a_line_that_carries_everything_is_left_alone() -> None:
    room = Room(feedback=True)
    room.narrow(500_000)
    room.play(20)
    assert room.subscriber._line.steps_down == 0
    assert longest_gap_s(room.home.shown, room.network.now - 19, room.network.now) < 0.2
