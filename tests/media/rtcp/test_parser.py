import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import MalformedPacket
from media.rtcp import (
    FullIntraRequest,
    Goodbye,
    Nack,
    PictureLoss,
    ReceiverReport,
    Remb,
    ReportBlock,
    RtcpPacket,
    SenderReport,
    SourceDescription,
    UnknownRtcp,
    parse_compound,
)

BY_HAND: list[tuple[str, RtcpPacket]] = [
    ("80cb0000", Goodbye(())),
    ("81cb0001 00000007", Goodbye((7,))),
    ("82cb0003 00000007 00000008 03627965", Goodbye((7, 8))),  # with the reason "bye"
    ("a1cb0002 00000007 00000004", Goodbye((7,))),  # with padding
    ("80c90001 00000001", ReceiverReport(1)),
    ("80c90002 00000001 deadbeef", ReceiverReport(1)),  # with a profile's own end
    (
        "81c90007 00000001 00000002 40fffffe 0001ffff 00000010 aabbccdd 00010000",
        ReceiverReport(1, (ReportBlock(2, 64, -2, 0x1FFFF, 16, 0xAABBCCDD, 65536),)),
    ),
    (
        "80c80006 00000001 e0000000 80000000 00015f90 00000003 00000bb8",
        SenderReport(1, 0xE0000000_80000000, 90000, 3, 3000),
    ),
    ("81ca0003 00000005 01036162 63000000", SourceDescription(((5, "abc"),))),
    (
        # A note, then the name "é"; a source with a tool only; the name "z".
        "83ca0007 00000005 07017801 02c3a900 00000006 06017800 00000007 01017a00",
        SourceDescription(((5, "é"), (7, "z"))),
    ),
    ("81cd0003 00000001 00000002 ffff0003", Nack(1, 2, (0xFFFF, 0, 1))),
    ("81cd0004 00000001 00000002 00058001 00640000", Nack(1, 2, (5, 6, 21, 100))),
    ("81ce0002 00000001 00000002", PictureLoss(1, 2)),
    (
        "84ce0006 00000001 00000000 00000002 07000000 00000003 ff000000",
        FullIntraRequest(1, ((2, 7), (3, 255))),
    ),
    ("8fce0005 00000001 00000000 52454d42 010bd090 00000009", Remb(1, 1_000_000, (9,))),
    (
        "8fce0003 00000001 00000002 41464200",
        UnknownRtcp(206, 15, bytes.fromhex("00000001 00000002 41464200")),
    ),
    ("80cc0002 00000001 6e616d65", UnknownRtcp(204, 0, b"\0\0\0\1name")),
    ("83cd0002 00000001 00000002", UnknownRtcp(205, 3, bytes.fromhex("00000001 00000002"))),
    ("80000000", UnknownRtcp(0, 0, b"")),
]


@pytest.mark.parametrize(("data", "packet"), BY_HAND)
def test_packets_by_hand(data: str, packet: RtcpPacket) -> None:
    assert parse_compound(bytes.fromhex(data)) == [packet]


def test_a_compound_packet_is_its_packets_in_order() -> None:
    data = bytes.fromhex("".join(data for data, _ in BY_HAND))
    assert parse_compound(data) == [packet for _, packet in BY_HAND]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("", "nothing"),
        ("80cb00", "half a head"),
        ("00cb0000", "version 0"),
        ("c0cb0000", "version 3"),
        ("80cb0001", "longer than the datagram"),
        ("80cb0000 80", "half a head after a packet"),
        ("a0cb0000", "padding without a body"),
        ("a1cb0002 00000007 00000000", "padding of no byte"),
        ("a1cb0002 00000007 00000009", "padding longer than the body"),
        ("82cb0001 00000007", "two sources announced, one there"),
        ("80c90000", "a receiver report of nobody"),
        ("81c90001 00000001", "a report announced, none there"),
        ("80c80005 00000001 e0000000 80000000 00015f90 00000003", "half a sender report"),
        ("81ca0000", "a chunk announced, none there"),
        ("81ca0002 00000005 01ff6162", "a name longer than the packet"),
        ("81ca0002 00000005 01026162", "a chunk without its end"),
        ("82ca0003 00000005 01036162 63000000", "two chunks announced, one there"),
        ("81cd0001 00000001", "a NACK of no source"),
        ("a1cd0003 00000001 00000002 00000002", "half a NACK item"),
        ("81ce0001 00000001", "a PLI of no source"),
        ("84ce0003 00000001 00000000 00000002", "half a FIR item"),
        ("8fce0003 00000001 00000000 52454d42", "a REMB without a bitrate"),
        ("8fce0004 00000001 00000000 52454d42 010bd090", "a REMB without its source"),
        ("8fce0001 00000001", "application feedback without a head"),
        ("8fcd0001 00000001", "transport feedback without a head"),
    ],
)
def test_malformed(data: str, why: str) -> None:
    with pytest.raises(MalformedPacket):
        parse_compound(bytes.fromhex(data))


def test_one_bad_packet_spoils_its_datagram() -> None:
    with pytest.raises(MalformedPacket):
        parse_compound(bytes.fromhex("81cb0001 00000007 81ce0001 00000001"))


def test_a_name_that_is_not_utf8_is_read_as_well_as_it_can_be() -> None:
    data = bytes.fromhex("81ca0003 00000005 010361ff 62000000")
    assert parse_compound(data) == [SourceDescription(((5, "a�b"),))]


@given(st.binary(max_size=200))
def test_arbitrary_bytes_raise_only_the_declared_error(data: bytes) -> None:
    check(data)


@given(
    st.integers(0, 31),
    st.booleans(),
    st.sampled_from([200, 201, 202, 203, 204, 205, 206, 207]),
    st.binary(max_size=120),
)
def test_arbitrary_bodies_raise_only_the_declared_error(
    count: int, padded: bool, packet_type: int, body: bytes
) -> None:
    body = body[: len(body) // 4 * 4]
    flags = 0x80 | (0x20 if padded else 0) | count
    check(bytes([flags, packet_type]) + (len(body) // 4).to_bytes(2) + body)


@given(st.data())
def test_damaged_packets_raise_only_the_declared_error(data: st.DataObject) -> None:
    compound = bytearray(bytes.fromhex("".join(hexadecimal for hexadecimal, _ in BY_HAND)))
    for _ in range(data.draw(st.integers(1, 4))):
        compound[data.draw(st.integers(0, len(compound) - 1))] = data.draw(st.integers(0, 255))
    check(bytes(compound))
    check(bytes(compound[: data.draw(st.integers(0, len(compound)))]))


def check(data: bytes) -> None:
    try:
        packets = parse_compound(data)
    except MalformedPacket:
        return
    assert packets
