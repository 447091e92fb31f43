"""Retransmission packets (RFC 4588, section 4): the original with its number in front.

Header extensions travel as they are: whoever wraps or unwraps maps RID and repaired RID.
"""

import struct

from media.errors import MalformedPacket
from media.rtp.header import PacketBytes, RtpHeader, parse_header

_ORIGINAL_SEQUENCE_LENGTH = 2
_TYPE_TO_SSRC = struct.Struct("!BHII")
"""marker and payload type, sequence, timestamp, ssrc: the header but for its first byte"""


def unwrap_rtx(
    packet: PacketBytes, header: RtpHeader, ssrc: int, payload_type: int
) -> bytes | None:
    """The original packet that an RTX packet carries, for the stream `ssrc`, `payload_type`.

    `header` is what `parse_header(packet)` said. None for padding alone, with which senders
    probe the bandwidth. Raises MalformedPacket for a payload too short for its number (1 byte).
    Padding after the payload stays.
    """
    start = header.payload_offset
    payload_length = len(packet) - start - header.padding_length
    if not payload_length:
        return None
    if payload_length < _ORIGINAL_SEQUENCE_LENGTH:
        raise MalformedPacket("RTX payload without the original sequence number")
    sequence = packet[start] << 8 | packet[start + 1]
    original = bytearray(packet)
    del original[start : start + _ORIGINAL_SEQUENCE_LENGTH]
    _rename(original, header, payload_type, sequence, ssrc)
    return bytes(original)


def wrap_rtx(packet: PacketBytes, ssrc: int, payload_type: int, sequence: int) -> bytes:
    """An RTX packet that carries `packet`, as number `sequence` of the RTX stream.

    Raises MalformedPacket when `packet` is no RTP packet.
    """
    header = parse_header(packet)
    wrapped = bytearray(packet)
    start = header.payload_offset
    wrapped[start:start] = header.sequence.to_bytes(_ORIGINAL_SEQUENCE_LENGTH)
    _rename(wrapped, header, payload_type, sequence, ssrc)
    return bytes(wrapped)


def _rename(
    packet: bytearray, header: RtpHeader, payload_type: int, sequence: int, ssrc: int
) -> None:
    type_byte = (0x80 if header.marker else 0) | payload_type
    _TYPE_TO_SSRC.pack_into(packet, 1, type_byte, sequence, header.timestamp, ssrc)
