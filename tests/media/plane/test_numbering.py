"""Samples of what leaves for a peer carry transport-wide numbers; nothing else changes."""

from __future__ import annotations

import pytest
from pylibsrtp import Policy

from media.plane.interface import RouteSpec, SourceSpec
from media.plane.python.numbering import SAMPLE_INTERVAL_S, SAMPLE_S
from media.rtp.extensions import ExtensionMap, find_elements, read_transport_sequence
from media.rtp.header import parse_header
from tests.media.plane.test_forwarding import FIRST, PATHS, SECOND, Stage, session

NUMBER_ID, SEND_TIME_ID = 9, 6
FRAME_S = 0.01


class Numbered(Stage):
    """The first subscriber's packets may be numbered, the second's never."""

    def __init__(self, *, rtx: bool = True) -> None:
        super().__init__(rtx=rtx)
        for peer, transport_cc in ((FIRST, NUMBER_ID), (SECOND, None)):
            self.plane.remove_route(peer)
            self.plane.add_route(
                RouteSpec(
                    route_id=peer,
                    peer_id=peer,
                    ssrc=777,
                    payload_type=96,
                    rtx_ssrc=778 if rtx else None,
                    rtx_payload_type=97 if rtx else None,
                    extensions=ExtensionMap({SEND_TIME_ID: 2}),
                    transport_cc=transport_cc,
                )
            )
            self.plane.select_source(peer, 1, 0.0)
            self.plane.number_packets(peer)

    def packets(self, subscriber: int) -> list[bytes]:
        """What a subscriber got, opened."""
        inbound = session(Policy.SSRC_ANY_INBOUND)
        calls = [datagrams for path, datagrams in self.taken() if path == PATHS[subscriber]]
        return [inbound.unprotect(datagram) for datagrams in calls for datagram in datagrams]


def number_of(packet: bytes) -> int | None:
    element = find_elements(packet, parse_header(packet)).get(NUMBER_ID)
    return read_transport_sequence(packet, element) if element is not None else None


def test_what_leaves_in_a_sample_is_numbered_and_noted() -> None:
    stage = Numbered()
    stage.send(1, 10.0, keyframe=True)
    stage.send(3, 10.0 + SAMPLE_S - 0.001)
    stage.send(2, 10.0 + SAMPLE_S)
    stage.send(2, 10.0 + SAMPLE_INTERVAL_S)

    numbers = [number_of(packet) for packet in stage.packets(FIRST)]
    assert numbers == [0, 1, 2, 3, None, None, 4, 5]
    runs = stage.plane.take_sent(FIRST)
    assert [(run.first, run.packets) for run in runs] == [(0, 1), (1, 3), (4, 2)]
    size = runs[0].octets
    assert [run.octets_before for run in runs] == [0, size, 6 * size]
    assert stage.plane.take_sent(FIRST) == []


def test_the_payload_and_the_other_elements_are_as_without_a_number() -> None:
    stage = Numbered()
    stage.send(2, 10.0, keyframe=True)
    calls = stage.calls[:]
    numbered, stage.calls = stage.packets(FIRST), calls
    for ours, plain in zip(numbered, stage.packets(SECOND), strict=True):
        header, without = parse_header(ours), parse_header(plain)
        assert ours[header.payload_offset :] == plain[without.payload_offset :]
        assert number_of(plain) is None
        at, size = find_elements(ours, header)[2]
        assert (size, ours[at : at + size]) == (3, (10 << 18).to_bytes(3))


def test_the_number_wraps_at_16_bits_and_the_noted_one_does_not() -> None:
    stage = Numbered()
    outlet = stage.plane._peers[FIRST].outlet
    assert outlet.numbering is not None
    outlet.numbering._sequence = 0xFFFF
    stage.send(2, 10.0, keyframe=True)
    assert [number_of(packet) for packet in stage.packets(FIRST)] == [0xFFFF, 0]
    assert [run.first for run in stage.plane.take_sent(FIRST)] == [0xFFFF]


@pytest.mark.parametrize(("rtx", "repaired"), [(True, 1), (False, 0)])
def test_what_was_numbered_is_repaired_on_a_repair_stream_alone(rtx: bool, repaired: int) -> None:
    """Without the number it would be something else under the same nonce."""
    stage = Numbered(rtx=rtx)
    stage.send(1, 10.0, keyframe=True)
    sequence = parse_header(stage.packets(FIRST)[0]).sequence
    stage.plane.retransmit(FIRST, 777, (sequence,), 11.0, 0.02)
    assert len(stage.taken()) == repaired


def test_a_layer_that_is_dropped_is_not_sent_and_not_repaired_any_more() -> None:
    stage = Numbered()
    stage.send(1, 10.0, keyframe=True)
    sequence = parse_header(stage.packets(FIRST)[0]).sequence
    stage.plane.add_source(SourceSpec(2, 1, 6, "video", "VP8", 96, 90_000))
    stage.plane.drop(FIRST)
    stage.plane.select_source(FIRST, 2, 10.1)
    stage.send(2, 10.2)
    stage.plane.retransmit(FIRST, 777, (sequence,), 10.3, 0.02)
    assert [path for path, _ in stage.taken()] == [PATHS[SECOND]]
