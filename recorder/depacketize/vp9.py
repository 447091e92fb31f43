"""VP9 pictures from RTP payloads (RFC 9628, section 4.2).

The layers of one picture are frames of their own, and travel to a decoder as one superframe (VP9
bitstream specification, annex B).
"""

from __future__ import annotations

from dataclasses import dataclass

from media.errors import MalformedPacket
from recorder.bits import BitReader
from recorder.depacketize.assembler import Picture

MAX_LAYERS = 8
SYNC_CODE = 0x498342
SRGB = 7


@dataclass(frozen=True, slots=True)
class Vp9Descriptor:
    """What assembling needs of the payload descriptor; `length` is that of the whole of it."""

    predicted: bool
    starts_frame: bool
    ends_frame: bool
    spatial_layer: int
    length: int


def parse_descriptor(payload: bytes) -> Vp9Descriptor:
    """Read the descriptor at the start of `payload`. Raises MalformedPacket when cut short."""
    try:
        return _parse(payload)
    except IndexError:
        raise MalformedPacket("VP9 payload descriptor cut short") from None


def _parse(payload: bytes) -> Vp9Descriptor:
    flags = payload[0]
    offset, spatial_layer = 1, 0
    flexible, predicted = bool(flags & 0x10), bool(flags & 0x40)
    if flags & 0x80:
        offset += 2 if payload[offset] & 0x80 else 1
    if flags & 0x20:
        spatial_layer = payload[offset] >> 1 & 0x07
        offset += 1 if flexible else 2
    if flexible and predicted:
        for _ in range(3):
            offset += 1
            if not payload[offset - 1] & 0x01:
                break
    if flags & 0x02:
        offset = _skip_scalability_structure(payload, offset)
    if offset > len(payload):
        raise IndexError
    return Vp9Descriptor(predicted, bool(flags & 0x08), bool(flags & 0x04), spatial_layer, offset)


def _skip_scalability_structure(payload: bytes, offset: int) -> int:
    head = payload[offset]
    offset += 1
    if head & 0x10:
        offset += 4 * ((head >> 5) + 1)
    if head & 0x08:
        groups = payload[offset]
        offset += 1
        for _ in range(groups):
            offset += 1 + (payload[offset] >> 2 & 0x03)
    return offset


class Vp9Pictures:
    """See `Pictures`."""

    def __init__(self) -> None:
        self._layers: list[bytes] = []
        self._parts: list[bytes] | None = None
        self._keyframe = False

    def begin(self) -> None:
        """See `Pictures`."""
        self._layers, self._parts, self._keyframe = [], None, False

    def add(self, payload: bytes) -> int:
        """See `Pictures`."""
        descriptor = parse_descriptor(payload)
        if descriptor.starts_frame != (self._parts is None):
            raise MalformedPacket("VP9 frames of a picture follow each other whole")
        if self._parts is None:
            self._begin_layer(descriptor)
            self._parts = []
        part = payload[descriptor.length :]
        self._parts.append(part)
        if descriptor.ends_frame:
            self._layers.append(b"".join(self._parts))
            self._parts = None
        return len(part)

    def _begin_layer(self, descriptor: Vp9Descriptor) -> None:
        if len(self._layers) >= MAX_LAYERS:
            raise MalformedPacket("more layers than VP9 has")
        if not self._layers:
            if descriptor.spatial_layer:
                raise MalformedPacket("a VP9 picture without its base layer")
            self._keyframe = not descriptor.predicted

    def finish(self) -> Picture | None:
        """See `Pictures`."""
        layers = [layer for layer in self._layers if layer]
        if not layers or self._parts is not None:
            return None
        size = keyframe_size(layers[0]) if self._keyframe else None
        return Picture(superframe(layers), self._keyframe, size)


def superframe(layers: list[bytes]) -> bytes:
    """The frames of one picture as one, with the index that tells them apart."""
    if len(layers) == 1:
        return layers[0]
    width = max((len(layer).bit_length() + 7) // 8 for layer in layers)
    marker = bytes([0xC0 | (width - 1) << 3 | (len(layers) - 1)])
    sizes = b"".join(len(layer).to_bytes(width, "little") for layer in layers)
    return b"".join(layers) + marker + sizes + marker


def keyframe_size(data: bytes) -> tuple[int, int]:
    """Width and height that a keyframe announces (uncompressed header, VP9 specification, 6.2).

    Raises MalformedPacket.
    """
    bits = BitReader(data[:16])
    if bits.read(2) != 2:
        raise MalformedPacket("not a VP9 frame")
    profile = bits.read(1) | bits.read(1) << 1
    if profile == 3:
        bits.read(1)
    show_existing, inter = bits.read(1), bits.read(1)
    bits.read(2)
    if show_existing or inter or bits.read(24) != SYNC_CODE:
        raise MalformedPacket("not a VP9 keyframe")
    if profile >= 2:
        bits.read(1)
    if bits.read(3) != SRGB:
        bits.read(4 if profile in (1, 3) else 1)
    elif profile in (1, 3):
        bits.read(1)
    return bits.read(16) + 1, bits.read(16) + 1
