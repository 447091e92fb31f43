"""H.264 payloads (RFC 6184, section 5), as far as keyframes need them."""

from media.rtp.header import PacketBytes

_IDR_SLICE, _SEQUENCE_PARAMETERS = 5, 7
_STAP_A, _FU_A = 24, 28
_FU_START = 0x80


def is_keyframe_start(payload: PacketBytes) -> bool:
    """True for a sequence parameter set or the first slice of an IDR picture.

    In a packet of its own, anywhere in an aggregate (STAP-A), or as the first fragment (FU-A).
    """
    if not payload:
        return False
    unit_type = payload[0] & 0x1F
    if unit_type == _STAP_A:
        return _aggregate_starts_keyframe(payload)
    if unit_type == _FU_A:
        if len(payload) < 3 or not payload[1] & _FU_START:
            return False
        return _unit_starts_keyframe(payload[1] & 0x1F, payload[2])
    return len(payload) > 1 and _unit_starts_keyframe(unit_type, payload[1])


def _unit_starts_keyframe(unit_type: int, first_byte: int) -> bool:
    if unit_type == _IDR_SLICE:
        # first_mb_in_slice comes first, as ue(v): its leading bit is 1 only for macroblock 0
        # (ITU-T H.264, 7.3.3), so later slices of the same picture are not taken for a start.
        return bool(first_byte & 0x80)
    return unit_type == _SEQUENCE_PARAMETERS


def _aggregate_starts_keyframe(payload: PacketBytes) -> bool:
    offset = 1
    while offset + 4 <= len(payload):
        length = payload[offset] << 8 | payload[offset + 1]
        offset += 2
        if length > 1 and _unit_starts_keyframe(payload[offset] & 0x1F, payload[offset + 1]):
            return True
        offset += length
    return False
