"""How a file introduces its one track (RFC 9559, sections 5.1.4 and 6; codecs: RFC 9559 and
draft-ietf-cellar-codec)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from recorder.errors import UnsupportedCodec
from recorder.matroska.ebml import element, float64, text, uint

TRACK_NUMBER = 1
_VIDEO, _AUDIO = 1, 2
_SAMPLE_RATE = 48000
_OPUS_PREROLL_NS = 80_000_000
_CODEC_IDS = {
    "opus": "A_OPUS",
    "VP8": "V_VP8",
    "VP9": "V_VP9",
    "H264": "V_MPEG4/ISO/AVC",
}


@dataclass(frozen=True, slots=True)
class TrackDescription:
    """A track as it begins. `codec` as in SDP; `size` in pixels; `setup` as the codec has it."""

    codec: str
    size: tuple[int, int] | None = None
    setup: bytes = b""
    channels: int = 2

    @property
    def is_video(self) -> bool:
        """Whether it is a picture."""
        return self.codec != "opus"


def tracks(track: TrackDescription) -> bytes:
    """The Tracks element. Raises UnsupportedCodec."""
    codec_id = _CODEC_IDS.get(track.codec)
    if codec_id is None:
        raise UnsupportedCodec(track.codec)
    entry = [
        uint(0xD7, TRACK_NUMBER),
        uint(0x73C5, TRACK_NUMBER),
        uint(0x83, _VIDEO if track.is_video else _AUDIO),
        uint(0x9C, 0),
        text(0x22B59C, "und"),
        text(0x86, codec_id),
    ]
    if track.is_video:
        width, height = track.size or (0, 0)
        entry.append(element(0xE0, uint(0xB0, width), uint(0xBA, height)))
        if track.setup:
            entry.append(element(0x63A2, track.setup))
    else:
        entry += [
            uint(0x56BB, _OPUS_PREROLL_NS),
            element(0xE1, float64(0xB5, _SAMPLE_RATE), uint(0x9F, track.channels)),
            element(0x63A2, opus_head(track.channels)),
        ]
    return element(0x1654AE6B, element(0xAE, *entry))


def opus_head(channels: int) -> bytes:
    """The identification header (RFC 7845, section 5.1). Nothing is skipped: the first packet is
    one from the middle of a stream."""
    return b"OpusHead" + struct.pack("<BBHIhB", 1, channels, 0, _SAMPLE_RATE, 0, 0)
