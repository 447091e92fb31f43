"""The VP9 payload descriptor (RFC 9628, section 4.2), as far as keyframes need it."""

from media.rtp.header import PacketBytes

_PICTURE_ID_PRESENT = 0x80
_INTER_PICTURE_PREDICTED = 0x40
_LAYER_INDICES_PRESENT = 0x20
_START_OF_FRAME = 0x08


def is_keyframe_start(payload: PacketBytes) -> bool:
    """True for the first packet of a keyframe's base spatial layer.

    A higher layer of a keyframe is not predicted from other pictures either, but from the
    layer below it: decoding cannot start there.
    """
    if not payload:
        return False
    flags = payload[0]
    if flags & _INTER_PICTURE_PREDICTED or not flags & _START_OF_FRAME:
        return False
    if not flags & _LAYER_INDICES_PRESENT:
        return len(payload) > 1
    offset = 1
    if flags & _PICTURE_ID_PRESENT:
        if len(payload) < 2:
            return False
        offset += 2 if payload[1] & 0x80 else 1
    return len(payload) > offset and not payload[offset] >> 1 & 0x07
