"""What a file of ours holds, however it ended: read before it is finished, or to prove that it can
be read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from recorder.errors import DamagedFile
from recorder.matroska.ebml import VOID, Buffer, Element, children, read_element, read_uint
from recorder.matroska.layout import (
    CLUSTER,
    CLUSTER_TIME,
    CUES,
    DURATION,
    EBML,
    INFO,
    KEYFRAME_FLAG,
    MAX_CLUSTER_MS,
    SEGMENT,
    SIMPLE_BLOCK,
    TRACKS,
    Block,
    Cue,
    Places,
)

_BLOCK_HEAD = struct.Struct("!BhB")


@dataclass(slots=True)
class Scan:
    """The parts of a file by their offsets; `good` is where its last whole part ends."""

    places: Places
    good: int
    clusters: list[Cue] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    """The clusters that decoding can begin with."""
    finished: bool = False
    last_ms: int = 0


def scan(buffer: Buffer, size: int) -> Scan:
    """Find the parts. What is cut short, or not ours, at the end is left out.

    Raises DamagedFile when not even the head is whole.
    """
    found = _scan_head(buffer, size)
    at = found.good
    while at < size:
        try:
            part = read_element(buffer, at, size)
            if part.end is None:
                break
            if part.identifier == CLUSTER:
                _add_cluster(found, buffer, part)
            elif part.identifier == CUES:
                found.finished = True
            elif part.identifier != VOID:
                break
        except DamagedFile:
            break
        found.good = at = part.end
    _leave_out_damaged_end(found, buffer, size)
    return found


def _leave_out_damaged_end(found: Scan, buffer: Buffer, size: int) -> None:
    """A power cut may leave a last cluster whose size is right and whose content is not."""
    while found.clusters:
        last = read_element(buffer, found.clusters[-1].offset, size)
        try:
            found.last_ms = max(block.time_ms for block in blocks(buffer, last))
            return
        except DamagedFile:
            found.clusters.pop()
            found.good = last.start
            found.finished = False
            found.cues = [cue for cue in found.cues if cue.offset < last.start]


def _scan_head(buffer: Buffer, size: int) -> Scan:
    ebml = read_element(buffer, 0, size)
    if ebml.identifier != EBML or ebml.end is None:
        raise DamagedFile("not a Matroska file")
    segment = read_element(buffer, ebml.end, size + (1 << 56))
    if segment.identifier != SEGMENT:
        raise DamagedFile("no segment")
    offsets: dict[int, Element] = {}
    at = segment.content
    while TRACKS not in offsets:
        part = read_element(buffer, at, size)
        if part.end is None:
            raise DamagedFile("the head ends too soon")
        offsets[part.identifier] = part
        at = part.end
    info = offsets.get(INFO)
    if info is None or info.end is None:
        raise DamagedFile("no information about the segment")
    rooms = [
        c for c in children(buffer, info.content, info.end) if c.identifier in (VOID, DURATION)
    ]
    if not rooms:
        raise DamagedFile("no room for the duration")
    found = Places(segment.content, info.start, offsets[TRACKS].start, rooms[-1].start)
    return Scan(found, at)


def _add_cluster(found: Scan, buffer: Buffer, part: Element) -> None:
    first = next(blocks(buffer, part), None)
    if first is None:
        raise DamagedFile("a cluster without a frame")
    cue = Cue(first.time_ms, part.start)
    found.clusters.append(cue)
    if first.keyframe:
        found.cues.append(cue)


def blocks(buffer: Buffer, part: Element) -> Iterator[Block]:
    """The frames of a cluster. Raises DamagedFile."""
    if part.end is None or part.identifier != CLUSTER:
        raise DamagedFile("not a whole cluster")
    start_ms: int | None = None
    for child in children(buffer, part.content, part.end):
        assert child.end is not None
        if child.identifier == CLUSTER_TIME:
            start_ms = read_uint(buffer, child)
        elif child.identifier == SIMPLE_BLOCK:
            if start_ms is None or child.end - child.content < _BLOCK_HEAD.size:
                raise DamagedFile("a frame without a time")
            _, relative, flags = _BLOCK_HEAD.unpack(
                buffer[child.content : child.content + _BLOCK_HEAD.size]
            )
            if not 0 <= relative <= MAX_CLUSTER_MS:
                raise DamagedFile("a frame outside of its cluster")
            data = buffer[child.content + _BLOCK_HEAD.size : child.end]
            yield Block(start_ms + relative, bool(flags & KEYFRAME_FLAG), data)
