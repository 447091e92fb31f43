"""What leaves for subscribers: in batches, in order, and never two things under one number."""

from __future__ import annotations

import pytest
from pylibsrtp import Policy, Session

from media.dtls.keys import SrtpKeys
from media.plane.interface import Path, RouteSpec, SourceSpec
from media.plane.python.plane import PythonPlane
from media.rtp.extensions import ExtensionMap, find_elements
from media.rtp.header import parse_header
from tests.support.streams import Vp8Stream

PUBLISHER, FIRST, SECOND = 1, 2, 3
PATHS = {peer: Path(0, ("192.0.2.1", 5000 + peer)) for peer in (PUBLISHER, FIRST, SECOND)}
KEY, SALT = bytes(range(16)), bytes(range(12))
SEND_TIME_ID, THEIR_SEND_TIME_ID = 6, 2
ROUTE_SSRC, RTX_SSRC, VP8, RTX = 777, 778, 96, 97


class Ignored:
    """Events that concern nobody here."""

    def __getattr__(self, name: str) -> object:
        return lambda *args: None


def session(direction: int) -> Session:
    profile = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
    return Session(Policy(key=KEY + SALT, ssrc_type=direction, srtp_profile=profile))


class Stage:
    """A plane with one publisher and two subscribers that have the same keys."""

    def __init__(self, *, rtx: bool) -> None:
        self.calls: list[tuple[Path, list[bytes]]] = []
        self.plane = PythonPlane(lambda path, datagrams: self.calls.append((path, datagrams)))
        self.plane.start(Ignored())  # type: ignore[arg-type]
        self._publisher = session(Policy.SSRC_ANY_OUTBOUND)
        self._stream = Vp8Stream(ssrc=5, payload_type=VP8)
        for peer, path in PATHS.items():
            self.plane.add_peer(peer)
            self.plane.add_path(peer, path, send_here=True)
            self.plane.set_keys(peer, SrtpKeys("AEAD_AES_128_GCM", KEY, SALT, KEY, SALT))
        self.plane.add_source(SourceSpec(1, PUBLISHER, 5, "video", "VP8", VP8, 90_000))
        for peer in (FIRST, SECOND):
            self.plane.add_route(
                RouteSpec(
                    route_id=peer,
                    peer_id=peer,
                    ssrc=ROUTE_SSRC,
                    payload_type=VP8,
                    rtx_ssrc=RTX_SSRC if rtx else None,
                    rtx_payload_type=RTX if rtx else None,
                    extensions=ExtensionMap({SEND_TIME_ID: THEIR_SEND_TIME_ID}),
                    abs_send_time=SEND_TIME_ID,
                )
            )
            self.plane.select_source(peer, 1, 0.0)

    def send(self, count: int, now: float, *, keyframe: bool = False) -> None:
        """A batch of packets from the publisher."""
        for _ in range(count):
            packet = self._stream.packet(keyframe=keyframe, extension={SEND_TIME_ID: b"\1\2\3"})
            self.plane.receive(self._publisher.protect(packet), PATHS[PUBLISHER], now)
        self.plane.flush()

    def taken(self) -> list[tuple[Path, list[bytes]]]:
        calls, self.calls = self.calls, []
        return calls


def send_time(packet: bytes) -> bytes:
    at, size = find_elements(packet, parse_header(packet))[THEIR_SEND_TIME_ID]
    return packet[at : at + size]


def test_a_batch_leaves_as_one_call_per_subscriber_in_order() -> None:
    stage = Stage(rtx=True)
    stage.send(1, 1.0, keyframe=True)
    stage.taken()
    stage.send(5, 2.0)

    calls = stage.taken()
    assert [path for path, _ in calls] == [PATHS[FIRST], PATHS[SECOND]]
    for _, datagrams in calls:
        inbound = session(Policy.SSRC_ANY_INBOUND)
        headers = [parse_header(inbound.unprotect(datagram)) for datagram in datagrams]
        assert [header.sequence - headers[0].sequence for header in headers] == [0, 1, 2, 3, 4]
        assert {(header.ssrc, header.payload_type) for header in headers} == {(ROUTE_SSRC, VP8)}


def test_packets_carry_our_time_of_sending_under_the_subscribers_id() -> None:
    stage = Stage(rtx=True)
    stage.send(1, 1.5, keyframe=True)

    packet = session(Policy.SSRC_ANY_INBOUND).unprotect(stage.taken()[0][1][0])
    assert send_time(packet) == (3 << 17).to_bytes(3, "big")


def test_a_packet_sent_again_under_its_own_number_is_the_same_to_the_last_bit() -> None:
    """Otherwise AES-GCM, given one nonce twice, would betray its authentication key."""
    stage = Stage(rtx=False)
    stage.send(1, 1.0, keyframe=True)
    sent = stage.taken()[0][1]
    sequence = parse_header(sent[0]).sequence

    stage.plane.retransmit(FIRST, ROUTE_SSRC, (sequence,), 7.0, 0.02)

    assert stage.taken() == [(PATHS[FIRST], sent)]


def test_a_repair_stream_has_numbers_and_a_time_of_sending_of_its_own() -> None:
    stage = Stage(rtx=True)
    stage.send(1, 1.0, keyframe=True)
    sequence = parse_header(stage.taken()[0][1][0]).sequence

    for _ in range(2):
        stage.plane.retransmit(FIRST, ROUTE_SSRC, (sequence,), 7.0, 0.0)

    inbound = session(Policy.SSRC_ANY_INBOUND)
    repairs = [inbound.unprotect(datagrams[0]) for _, datagrams in stage.taken()]
    headers = [parse_header(repair) for repair in repairs]
    assert [header.ssrc for header in headers] == [RTX_SSRC, RTX_SSRC]
    assert headers[1].sequence == headers[0].sequence + 1
    for repair, header in zip(repairs, headers, strict=True):
        assert send_time(repair) == (7 << 18).to_bytes(4, "big")[1:]
        assert repair[header.payload_offset :][:2] == sequence.to_bytes(2, "big")


def test_a_fault_of_one_batch_does_not_stop_the_next(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage(rtx=True)
    stage.send(1, 1.0, keyframe=True)
    stage.taken()
    transmit = stage.plane._transmit

    def fail(path: Path, datagrams: list[bytes]) -> None:
        raise RuntimeError

    stage.plane._transmit = fail
    stage.send(1, 2.0)
    stage.plane._transmit = transmit
    stage.send(1, 3.0)

    assert len(stage.taken()) == 2
    assert stage.plane.counters.dropped == {"fault": 1}
