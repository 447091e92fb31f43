"""Frames as a kit's encoders give them, to frames as files hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from recorder.depacketize import Frame
from recorder.depacketize.h264 import H264Pictures
from recorder.depacketize.vp8 import keyframe_size
from recorder.kit_parts.spool import SpoolFrame

_START_CODE = re.compile(rb"\x00\x00\x01")


def frames_of(codec: str, kept: Iterable[SpoolFrame]) -> Iterator[tuple[Frame, int]]:
    """Each with its time in ms. Raises MalformedPacket."""
    if codec == "H264":
        yield from _h264(kept)
        return
    for one in kept:
        size = keyframe_size(one.data) if codec == "VP8" and one.keyframe else None
        yield Frame(one.data, 0, one.keyframe, size), one.time_ms


def _h264(kept: Iterable[SpoolFrame]) -> Iterator[tuple[Frame, int]]:
    pictures = H264Pictures()
    for one in kept:
        pictures.begin()
        for unit in _units(one.data):
            pictures.add(unit)
        found = pictures.finish()
        if found is not None:
            yield Frame(found.data, 0, found.keyframe, found.size, found.setup), one.time_ms


def _units(data: bytes) -> Iterator[bytes]:
    """The units of a byte stream (ITU-T H.264, Annex B)."""
    starts = list(_START_CODE.finditer(data))
    ends = [start.start() for start in starts[1:]] + [len(data)]
    for start, end in zip(starts, ends, strict=True):
        unit = data[start.end() : end].rstrip(b"\x00")
        if unit:
            yield unit
