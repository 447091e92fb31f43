"""Which kind of file it is, by its first bytes alone: never by its name, never by guessing.

FFmpeg's own probing would take a list of other files (ffconcat, HLS, SDP) for a film and open
them. Here the first bytes name the one demuxer that may read the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

HEAD_BYTES = 4096
_TS_PACKET = 188
#: The first box of a file in the ISO base media format, or of a QuickTime film.
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
#: Still pictures in that format (HEIF, AVIF): in tiles, which the demuxer for films cannot join.
_STILL_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"heim", b"heis", b"hevc")


@dataclass(frozen=True, slots=True)
class Container:
    """FFmpeg's name of the demuxer, and what it holds."""

    demuxer: str
    kind: Literal["video", "photo"]


_MOV, _MATROSKA = Container("mov", "video"), Container("matroska", "video")
_AVI, _MPEGTS = Container("avi", "video"), Container("mpegts", "video")
_JPEG, _PNG = Container("jpeg_pipe", "photo"), Container("png_pipe", "photo")
_WEBP = Container("webp_pipe", "photo")
DEMUXERS = frozenset(one.demuxer for one in (_MOV, _MATROSKA, _AVI, _MPEGTS, _JPEG, _PNG, _WEBP))


def recognise(head: bytes) -> Container | None:
    """The container of a file that begins with `head` (4096 bytes where there are as many)."""
    if head[4:8] in _BOXES:
        still = head[4:8] == b"ftyp" and head[8:12] in _STILL_BRANDS
        return None if still else _MOV
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _MATROSKA
    if head.startswith(b"RIFF"):
        return {b"AVI ": _AVI, b"WEBP": _WEBP}.get(head[8:12])
    if head.startswith(b"\xff\xd8\xff"):
        return _JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _PNG
    if len(head) > 4 * _TS_PACKET and {head[n * _TS_PACKET] for n in range(5)} == {0x47}:
        return _MPEGTS
    return None
