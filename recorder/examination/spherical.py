"""Whether a picture shows everything around: what its file says of it, or its shape.

Sources: Spherical Video V1 (an RDF text in a `uuid` box) and V2 (`sv3d` in the sample entry,
Projection in Matroska), Google's Photo Sphere XMP (GPano), ISO/IEC 14496-12 for boxes.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator
from typing import BinaryIO, Literal

_MOOV_BYTES_MAX = 16 << 20
_HEAD_BYTES = 1 << 20
_CONTAINERS = (b"trak", b"mdia", b"minf", b"stbl")
_UUID_V1 = bytes.fromhex("ffcc8263f8554a938814587a02521fdd")
_RDF = re.compile(rb"GSpherical:Spherical>\s*true\s*<", re.IGNORECASE)
_GPANO = re.compile(rb"GPano:ProjectionType\s*(?:=\s*[\"']|>)\s*equirectangular", re.IGNORECASE)
#: Projection, soon after it ProjectionType 1 (equirectangular) or 2 (cube map).
_PROJECTION = re.compile(rb"\x76\x70[\x80-\xff].{0,64}?\x76\x71\x81[\x01\x02]", re.DOTALL)
_CLUSTER = b"\x1f\x43\xb6\x75"
_SAMPLE_ENTRY_BYTES = 78
#: Cameras for 360° film in at least this width; a 2:1 cinema film is seldom exactly 2:1.
_WIDTH_MIN = {"video": 2880, "photo": 4096}

Sphere = Literal["metadata", "aspect"]


def spherical_by_metadata(file: BinaryIO, demuxer: str) -> bool:
    """What the file says. Its position is moved."""
    if demuxer == "mov":
        return any(map(_says_spherical, _track_boxes(_moov(file), depth=0)))
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if demuxer == "matroska":
        return _PROJECTION.search(head.partition(_CLUSTER)[0]) is not None
    if demuxer == "jpeg_pipe":
        return any(_GPANO.search(segment) for segment in _jpeg_segments(head))
    return False


def spherical_by_aspect(kind: str, width: int, height: int) -> bool:
    """Exactly twice as wide as high, and large: what stitching makes of two round pictures."""
    return width == 2 * height and width >= _WIDTH_MIN[kind]


def _moov(file: BinaryIO) -> bytes:
    """The film's head, or nothing where there is none of a sensible size."""
    size = file.seek(0, os.SEEK_END)
    at = 0
    for _ in range(1000):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            break
        length, start = _box_length(head, size - at)
        if length < start:
            break
        if head[4:8] == b"moov":
            file.seek(at + start)
            return file.read(min(length - start, _MOOV_BYTES_MAX))
        at += length
    return b""


def _box_length(head: bytes, left: int) -> tuple[int, int]:
    """(bytes of the box, where its content begins)."""
    length: int = struct.unpack(">I", head[:4])[0]
    if length == 1 and len(head) >= 16:
        return struct.unpack(">Q", head[8:16])[0], 16
    return (left if length == 0 else length), 8


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        length, start = _box_length(data[at : at + 16], len(data) - at)
        if length < start:
            return
        yield data[at + 4 : at + 8], data[at + start : at + length]
        at += length


def _track_boxes(data: bytes, depth: int) -> Iterator[tuple[bytes, bytes]]:
    for name, content in _boxes(data):
        if name in _CONTAINERS and depth < len(_CONTAINERS):
            yield from _track_boxes(content, depth + 1)
        elif name == b"stsd":
            for _, entry in _boxes(content[8:]):
                yield from _boxes(entry[_SAMPLE_ENTRY_BYTES:])
        else:
            yield name, content


def _says_spherical(box: tuple[bytes, bytes]) -> bool:
    name, content = box
    if name == b"sv3d":
        return True
    return name == b"uuid" and content.startswith(_UUID_V1) and bool(_RDF.search(content))


def _jpeg_segments(head: bytes) -> Iterator[bytes]:
    """The APP1 segments (ITU-T T.81 annex B) before the picture itself."""
    at = 2
    while at + 4 <= len(head) and head[at] == 0xFF and head[at + 1] != 0xDA:
        length: int = struct.unpack(">H", head[at + 2 : at + 4])[0]
        if head[at + 1] == 0xE1:
            yield head[at + 4 : at + 2 + length]
        at += 2 + max(length, 2)
