"""The RTP header (RFC 3550, section 5.1): offsets into a packet, never a copy of it."""

import struct
from dataclasses import dataclass
from typing import TypeAlias

from media.errors import MalformedPacket

PacketBytes: TypeAlias = bytes | bytearray

FIXED_HEADER_LENGTH = 12

_FIXED = struct.Struct("!BBHII")
_EXTENSION_HEAD = struct.Struct("!HH")
_CSRC_LISTS = tuple(struct.Struct(f"!{count}I") for count in range(16))


@dataclass(slots=True)
class RtpHeader:
    """What the header of one packet says, and where its parts lie (offsets in bytes).

    Without a header extension `extension_profile` is None and its offset and length are 0;
    with one, they bound its data, the four bytes of profile and length excluded.
    `padding_length` counts every padding byte, the last one (the count itself) included: the
    payload is `packet[payload_offset : len(packet) - padding_length]`.
    """

    marker: bool
    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    csrcs: tuple[int, ...] = ()
    extension_profile: int | None = None
    extension_offset: int = 0
    extension_length: int = 0
    payload_offset: int = FIXED_HEADER_LENGTH
    padding_length: int = 0


def parse_header(packet: PacketBytes) -> RtpHeader:
    """Read the header of `packet`.

    Raises MalformedPacket: too short for what it announces, not version 2, impossible padding.
    """
    size = len(packet)
    if size < FIXED_HEADER_LENGTH:
        raise MalformedPacket("RTP packet shorter than its fixed header")
    flags, type_byte, sequence, timestamp, ssrc = _FIXED.unpack_from(packet)
    if flags & 0xC0 != 0x80:
        raise MalformedPacket("RTP version is not 2")
    csrcs: tuple[int, ...] = ()
    offset = FIXED_HEADER_LENGTH
    csrc_count = flags & 0x0F
    if csrc_count:
        csrcs = _read_csrcs(packet, csrc_count)
        offset += 4 * csrc_count
    profile: int | None = None
    extension_offset = extension_length = 0
    if flags & 0x10:
        extension_offset = offset + 4
        if extension_offset > size:
            raise MalformedPacket("RTP packet ends within its extension head")
        profile, words = _EXTENSION_HEAD.unpack_from(packet, offset)
        extension_length = 4 * words
        offset = extension_offset + extension_length
        if offset > size:
            raise MalformedPacket("RTP packet ends within its extension")
    padding = _read_padding(packet, offset) if flags & 0x20 else 0
    return RtpHeader(
        type_byte >= 0x80,
        type_byte & 0x7F,
        sequence,
        timestamp,
        ssrc,
        csrcs,
        profile,
        extension_offset,
        extension_length,
        offset,
        padding,
    )


def _read_csrcs(packet: PacketBytes, count: int) -> tuple[int, ...]:
    if FIXED_HEADER_LENGTH + 4 * count > len(packet):
        raise MalformedPacket("RTP packet ends within its CSRC list")
    return _CSRC_LISTS[count].unpack_from(packet, FIXED_HEADER_LENGTH)


def _read_padding(packet: PacketBytes, payload_offset: int) -> int:
    padding = packet[-1]
    if not padding or payload_offset + padding > len(packet):
        raise MalformedPacket("RTP padding does not fit the packet")
    return padding


def serialize_header(header: RtpHeader, extension: bytes = b"") -> bytes:
    """The bytes of `header`, followed by `extension`, a whole block as `build_extension` makes it.

    The offsets, and the extension fields, of `header` are not used: the extension bit says
    whether `extension` is there. The padding bit follows `padding_length`; the padding itself
    is the caller's to append after the payload. Raises ValueError when a field is out of range.
    """
    csrc_count = len(header.csrcs)
    if csrc_count > 15 or not 0 <= header.payload_type <= 127:
        raise ValueError("at most 15 CSRCs, and a payload type of 7 bits")
    flags = 0x80 | (0x20 if header.padding_length else 0) | (0x10 if extension else 0) | csrc_count
    type_byte = (0x80 if header.marker else 0) | header.payload_type
    try:
        fixed = _FIXED.pack(flags, type_byte, header.sequence, header.timestamp, header.ssrc)
        return fixed + _CSRC_LISTS[csrc_count].pack(*header.csrcs) + extension
    except struct.error as error:
        raise ValueError(f"RTP header field out of range: {error}") from None
