"""RFC 4571, section 2: whatever the pieces that a stream arrives in, the same datagrams."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import MalformedPacket
from media.plane.framing import MAX_FRAME_BYTES, Deframer, frames_of

DATAGRAMS = st.lists(st.binary(min_size=1, max_size=MAX_FRAME_BYTES), max_size=8)


@pytest.mark.parametrize(
    ("stream", "datagrams"),
    [
        (b"", []),
        (b"\x00", []),
        (b"\x00\x01", []),
        (b"\x00\x01a", [b"a"]),
        (b"\x00\x02ab\x00\x01c", [b"ab", b"c"]),
        (b"\x00\x00\x00\x01a\x00\x00", [b"a"]),
        (b"\x00\x02ab\x00\x05cd", [b"ab"]),
    ],
    ids=["nothing", "half a length", "no byte yet", "one", "two", "null packets", "and a part"],
)
def test_what_is_whole(stream: bytes, datagrams: list[bytes]) -> None:
    assert Deframer().feed(stream) == datagrams


@pytest.mark.parametrize(
    "stream",
    [
        b"GET / HTTP/1.1\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        (MAX_FRAME_BYTES + 1).to_bytes(2, "big"),
        b"\x00\x01a\xff\xff",
    ],
    ids=["HTTP", "TLS", "one byte too many", "after a good one"],
)
def test_what_is_no_peers(stream: bytes) -> None:
    with pytest.raises(MalformedPacket):
        Deframer().feed(stream)


@given(DATAGRAMS, st.data())
def test_pieces_of_any_size(datagrams: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(frames_of(datagrams))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    deframer, received = Deframer(), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        received += deframer.feed(stream[start:end])
    assert received == datagrams


@given(st.lists(st.binary(max_size=64)))
def test_hostile_bytes_are_read_or_refused(pieces: list[bytes]) -> None:
    deframer = Deframer()
    try:
        for piece in pieces:
            assert all(0 < len(datagram) <= MAX_FRAME_BYTES for datagram in deframer.feed(piece))
    except MalformedPacket:
        pass
