import aiortc.rtp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import MalformedPacket
from media.rtp.extensions import build_extension
from media.rtp.header import RtpHeader, parse_header, serialize_header
from media.rtp.rtx import unwrap_rtx, wrap_rtx

FIXED = bytes.fromhex("80e1 0007 01020304 0a0b0c0d")


@st.composite
def packets(draw: st.DrawFn) -> bytes:
    header = RtpHeader(
        marker=draw(st.booleans()),
        payload_type=draw(st.integers(0, 127)),
        sequence=draw(st.integers(0, 0xFFFF)),
        timestamp=draw(st.integers(0, 0xFFFFFFFF)),
        ssrc=draw(st.integers(0, 0xFFFFFFFF)),
        csrcs=tuple(draw(st.lists(st.integers(0, 0xFFFFFFFF), max_size=3))),
        padding_length=draw(st.integers(0, 9)),
    )
    elements = draw(st.dictionaries(st.integers(1, 20), st.binary(max_size=20), max_size=4))
    padding = bytes([0] * 8 + [header.padding_length])[9 - header.padding_length :]
    payload = draw(st.binary(max_size=60))
    return serialize_header(header, build_extension(elements)) + payload + padding


def test_a_packet_wrapped_by_hand() -> None:
    wrapped = wrap_rtx(FIXED + b"picture", ssrc=0x11223344, payload_type=98, sequence=0xABCD)
    assert wrapped == bytes.fromhex("80e2 abcd 01020304 11223344 0007") + b"picture"


@given(packets(), st.integers(0, 0xFFFFFFFF), st.integers(0, 127), st.integers(0, 0xFFFF))
def test_unwrapping_gives_back_what_was_wrapped(
    packet: bytes, ssrc: int, payload_type: int, sequence: int
) -> None:
    wrapped = wrap_rtx(packet, ssrc, payload_type, sequence)
    outer = parse_header(wrapped)
    assert (outer.ssrc, outer.payload_type, outer.sequence) == (ssrc, payload_type, sequence)
    inner = parse_header(packet)
    assert unwrap_rtx(wrapped, outer, inner.ssrc, inner.payload_type) == packet


@given(st.booleans(), st.integers(0, 0xFFFF), st.binary(max_size=60))
def test_aiortc_wraps_the_same(marker: bool, sequence: int, payload: bytes) -> None:
    packet = serialize_header(RtpHeader(marker, 96, sequence, 4, 5)) + payload
    theirs = aiortc.rtp.wrap_rtx(
        aiortc.rtp.RtpPacket.parse(packet), payload_type=97, sequence_number=11, ssrc=12
    )
    assert wrap_rtx(packet, ssrc=12, payload_type=97, sequence=11) == theirs.serialize()


def test_padding_alone_carries_no_packet() -> None:
    probe = b"\xa0" + FIXED[1:] + bytes(99) + b"\x64"
    assert unwrap_rtx(probe, parse_header(probe), 1, 96) is None
    assert unwrap_rtx(FIXED, parse_header(FIXED), 1, 96) is None


def test_one_byte_is_no_sequence_number() -> None:
    for packet in (FIXED + b"\x00", b"\xa0" + FIXED[1:] + b"\x00\x00\x02"):
        with pytest.raises(MalformedPacket):
            unwrap_rtx(packet, parse_header(packet), 1, 96)


def test_wrapping_what_is_no_rtp_packet() -> None:
    with pytest.raises(MalformedPacket):
        wrap_rtx(b"short", 1, 97, 1)
