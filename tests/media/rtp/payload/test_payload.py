"""The dispatch by codec name, against encoders of another hand."""

from fractions import Fraction

import av
import pytest
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.vpx import Vp8Encoder
from hypothesis import given
from hypothesis import strategies as st

from media.rtp.payload import is_keyframe_start

CODECS = ["VP8", "VP9", "H264", "opus", "AV1", "rtx", ""]


def picture(index: int) -> av.VideoFrame:
    frame = av.VideoFrame(320, 240, "yuv420p")
    for number, plane in enumerate(frame.planes):
        rows = bytes((i * (index + 3 + number)) & 0xFF for i in range(plane.buffer_size))
        plane.update(rows)
    frame.pts, frame.time_base = index * 3000, Fraction(1, 90000)
    return frame


@pytest.mark.parametrize(("codec", "encoder_class"), [("VP8", Vp8Encoder), ("H264", H264Encoder)])
def test_the_first_packet_of_an_encoded_keyframe_and_no_other(
    codec: str, encoder_class: type[Vp8Encoder] | type[H264Encoder]
) -> None:
    encoder = encoder_class()
    keyframes = {0, 4}
    for index in range(6):
        payloads, _ = encoder.encode(picture(index), force_keyframe=index in keyframes)
        starts = [is_keyframe_start(codec, payload) for payload in payloads]
        assert len(starts) > 1, "a picture too simple to test with"
        assert starts[0] == (index in keyframes)
        if codec == "VP8":
            assert not any(starts[1:])
        elif index not in keyframes:
            assert not any(starts)


@given(st.sampled_from(CODECS), st.binary(max_size=40))
def test_arbitrary_bytes_never_raise(codec: str, payload: bytes) -> None:
    assert is_keyframe_start(codec, payload) in (True, False)


@pytest.mark.parametrize("codec", ["opus", "AV1", "rtx", "", "vp8"])
def test_a_codec_that_is_not_known_has_no_keyframes(codec: str) -> None:
    assert not is_keyframe_start(codec, b"\x10\x00")
    assert is_keyframe_start("VP8", b"\x10\x00")
