"""The parts of a file in their order, and what is filled in when it is finished.

EBML head · Segment of unknown size: room for a SeekHead, Info with room for a Duration, Tracks,
clusters, and at the end Cues.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

from recorder.matroska.ebml import (
    UNKNOWN_SIZE,
    element,
    encode_id,
    encode_size,
    float64,
    text,
    uint,
    void,
)
from recorder.matroska.track_entry import TRACK_NUMBER, TrackDescription, tracks

EBML, SEGMENT, SEEK_HEAD, INFO, TRACKS = 0x1A45DFA3, 0x18538067, 0x114D9B74, 0x1549A966, 0x1654AE6B
CLUSTER, CLUSTER_TIME, SIMPLE_BLOCK, CUES, DURATION = 0x1F43B675, 0xE7, 0xA3, 0x1C53BB6B, 0x4489
KEYFRAME_FLAG = 0x80
MAX_CLUSTER_MS = 1000
CUE_INTERVAL_MS = 2000
SEEK_HEAD_BYTES = 80
DURATION_BYTES = 11
_BLOCK_HEAD = struct.Struct("!BhB")


class Patch(NamedTuple):
    """Bytes to put over others of the same length."""

    offset: int
    data: bytes


class Block(NamedTuple):
    """A frame in a file."""

    time_ms: int
    keyframe: bool
    data: bytes


class Cue(NamedTuple):
    """Where decoding can begin: a time, and the cluster that starts with it."""

    time_ms: int
    offset: int


def head(track: TrackDescription) -> bytes:
    """All that comes before the first cluster. Raises UnsupportedCodec."""
    ebml = element(
        EBML,
        *(uint(0x4286, 1), uint(0x42F7, 1), uint(0x42F2, 4), uint(0x42F3, 8)),
        *(text(0x4282, "matroska"), uint(0x4287, 4), uint(0x4285, 2)),
    )
    info = element(
        INFO,
        uint(0x2AD7B1, 1_000_000),
        text(0x4D80, "passerelle"),
        text(0x5741, "passerelle"),
        void(DURATION_BYTES),
    )
    return ebml + encode_id(SEGMENT) + UNKNOWN_SIZE + void(SEEK_HEAD_BYTES) + info + tracks(track)


def cluster(blocks: Sequence[Block]) -> bytes:
    """A cluster of at least one block, all within `MAX_CLUSTER_MS` of the first."""
    start_ms = blocks[0].time_ms
    content = [uint(CLUSTER_TIME, start_ms)]
    for block in blocks:
        flags = KEYFRAME_FLAG if block.keyframe else 0
        block_head = _BLOCK_HEAD.pack(0x80 | TRACK_NUMBER, block.time_ms - start_ms, flags)
        size = encode_size(len(block_head) + len(block.data))
        content += [encode_id(SIMPLE_BLOCK), size, block_head, block.data]
    return element(CLUSTER, *content)


def cues(found: Sequence[Cue], segment_start: int) -> bytes:
    """The Cues element; empty without any cue. Those closer than two seconds are left out."""
    entries: list[bytes] = []
    last_ms = -CUE_INTERVAL_MS
    for cue in found:
        if cue.time_ms - last_ms >= CUE_INTERVAL_MS:
            last_ms = cue.time_ms
            place = [uint(0xF7, TRACK_NUMBER), uint(0xF1, cue.offset - segment_start)]
            entries.append(element(0xBB, uint(0xB3, cue.time_ms), element(0xB7, *place)))
    return element(CUES, *entries) if entries else b""


class Places(NamedTuple):
    """Where the parts lie that a finished file speaks of."""

    segment_start: int
    info: int
    tracks: int
    duration_at: int


def finishing_patches(
    places: Places, *, cues_at: int | None, size: int, duration_ms: int
) -> list[Patch]:
    """What makes a whole file of `size` bytes a finished one."""
    start = places.segment_start

    def seek(identifier: int, offset: int) -> bytes:
        target = [element(0x53AB, encode_id(identifier)), uint(0x53AC, offset - start, 8)]
        return element(0x4DBB, *target)

    entries = [seek(INFO, places.info), seek(TRACKS, places.tracks)]
    if cues_at is not None:
        entries.append(seek(CUES, cues_at))
    seek_head = element(SEEK_HEAD, *entries)
    return [
        Patch(start, seek_head + void(SEEK_HEAD_BYTES - len(seek_head))),
        Patch(places.duration_at, float64(DURATION, duration_ms)),
        Patch(start - 8, encode_size(size - start, 8)),
    ]
