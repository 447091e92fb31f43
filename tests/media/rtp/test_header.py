from dataclasses import replace

import aiortc.rtp
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from media.errors import MalformedPacket
from media.rtp.extensions import build_extension
from media.rtp.header import RtpHeader, parse_header, serialize_header

headers = st.builds(
    RtpHeader,
    marker=st.booleans(),
    payload_type=st.integers(0, 127),
    sequence=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFFFFFF),
    ssrc=st.integers(0, 0xFFFFFFFF),
    csrcs=st.lists(st.integers(0, 0xFFFFFFFF), max_size=15).map(tuple),
    padding_length=st.integers(0, 255),
)
extensions = st.dictionaries(st.integers(1, 255), st.binary(max_size=40), max_size=6)

FIXED = bytes.fromhex("80e0 1234 01020304 0a0b0c0d")


def packet_of(header: RtpHeader, extension: bytes, payload: bytes) -> bytes:
    padding = bytes(header.padding_length - 1) if header.padding_length else b""
    count = bytes([header.padding_length]) if header.padding_length else b""
    return serialize_header(header, extension) + payload + padding + count


def test_every_field_of_a_packet_written_by_hand() -> None:
    packet = bytes.fromhex(
        "b2 e0 1234 01020304 0a0b0c0d"  # padding, extension, 2 CSRCs; marker, type 96
        "00000001 fffffffe"
        "bede 0002 1061 22 010203 00 00"  # 8 bytes of extension
        "cafe"
        "000003"
    )
    assert parse_header(packet) == RtpHeader(
        marker=True,
        payload_type=96,
        sequence=0x1234,
        timestamp=0x01020304,
        ssrc=0x0A0B0C0D,
        csrcs=(1, 0xFFFFFFFE),
        extension_profile=0xBEDE,
        extension_offset=24,
        extension_length=8,
        payload_offset=32,
        padding_length=3,
    )


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        (b"", "nothing"),
        (FIXED[:11], "half a header"),
        (b"\x00" + FIXED[1:], "version 0"),
        (b"\xc0" + FIXED[1:], "version 3"),
        (b"\x81" + FIXED[1:], "a CSRC announced, none there"),
        (b"\x8f" + FIXED[1:] + bytes(59), "one byte short of 15 CSRCs"),
        (b"\x90" + FIXED[1:], "an extension announced, none there"),
        (b"\x90" + FIXED[1:] + b"\xbe\xde\x00", "half an extension head"),
        (b"\x90" + FIXED[1:] + b"\xbe\xde\x00\x01\x00\x00\x00", "extension data short"),
        (b"\x90" + FIXED[1:] + b"\xbe\xde\xff\xff" + bytes(1000), "256 KiB of extension"),
        (b"\xa0" + FIXED[1:] + b"\x00", "padding of no byte"),
        (b"\xa0" + FIXED[1:] + b"\x02", "padding that reaches into the header"),
        (b"\xa0" + FIXED[1:], "padding in the header itself"),
    ],
)
def test_malformed(packet: bytes, why: str) -> None:
    with pytest.raises(MalformedPacket):
        parse_header(packet)


@pytest.mark.parametrize("payload", [b"", b"\x01", bytes(1400)])
def test_a_payload_of_any_size(payload: bytes) -> None:
    header = parse_header(FIXED + payload)
    assert (header.payload_offset, header.padding_length) == (12, 0)
    assert (header.extension_profile, header.extension_length) == (None, 0)


def test_padding_alone_leaves_an_empty_payload() -> None:
    packet = b"\xa0" + FIXED[1:] + bytes(254) + b"\xff"
    header = parse_header(packet)
    assert len(packet) - header.padding_length == header.payload_offset


@given(headers, extensions, st.binary(max_size=50))
def test_what_was_written_is_read(
    header: RtpHeader, elements: dict[int, bytes], payload: bytes
) -> None:
    extension = build_extension(elements)
    packet = packet_of(header, extension, payload)
    read = parse_header(packet)
    assert packet[read.payload_offset : len(packet) - read.padding_length] == payload
    if extension:
        end = read.extension_offset + read.extension_length
        assert packet[read.extension_offset - 4 : end] == extension
    assert header == replace(
        read,
        extension_profile=None,
        extension_offset=0,
        extension_length=0,
        payload_offset=12,
    )
    assert serialize_header(read, extension) == packet[: read.payload_offset]


@given(headers, st.binary(max_size=50))
def test_aiortc_reads_the_same(header: RtpHeader, payload: bytes) -> None:
    theirs = aiortc.rtp.RtpPacket.parse(packet_of(header, b"", payload))
    assert (theirs.marker, theirs.payload_type) == (header.marker, header.payload_type)
    assert (theirs.sequence_number, theirs.timestamp) == (header.sequence, header.timestamp)
    assert (theirs.ssrc, tuple(theirs.csrc)) == (header.ssrc, header.csrcs)
    assert (theirs.payload, theirs.padding_size) == (payload, header.padding_length)


@given(st.binary(max_size=100), st.booleans())
def test_arbitrary_bytes_raise_only_the_declared_error(data: bytes, as_rtp: bool) -> None:
    packet = bytes([0x80 | data[0] & 0x3F]) + data[1:] if data and as_rtp else data
    try:
        header = parse_header(packet)
    except MalformedPacket:
        return
    assert 12 <= header.payload_offset <= len(packet) - header.padding_length
    assert header.extension_offset + header.extension_length <= header.payload_offset


@given(headers, st.integers(0, 80))
def test_a_bytearray_reads_like_bytes(header: RtpHeader, size: int) -> None:
    packet = packet_of(header, b"", bytes(size))
    assert parse_header(bytearray(packet)) == parse_header(packet)


@pytest.mark.parametrize(
    "change",
    [
        {"payload_type": 128},
        {"payload_type": -1},
        {"sequence": 65536},
        {"timestamp": 1 << 32},
        {"ssrc": -1},
        {"csrcs": (0,) * 16},
        {"csrcs": (1 << 32,)},
    ],
)
def test_a_field_out_of_range_is_not_written(change: dict[str, int]) -> None:
    header = replace(RtpHeader(False, 0, 0, 0, 0), **change)  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        serialize_header(header)


@given(headers)
def test_a_cut_header_is_malformed(header: RtpHeader) -> None:
    assume(header.csrcs)
    whole = serialize_header(replace(header, padding_length=0))
    with pytest.raises(MalformedPacket):
        parse_header(whole[:-1])
