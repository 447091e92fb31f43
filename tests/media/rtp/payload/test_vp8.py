import contextlib

import pytest
from aiortc.codecs.vpx import VpxPayloadDescriptor
from hypothesis import given
from hypothesis import strategies as st

from media.errors import MalformedPacket
from media.rtp.payload.vp8 import is_keyframe_start, parse_descriptor, shift_counters

KEYFRAME = b"\x10\x02\x00\x9d\x01\x2a"  # the frame header: P is 0, then the start code
INTERFRAME = b"\x11\x02\x00"

descriptors = st.builds(
    VpxPayloadDescriptor,
    partition_start=st.integers(0, 1),
    partition_id=st.integers(0, 7),
    picture_id=st.none() | st.integers(0, 0x7FFF),
    tl0picidx=st.none() | st.integers(0, 255),
    tid=st.none() | st.tuples(st.integers(0, 3), st.integers(0, 1)),
    keyidx=st.none() | st.integers(0, 31),
)


@pytest.mark.parametrize(
    ("data", "picture_id", "bits", "tl0", "layer", "length"),
    [
        ("10", None, 0, None, None, 1),
        ("90 00", None, 0, None, None, 2),
        ("90 80 7f", 127, 7, None, None, 3),
        ("90 80 80 7f", 127, 15, None, None, 4),
        ("90 80 ffff", 0x7FFF, 15, None, None, 4),
        ("90 40 09", None, 0, 9, None, 3),
        ("90 20 c0", None, 0, None, 3, 3),
        ("90 10 1f", None, 0, None, None, 3),
        ("90 f0 8123 09 61", 0x123, 15, 9, 1, 6),
    ],
)
def test_descriptors_by_hand(
    data: str,
    picture_id: int | None,
    bits: int,
    tl0: int | None,
    layer: int | None,
    length: int,
) -> None:
    descriptor = parse_descriptor(b"header" + bytes.fromhex(data), 6)
    assert (descriptor.picture_id, descriptor.picture_id_bits) == (picture_id, bits)
    assert (descriptor.tl0_picture_index, descriptor.temporal_layer) == (tl0, layer)
    assert (descriptor.starts_partition, descriptor.partition_index) == (True, 0)
    assert descriptor.length == length


@given(descriptors, st.binary(max_size=20))
def test_aiortc_writes_what_is_read(theirs: VpxPayloadDescriptor, frame: bytes) -> None:
    ours = parse_descriptor(bytes(theirs) + frame)
    assert (ours.starts_partition, ours.partition_index) == (
        bool(theirs.partition_start),
        theirs.partition_id,
    )
    assert (ours.picture_id, ours.tl0_picture_index) == (theirs.picture_id, theirs.tl0picidx)
    layer = (ours.temporal_layer, ours.layer_sync)
    assert layer == (theirs.tid if theirs.tid is not None else (None, False))
    assert ours.length == len(bytes(theirs))


@given(st.binary(max_size=12))
def test_arbitrary_bytes_raise_only_the_declared_error(payload: bytes) -> None:
    is_keyframe_start(payload)
    with contextlib.suppress(MalformedPacket):
        assert 1 <= parse_descriptor(payload).length <= len(payload)


@pytest.mark.parametrize(
    "data", ["", "80", "90 80", "90 80 80", "90 40", "90 20", "90 10", "90 f0 8123 09"]
)
def test_a_descriptor_cut_short(data: str) -> None:
    payload = bytes.fromhex(data)
    assert not is_keyframe_start(payload)
    with pytest.raises(MalformedPacket):
        parse_descriptor(payload)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"\x10" + KEYFRAME, True),
        (b"\x30" + KEYFRAME, True),  # N: not a reference frame
        (b"\x90\xe0\x80\x01\x05\x20" + KEYFRAME, True),
        (b"\x10" + INTERFRAME, False),
        (b"\x90\xe0\x80\x01\x05\x20" + INTERFRAME, False),
        (b"\x00" + KEYFRAME, False),  # the same partition, later
        (b"\x11" + KEYFRAME, False),  # the second partition
        (b"\x10", False),
        (b"\x90\x80\x01", False),
    ],
)
def test_keyframe_start(payload: bytes, expected: bool) -> None:
    assert is_keyframe_start(payload) is expected


@pytest.mark.parametrize(
    ("before", "picture_id_shift", "tl0_shift", "after"),
    [
        ("90 c0 8001 05 aa", 1, 1, "90 c0 8002 06 aa"),
        ("90 c0 ffff ff aa", 1, 1, "90 c0 8000 00 aa"),
        ("90 c0 8000 00 aa", -1, -1, "90 c0 ffff ff aa"),
        ("90 c0 7f ff aa", 1, 1, "90 c0 00 00 aa"),
        ("90 c0 05 10 aa", 200, 300, "90 c0 4d 3c aa"),
        ("90 80 05 aa", 1, 1, "90 80 06 aa"),
        ("90 40 05 aa", 1, 1, "90 40 06 aa"),
        ("10 aa", 1, 1, "10 aa"),
    ],
)
def test_shifting(before: str, picture_id_shift: int, tl0_shift: int, after: str) -> None:
    packet = bytearray(b"header" + bytes.fromhex(before))
    shift_counters(packet, 6, parse_descriptor(packet, 6), picture_id_shift, tl0_shift)
    assert packet == b"header" + bytes.fromhex(after)


@given(descriptors, st.integers(-70000, 70000), st.integers(-600, 600))
def test_shifting_there_and_back_changes_nothing(
    theirs: VpxPayloadDescriptor, picture_id_shift: int, tl0_shift: int
) -> None:
    original = bytes(theirs) + KEYFRAME
    packet = bytearray(original)
    shift_counters(packet, 0, parse_descriptor(packet), picture_id_shift, tl0_shift)
    moved = parse_descriptor(packet)
    if theirs.picture_id is not None:
        assert moved.picture_id == (theirs.picture_id + picture_id_shift) % 0x8000
    if theirs.tl0picidx is not None:
        assert moved.tl0_picture_index == (theirs.tl0picidx + tl0_shift) % 256
    shift_counters(packet, 0, moved, -picture_id_shift, -tl0_shift)
    assert packet == original
