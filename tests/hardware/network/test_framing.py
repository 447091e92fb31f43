"""RFC 4571 frames: whatever pieces a stream comes in, the datagrams are those that were sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.network.framing import MAX_FRAME_BYTES, Deframer, frame


def test_a_frame() -> None:
    assert frame(b"abc") == b"\x00\x03abc"
    assert Deframer().feed(b"\x00\x03abc\x00\x00\x00\x01d") == [b"abc", b"d"]


def test_what_no_length_can_say() -> None:
    assert len(frame(bytes(MAX_FRAME_BYTES))) == MAX_FRAME_BYTES + 2
    with pytest.raises(ValueError, match="too long"):
        frame(bytes(MAX_FRAME_BYTES + 1))


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=8), st.lists(st.integers(1, 40)))
def test_any_pieces(datagrams: list[bytes], pieces: list[int]) -> None:
    stream, deframer, got = b"".join(map(frame, datagrams)), Deframer(), []
    for length in pieces:
        got += deframer.feed(stream[:length])
        stream = stream[length:]
    assert got + deframer.feed(stream) == datagrams
