"""VP8 pictures from RTP payloads (RFC 7741; the frame header: RFC 6386, section 9.1)."""

from __future__ import annotations

from media.errors import MalformedPacket
from media.rtp.payload.vp8 import parse_descriptor
from recorder.depacketize.assembler import Picture

START_CODE = b"\x9d\x01\x2a"


class Vp8Pictures:
    """See `Pictures`."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def begin(self) -> None:
        """See `Pictures`."""
        self._parts = []

    def add(self, payload: bytes) -> int:
        """See `Pictures`."""
        descriptor = parse_descriptor(payload)
        starts = descriptor.starts_partition and descriptor.partition_index == 0
        if starts == bool(self._parts):
            raise MalformedPacket("a VP8 picture begins once, with its first partition")
        part = payload[descriptor.length :]
        self._parts.append(part)
        return len(part)

    def finish(self) -> Picture | None:
        """See `Pictures`."""
        data = b"".join(self._parts)
        self._parts = []
        if not data:
            return None
        keyframe = not data[0] & 0x01
        return Picture(data, keyframe, keyframe_size(data) if keyframe else None)


def keyframe_size(data: bytes) -> tuple[int, int]:
    """Width and height that a keyframe announces. Raises MalformedPacket."""
    if len(data) < 10 or data[3:6] != START_CODE:
        raise MalformedPacket("a VP8 keyframe without its start code")
    width = int.from_bytes(data[6:8], "little") & 0x3FFF
    height = int.from_bytes(data[8:10], "little") & 0x3FFF
    if not width or not height:
        raise MalformedPacket("a VP8 keyframe without a picture")
    return width, height
