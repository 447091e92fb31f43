"""RTP packets of test publishers: enough of a codec for a forwarding unit to tell keyframes."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from media.rtp.extensions import build_extension
from media.rtp.header import RtpHeader, serialize_header


@dataclass
class Vp8Stream:
    """Numbered VP8 packets, one per frame unless told otherwise; the payload ends with a
    counter.
    """

    ssrc: int
    payload_type: int
    sequence: int = 100
    timestamp: int = 5000
    picture_id: int = 1000
    tl0_picture_index: int = 7
    sent: int = 0

    def packet(
        self, *, keyframe: bool = False, extension: dict[int, bytes] | None = None, size: int = 30
    ) -> bytes:
        """The next frame."""
        header = RtpHeader(
            marker=True,
            payload_type=self.payload_type,
            sequence=self.sequence & 0xFFFF,
            timestamp=self.timestamp & 0xFFFFFFFF,
            ssrc=self.ssrc,
        )
        descriptor = struct.pack(
            "!BBHB", 0x90, 0xC0, 0x8000 | (self.picture_id & 0x7FFF), self.tl0_picture_index & 0xFF
        )
        body = (b"\x00" if keyframe else b"\x01") + bytes(size) + struct.pack("!I", self.sent)
        self.sequence += 1
        self.timestamp += 3000
        self.picture_id += 1
        self.tl0_picture_index += 1
        self.sent += 1
        block = build_extension(extension) if extension else b""
        return serialize_header(header, block) + descriptor + body


@dataclass
class OpusStream:
    """Numbered Opus packets of 20 ms."""

    ssrc: int
    payload_type: int
    sequence: int = 0
    timestamp: int = 0

    def packet(self, *, extension: dict[int, bytes] | None = None, size: int = 40) -> bytes:
        """The next 20 ms of sound."""
        header = RtpHeader(
            marker=False,
            payload_type=self.payload_type,
            sequence=self.sequence & 0xFFFF,
            timestamp=self.timestamp & 0xFFFFFFFF,
            ssrc=self.ssrc,
        )
        self.sequence += 1
        self.timestamp += 960
        block = build_extension(extension) if extension else b""
        return serialize_header(header, block) + bytes(size)


def counter_of(payload: bytes) -> int:
    """The counter at the end of a `Vp8Stream` payload."""
    value: int = struct.unpack("!I", payload[-4:])[0]
    return value
