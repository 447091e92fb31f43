"""What the publishers send: VP8 payloads, frame by frame, about 2.5 Mb/s at 30 frames a second."""

from __future__ import annotations

import struct
from fractions import Fraction
from functools import cache

FRAMES_PER_S = 30
CLOCK_RATE = 90_000
BITRATE_BPS = 2_500_000
PACKET_BYTES = 1100
"""A whole RTP packet, its header and header extensions included."""

Frame = list[bytes]
"""The RTP payloads of a picture."""

_DESCRIPTOR = struct.Struct("!BBH")
_HEADER_BYTES = 36


def made_up_film() -> list[Frame]:
    """Two seconds of frames of 9 or 10 packets of 1100 or 1101 bytes: nothing that a decoder would
    take, but for a forwarding unit all that matters.

    As a browser splits its frames: sizes differ by one byte, the larger packets last.
    """
    frames = []
    for number in range(2 * FRAMES_PER_S):
        count = 9 + number % 2
        picture = bytes([0 if number == 0 else 1]) + bytes(
            count * (PACKET_BYTES - _HEADER_BYTES - _DESCRIPTOR.size) + number * 7 % count - 1
        )
        frames.append(split(picture, number, count))
    return frames


@cache
def encoded_film() -> list[Frame]:
    """A second of a moving test picture in 1280x720, for those who decode it; a keyframe first."""
    import av
    import numpy

    width, height = 1280, 720
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.bit_rate = BITRATE_BPS
    encoder.time_base = Fraction(1, FRAMES_PER_S)
    encoder.gop_size = FRAMES_PER_S
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    noise = numpy.random.default_rng(1).integers(16, 235, (height, width // 4), dtype=numpy.uint8)
    texture = numpy.repeat(noise, 4, axis=1)
    grain = numpy.random.default_rng(2).integers(-3, 4, (height, width), dtype=numpy.int8)
    frames: list[Frame] = []
    for number in range(FRAMES_PER_S):
        planes = numpy.full((height * 3 // 2, width), 128, dtype=numpy.uint8)
        planes[:height] = numpy.linspace(40, 200, width, dtype=numpy.uint8)
        planes[:height] += numpy.roll(grain, 5 * number, axis=0).astype(numpy.uint8)
        left = number * 8
        planes[200:440, left : left + 240] = texture[200:440, left : left + 240]
        picture = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        picture.pts = number
        frames += [_packetise(bytes(packet), len(frames)) for packet in encoder.encode(picture)]
    return frames


def _packetise(picture: bytes, number: int) -> Frame:
    room = PACKET_BYTES - _HEADER_BYTES - _DESCRIPTOR.size
    return split(picture, number, -(-len(picture) // room))


def split(picture: bytes, number: int, count: int) -> Frame:
    """A picture as `count` VP8 payloads (RFC 7741, section 4.2) whose sizes differ by one byte at
    most, the larger ones last.
    """
    payloads = []
    size, larger = divmod(len(picture), count)
    start = 0
    for index in range(count):
        end = start + size + (index >= count - larger)
        flags = 0x80 if index else 0x90
        descriptor = _DESCRIPTOR.pack(flags, 0x80, 0x8000 | number & 0x7FFF)
        payloads.append(descriptor + picture[start:end])
        start = end
    return payloads
