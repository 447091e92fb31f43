"""What forwarding must know of video payloads: where a keyframe starts, and VP8's counters."""

from media.rtp.payload import h264, vp8, vp9

_KEYFRAME_START = {
    "VP8": vp8.is_keyframe_start,
    "VP9": vp9.is_keyframe_start,
    "H264": h264.is_keyframe_start,
}


def is_keyframe_start(codec: str, payload: bytes) -> bool:
    """True when decoding can start with this packet (padding removed from `payload`).

    `codec` is the name as in SDP: "VP8", "VP9", "H264"; False for any other. Never raises: what
    is too short to tell is no keyframe.
    """
    check = _KEYFRAME_START.get(codec)
    return check is not None and check(payload)
