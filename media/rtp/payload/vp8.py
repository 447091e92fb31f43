"""The VP8 payload descriptor (RFC 7741, section 4.2)."""

from dataclasses import dataclass

from media.errors import MalformedPacket
from media.rtp.header import PacketBytes


@dataclass(slots=True)
class Vp8Descriptor:
    """What the descriptor says. Offsets count from the start of the payload; absent is None.

    `picture_id_bits` is 7 or 15 (0 when absent); `length` is that of the whole descriptor.
    """

    starts_partition: bool
    partition_index: int
    picture_id: int | None
    picture_id_bits: int
    picture_id_offset: int
    tl0_picture_index: int | None
    tl0_picture_index_offset: int
    temporal_layer: int | None
    layer_sync: bool
    length: int


def parse_descriptor(packet: PacketBytes, payload_offset: int = 0) -> Vp8Descriptor:
    """Read the descriptor at `payload_offset`. Raises MalformedPacket when it is cut short."""
    try:
        return _parse(packet, payload_offset)
    except IndexError:
        raise MalformedPacket("VP8 payload descriptor cut short") from None


def _parse(packet: PacketBytes, payload_offset: int) -> Vp8Descriptor:
    first = packet[payload_offset]
    offset = payload_offset + 1
    flags = 0
    picture_id = tl0_picture_index = temporal_layer = None
    picture_id_bits = picture_id_offset = tl0_offset = 0
    layer_sync = False
    if first & 0x80:
        flags = packet[offset]
        offset += 1
    if flags & 0x80:
        picture_id_offset = offset - payload_offset
        picture_id, picture_id_bits = packet[offset], 7
        offset += 1
        if picture_id & 0x80:
            picture_id, picture_id_bits = (picture_id & 0x7F) << 8 | packet[offset], 15
            offset += 1
    if flags & 0x40:
        tl0_offset = offset - payload_offset
        tl0_picture_index = packet[offset]
        offset += 1
    if flags & 0x30:
        if flags & 0x20:
            temporal_layer = packet[offset] >> 6
            layer_sync = bool(packet[offset] & 0x20)
        elif offset >= len(packet):
            raise IndexError
        offset += 1
    return Vp8Descriptor(
        bool(first & 0x10),
        first & 0x07,
        picture_id,
        picture_id_bits,
        picture_id_offset,
        tl0_picture_index,
        tl0_offset,
        temporal_layer,
        layer_sync,
        offset - payload_offset,
    )


def is_keyframe_start(payload: PacketBytes) -> bool:
    """True for the first packet of a keyframe: RFC 7741, section 4.3, bit P is 0."""
    if len(payload) < 2 or payload[0] & 0x17 != 0x10:
        return False
    try:
        length = _parse(payload, 0).length
    except IndexError:
        return False
    return length < len(payload) and not payload[length] & 0x01


def shift_counters(
    packet: bytearray,
    payload_offset: int,
    descriptor: Vp8Descriptor,
    picture_id_shift: int,
    tl0_picture_index_shift: int,
) -> None:
    """Add to PictureID and TL0PICIDX in place, so that they go on across a switch of layers.

    `descriptor` is what `parse_descriptor(packet, payload_offset)` said. Each counter wraps in
    its own width, which stays (7 or 15 bits, 8 bits); an absent one stays absent.
    """
    if descriptor.picture_id is not None:
        picture_id = descriptor.picture_id + picture_id_shift
        offset = payload_offset + descriptor.picture_id_offset
        if descriptor.picture_id_bits == 15:
            packet[offset] = 0x80 | picture_id >> 8 & 0x7F
            packet[offset + 1] = picture_id & 0xFF
        else:
            packet[offset] = picture_id & 0x7F
    if descriptor.tl0_picture_index is not None:
        offset = payload_offset + descriptor.tl0_picture_index_offset
        packet[offset] = descriptor.tl0_picture_index + tl0_picture_index_shift & 0xFF
