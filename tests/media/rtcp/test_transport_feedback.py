import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from media.errors import MalformedPacket
from media.rtcp import TransportFeedback, parse_compound, serialize_compound

HEAD = "00000001 00000002"


def message(rest: str) -> bytes:
    body = bytes.fromhex(HEAD + rest)
    body += bytes(-len(body) % 4)
    return bytes.fromhex("8fcd") + (len(body) // 4).to_bytes(2) + body


def feedback(
    base: int, reference: int, count: int, arrivals: tuple[int | None, ...]
) -> TransportFeedback:
    return TransportFeedback(1, 2, base, reference, count, arrivals)


@pytest.mark.parametrize(
    ("rest", "packet"),
    [
        # Base 153, one packet; reference 0x3de802, count 23; a run of one; 148 ticks: 37 ms.
        ("0099 0001 3de80217 2001 94", feedback(153, 0x3DE802, 23, (148,))),
        # The draft's own run (3.1.3): 221 packets lost.
        ("0000 00dd 00000100 00dd", feedback(0, 1, 0, (None,) * 221)),
        # The draft's own vector of 14 (3.1.4): 1 lost, 5 in, 3 lost, 3 in, 2 lost.
        (
            "0000 000e 00000100 9f1c 0102030405060708",
            feedback(
                0,
                1,
                0,
                (None, 1, 3, 6, 10, 15, None, None, None, 21, 28, 36, None, None),
            ),
        ),
        # Seven of two bits: lost, small, large, large, small, lost, lost.
        (
            "ffff 0007 00000201 c690 05 0100 fff0 07",
            feedback(0xFFFF, 2, 1, (None, 5, 261, 245, 252, None, None)),
        ),
        # A vector covers more than is announced: the rest is nothing.
        ("0000 0002 00000000 b000 0102", feedback(0, 0, 0, (1, 3))),
        # A run of none between two chunks.
        ("0000 0002 00000000 2001 0000 2001 0102", feedback(0, 0, 0, (1, 3))),
        # A run longer than what is announced.
        ("0000 0002 00000000 3fff 0102", feedback(0, 0, 0, (1, 3))),
        ("0000 0000 00000000", feedback(0, 0, 0, ())),
    ],
)
def test_reading_by_hand(rest: str, packet: TransportFeedback) -> None:
    assert parse_compound(message(rest)) == [packet]


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        ("0000 0001", "half a head"),
        ("0000 0001 00000000", "no chunk"),
        ("0000 000f 00000000 bfff 0000", "chunks for 14 of 15 packets, then a run of none"),
        ("0000 0003 00000000 2003 0102", "two deltas of three"),
        ("0000 0002 00000000 4002 0001", "one large delta of two"),
        ("0000 0001 00000000 6001 0000", "a run of the reserved symbol"),
        ("0000 0001 00000000 f000 0000", "the reserved symbol in a vector"),
    ],
)
def test_malformed(rest: str, why: str) -> None:
    with pytest.raises(MalformedPacket):
        parse_compound(message(rest))


@pytest.mark.parametrize(
    ("arrivals", "chunks", "deltas"),
    [
        ((0,), "2001", "00"),
        ((255, 255, 256), "2003", "ff0001"),
        ((256,), "4001", "0100"),
        ((0, -1), "d800", "00 ffff"),
        ((None,) * 8192 + (0,), "1fff 9000", "00"),
        ((None, 1, None, 2), "9400", "01 01"),
        # Fourteen of one bit cost as much as seven of two.
        (tuple(i if i % 2 else None for i in range(14)), "9555", "01" + "02" * 6),
        ((0,) * 20, "2014", "00" * 20),
        # One vector, rather than a run and a vector.
        ((0,) * 8 + (None, 0) * 3, "bfd5", "00" * 11),
        ((0,) * 8 + (300,), "2008 4001", "00" * 8 + "012c"),
        ((0, None, 300, None, 300), "d210", "00 012c 00"),
    ],
)
def test_chunks_are_compact(arrivals: tuple[int | None, ...], chunks: str, deltas: str) -> None:
    data = serialize_compound([feedback(0, 0, 0, arrivals)])
    expected = bytes.fromhex(chunks + deltas)
    assert data[20 : 20 + len(expected)] == expected
    assert len(data) - 20 - len(expected) < 4


def test_padding_says_its_length() -> None:
    data = serialize_compound([feedback(0, 0, 0, (5, 5, 5))])
    assert data == bytes.fromhex("afcd0006 00000001 00000002 00000003 00000000 20030500 00000003")


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[int | None, ...]:
    """Runs of losses, of small steps, of any steps: what chunks are made for."""
    ticks: list[int | None] = []
    now = 0
    steps = {"lost": st.none(), "small": st.integers(0, 255), "any": st.integers(-32768, 32767)}
    for _ in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(sorted(steps)))
        same = draw(st.booleans())
        length = draw(st.integers(1, 40))
        drawn = (
            [draw(steps[kind])] * length
            if same
            else draw(st.lists(steps[kind], min_size=length, max_size=length))
        )
        for step in drawn:
            now += step or 0
            ticks.append(None if step is None else now)
    return tuple(ticks)


@given(
    st.integers(0, 0xFFFFFFFF),
    st.integers(0, 0xFFFF),
    st.integers(0, (1 << 24) - 1),
    st.integers(0, 255),
    arrivals(),
)
@example(1, 0, 0, 0, (None,) * 16384)
@example(1, 0, 0, 0, (7,) * 16000)
def test_what_was_written_is_read(
    ssrc: int, base: int, reference: int, count: int, ticks: tuple[int | None, ...]
) -> None:
    packet = TransportFeedback(ssrc, ssrc ^ 1, base, reference, count, ticks)
    data = serialize_compound([packet])
    assert parse_compound(data) == [packet]


@given(
    st.lists(st.integers(0, 0xFFFF), max_size=12),
    st.integers(0, 200),
    st.binary(max_size=60),
)
def test_arbitrary_chunks_raise_only_the_declared_error(
    chunks: list[int], status_count: int, deltas: bytes
) -> None:
    rest = struct.pack(f"!HHI{len(chunks)}H", 0, status_count, 0, *chunks) + deltas
    try:
        (packet,) = parse_compound(message(rest.hex()))
    except MalformedPacket:
        return
    assert isinstance(packet, TransportFeedback)
    assert len(packet.arrivals) == status_count


def test_a_few_bytes_that_announce_tens_of_thousands_of_lost_packets_are_refused() -> None:
    everything_lost = "0000 ffff 00000000" + " 1fff" * 8 + " 0007"
    with pytest.raises(MalformedPacket):
        parse_compound(message(everything_lost))
