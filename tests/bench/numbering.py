"""What transport-wide numbers cost: ``python -m tests.bench.numbering [--rounds 15]``.

The plane without sockets, one publisher and fifty subscribers, one second of pictures (25 of 10
packets) a round: by turns nobody's packets are numbered, or samples of everybody's, with the
feedback that tells of them, parsed and judged. Receiving, encryption and rewriting are in both; the
kernel and the event loop, which cost three times as much again, in neither: add the microseconds to
those of `make bench` rather than to quote the ratio.
"""

from __future__ import annotations

import argparse
import statistics
import time

from pylibsrtp import Policy

from media.control.line import Line
from media.dtls.keys import SrtpKeys
from media.plane.interface import Path, RouteSpec, SourceSpec
from media.plane.python.plane import PythonPlane
from media.rtcp import TransportFeedback, parse_compound, serialize_compound
from media.rtcp.transport_cc import ArrivalLog
from media.rtp.extensions import ExtensionMap, find_elements, read_transport_sequence
from media.rtp.header import parse_header
from tests.media.plane.test_forwarding import KEY, SALT, Ignored, session
from tests.support.streams import Vp8Stream

SUBSCRIBERS, PICTURES, PACKETS = 50, 25, 10
NUMBER_ID = 3


class Crowd:
    """Everybody has the same keys, and is as far away."""

    def __init__(self, *, numbered: bool) -> None:
        self._numbered = numbered
        self._plane = PythonPlane(self._sent)
        self._plane.start(Ignored())  # type: ignore[arg-type]
        self._stream = Vp8Stream(ssrc=5, payload_type=96)
        self._publisher = session(Policy.SSRC_ANY_OUTBOUND)
        self._now, self._last = 1000.0, b""
        self._lines: dict[int, Line] = {}
        self._log = ArrivalLog()
        self._receiver = session(Policy.SSRC_ANY_INBOUND)
        for peer in range(SUBSCRIBERS + 1):
            self._plane.add_peer(peer)
            self._plane.add_path(peer, Path(0, ("192.0.2.1", 5000 + peer)), send_here=True)
            self._plane.set_keys(peer, SrtpKeys("AEAD_AES_128_GCM", KEY, SALT, KEY, SALT))
        self._plane.add_source(SourceSpec(1, 0, 5, "video", "VP8", 96, 90_000))
        extensions = ExtensionMap({6: 2})
        for peer in range(1, SUBSCRIBERS + 1):
            number_id = NUMBER_ID if numbered else None
            spec = RouteSpec(peer, peer, 777, 96, 778, 97, extensions, None, number_id)
            self._plane.add_route(spec)
            self._plane.select_source(peer, 1, 0.0)
            self._lines[peer] = Line()
            if numbered:
                self._plane.number_packets(peer)

    def _sent(self, path: Path, datagrams: list[bytes]) -> None:
        if path.address[1] == 5000 + SUBSCRIBERS:
            self._arrived = datagrams

    def second(self) -> tuple[float, float]:
        """One second of pictures; the processor seconds of forwarding and of the feedback."""
        forwarding = feedback = 0.0
        for picture in range(PICTURES):
            self._now += 1 / PICTURES
            packets = [
                self._publisher.protect(
                    self._stream.packet(
                        keyframe=self._stream.sent == 0, extension={6: b"\1\2\3"}, size=1080
                    )
                )
                for _ in range(PACKETS)
            ]
            began = time.process_time()
            for packet in packets:
                self._plane.receive(packet, Path(0, ("192.0.2.1", 5000)), self._now)
            self._plane.flush()
            forwarding += time.process_time() - began
            if self._numbered:
                self._note_arrivals()
                feedback += self._feedback(is_due=picture % 2 == 1)
        return forwarding, feedback

    def _note_arrivals(self) -> None:
        for datagram in self._arrived:
            packet = self._receiver.unprotect(datagram)
            element = find_elements(packet, parse_header(packet)).get(NUMBER_ID)
            if element is not None:
                sequence = read_transport_sequence(packet, element)
                self._log.record(sequence, self._now + 0.02)

    def _feedback(self, *, is_due: bool) -> float:
        """The last subscriber's feedback or nothing, from everybody."""
        messages = self._log.take_feedback(1, 2) if is_due else []
        compounds = [serialize_compound([message]) for message in messages]
        began = time.process_time()
        for peer, line in self._lines.items():
            for compound in compounds:
                for message in parse_compound(compound):
                    assert isinstance(message, TransportFeedback)
                    line.feedback(message, self._plane.take_sent(peer), self._now)
                line.look(self._plane.take_sent(peer), 2, self._now)
            if is_due and not compounds:
                line.look(self._plane.take_sent(peer), 2, self._now)
        return time.process_time() - began


def main() -> None:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--rounds", type=int, default=15)
    rounds = wanted.parse_args().rounds
    plain, numbered = Crowd(numbered=False), Crowd(numbered=True)
    times = [(plain.second()[0], *numbered.second()) for _ in range(rounds)][1:]
    packets = SUBSCRIBERS * PICTURES * PACKETS
    for name, index in (("without numbers", 0), ("with numbers", 1), ("and the feedback", 2)):
        spent = statistics.median(row[index] for row in times)
        print(f"{name:18} {1e6 * spent / packets:6.2f} us per packet")
    ratio = statistics.median(row[1] / row[0] for row in times)
    total = statistics.median((row[1] + row[2]) / row[0] for row in times)
    print(f"numbers: x {ratio:.3f}; with the feedback: x {total:.3f}")


if __name__ == "__main__":
    main()
