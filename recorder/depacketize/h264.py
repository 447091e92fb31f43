"""H.264 pictures from RTP payloads (RFC 6184, section 5), as length-prefixed NAL units.

The parameter sets stay in the pictures as well: a camera that changes its size in the middle of a
recording says so there.
"""

from __future__ import annotations

from media.errors import MalformedPacket
from recorder.bits import BitReader
from recorder.depacketize.assembler import Picture

SLICE, IDR, SPS, PPS, DELIMITER, FILLER = 1, 5, 7, 8, 9, 12
STAP_A, FU_A = 24, 28
HIGH_PROFILES = {100, 110, 122, 244, 44, 83, 86, 118, 128}


class H264Pictures:
    """See `Pictures`."""

    def __init__(self) -> None:
        self._units: list[bytes] = []
        self._fragments: list[bytes] | None = None
        self._sps = b""
        self._pps = b""

    def begin(self) -> None:
        """See `Pictures`."""
        self._units, self._fragments = [], None

    def add(self, payload: bytes) -> int:
        """See `Pictures`."""
        kind = payload[0] & 0x1F
        if self._fragments is not None and kind != FU_A:
            raise MalformedPacket("an H.264 unit ends before the next")
        if 1 <= kind < STAP_A:
            self._units.append(payload)
        elif kind == STAP_A:
            self._units += split_aggregate(payload)
        elif kind == FU_A:
            self._add_fragment(payload)
        else:
            raise MalformedPacket("an H.264 packet of a kind that nobody negotiates")
        return len(payload)

    def _add_fragment(self, payload: bytes) -> None:
        if len(payload) < 3:
            raise MalformedPacket("an H.264 fragment without content")
        head = payload[1]
        if bool(head & 0x80) != (self._fragments is None):
            raise MalformedPacket("H.264 fragments begin once")
        if self._fragments is None:
            self._fragments = [bytes([payload[0] & 0xE0 | head & 0x1F])]
        self._fragments.append(payload[2:])
        if head & 0x40:
            self._units.append(b"".join(self._fragments))
            self._fragments = None

    def finish(self) -> Picture | None:
        """See `Pictures`."""
        if self._fragments is not None:
            return None
        units = [unit for unit in self._units if unit[0] & 0x1F not in (DELIMITER, FILLER)]
        for unit in units:
            if unit[0] & 0x1F == SPS:
                self._sps = unit
            elif unit[0] & 0x1F == PPS:
                self._pps = unit
        slices = [unit for unit in units if SLICE <= unit[0] & 0x1F <= IDR]
        # first_mb_in_slice, ue(v), begins with a 1 for the first slice of a picture only.
        if not slices or len(slices[0]) < 2 or not slices[0][1] & 0x80:
            return None
        if slices[0][0] & 0x1F != IDR:
            return Picture(joined(units), False)
        if not self._sps or not self._pps:
            return None
        if not any(unit[0] & 0x1F == SPS for unit in units):
            units = [self._sps, self._pps, *units]
        setup = decoder_configuration(self._sps, self._pps)
        return Picture(joined(units), True, picture_size(self._sps), setup)


def split_aggregate(payload: bytes) -> list[bytes]:
    """The units of a STAP-A (RFC 6184, section 5.7.1). Raises MalformedPacket."""
    units, offset = [], 1
    while offset < len(payload):
        size = int.from_bytes(payload[offset : offset + 2], "big")
        unit = payload[offset + 2 : offset + 2 + size]
        if not size or len(unit) < size:
            raise MalformedPacket("an H.264 aggregate cut short")
        units.append(unit)
        offset += 2 + size
    return units


def joined(units: list[bytes]) -> bytes:
    """The units, each after its length in four bytes (ISO/IEC 14496-15)."""
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)


def decoder_configuration(sps: bytes, pps: bytes) -> bytes:
    """The AVCDecoderConfigurationRecord (ISO/IEC 14496-15, section 5.3.3.1)."""
    if len(sps) < 4:
        raise MalformedPacket("an H.264 sequence parameter set cut short")
    head = b"\x01" + sps[1:4] + b"\xff\xe1"
    return head + len(sps).to_bytes(2, "big") + sps + b"\x01" + len(pps).to_bytes(2, "big") + pps


def picture_size(sps: bytes) -> tuple[int, int]:
    """Width and height, cropping applied (ITU-T H.264, 7.3.2.1.1). Raises MalformedPacket."""
    bits = BitReader(sps[1:].replace(b"\x00\x00\x03", b"\x00\x00"))
    profile = bits.read(8)
    bits.read(16)
    bits.read_ue()
    chroma_format = _read_high_profile(bits) if profile in HIGH_PROFILES else 1
    bits.read_ue()
    _skip_picture_order(bits)
    bits.read_ue()
    bits.read(1)
    width, height = 16 * (bits.read_ue() + 1), 16 * (bits.read_ue() + 1)
    frames_only = bits.read(1)
    if not frames_only:
        height *= 2
        bits.read(1)
    bits.read(1)
    if bits.read(1):
        left, right, top, bottom = (bits.read_ue() for _ in range(4))
        unit_x = 2 if chroma_format in (1, 2) else 1
        unit_y = (2 if chroma_format == 1 else 1) * (1 if frames_only else 2)
        width -= unit_x * (left + right)
        height -= unit_y * (top + bottom)
    if not 0 < width <= 16384 or not 0 < height <= 16384:
        raise MalformedPacket("an H.264 picture of an impossible size")
    return width, height


def _read_high_profile(bits: BitReader) -> int:
    chroma_format = bits.read_ue()
    if chroma_format == 3:
        bits.read(1)
    bits.read_ue()
    bits.read_ue()
    bits.read(1)
    if bits.read(1):
        for index in range(12 if chroma_format == 3 else 8):
            if bits.read(1):
                _skip_scaling_list(bits, 16 if index < 6 else 64)
    return chroma_format


def _skip_scaling_list(bits: BitReader, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.read_se()) % 256
        last = following or last


def _skip_picture_order(bits: BitReader) -> None:
    kind = bits.read_ue()
    if kind == 0:
        bits.read_ue()
    elif kind == 1:
        bits.read(1)
        bits.read_se()
        bits.read_se()
        for _ in range(min(bits.read_ue(), 255)):
            bits.read_se()
