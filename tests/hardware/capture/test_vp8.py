"""The encoder: keyframes on demand only, near its bitrate, readable by another hand."""

from __future__ import annotations

import av
import numpy as np
import pytest

from hardware.capture.live_encoder import EncodedPicture
from hardware.capture.vp8 import Vp8Encoder

WIDTH, HEIGHT, RATE_FPS = 320, 180, 25


def pictures(count: int) -> list[av.VideoFrame]:
    """A bright square that crosses a textured wall."""
    wall = np.random.default_rng(3).integers(90, 110, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    frames = []
    for index in range(count):
        picture = wall.copy()
        picture[60:120, index * 4 % 240 : index * 4 % 240 + 60] = 220
        frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
        frames.append(frame.reformat(format="yuv420p"))
    return frames


def encode(encoder: Vp8Encoder, count: int, keyframes: set[int]) -> list[EncodedPicture]:
    encoded = [
        encoder.encode(frame, index * 90_000 // RATE_FPS, index in keyframes)
        for index, frame in enumerate(pictures(count))
    ]
    assert None not in encoded
    return [picture for picture in encoded if picture]


def test_a_keyframe_comes_first_and_then_only_when_asked_for() -> None:
    encoded = encode(Vp8Encoder(WIDTH, HEIGHT, RATE_FPS, 400_000), 60, {0, 17, 40})
    assert [i for i, picture in enumerate(encoded) if picture.is_keyframe] == [0, 17, 40]


def test_a_keyframe_is_one_by_the_bitstream_itself() -> None:
    # RFC 6386, section 9.1: the lowest bit of a frame is 0 for a key frame.
    for picture in encode(Vp8Encoder(WIDTH, HEIGHT, RATE_FPS, 400_000), 30, {9}):
        assert picture.is_keyframe == (picture.content[0] & 1 == 0)


def test_timestamps_are_those_given() -> None:
    encoded = encode(Vp8Encoder(WIDTH, HEIGHT, RATE_FPS, 400_000), 5, set())
    assert [picture.timestamp for picture in encoded] == [0, 3600, 7200, 10800, 14400]


def test_every_picture_decodes_and_looks_like_what_went_in() -> None:
    encoded = encode(Vp8Encoder(WIDTH, HEIGHT, RATE_FPS, 1_000_000), 25, set())
    decoder = av.CodecContext.create("libvpx", "r")
    for original, picture in zip(pictures(25), encoded, strict=True):
        (decoded,) = decoder.decode(av.Packet(picture.content))
        difference = original.to_ndarray().astype(int) - decoded.to_ndarray()
        assert np.abs(difference).mean() < 6


@pytest.mark.parametrize("bitrate_bps", [150_000, 400_000])
def test_it_does_not_exceed_its_bitrate(bitrate_bps: int) -> None:
    encoded = encode(Vp8Encoder(WIDTH, HEIGHT, RATE_FPS, bitrate_bps), 150, set())
    spent_bps = sum(len(picture.content) for picture in encoded) * 8 / (150 / RATE_FPS)
    assert spent_bps < 1.3 * bitrate_bps


def test_a_lower_bitrate_is_taken_up_at_once() -> None:
    encoder = Vp8Encoder(WIDTH, HEIGHT, RATE_FPS, 1_000_000)
    before = encode(encoder, 50, set())
    encoder.set_bitrate(100_000)
    after = encode(encoder, 50, set())[1:]
    assert sum(len(p.content) for p in after) < 0.5 * sum(len(p.content) for p in before)


def test_a_small_change_of_bitrate_costs_no_keyframe() -> None:
    encoder = Vp8Encoder(WIDTH, HEIGHT, RATE_FPS, 400_000)
    encode(encoder, 5, set())
    encoder.set_bitrate(420_000)
    assert not any(picture.is_keyframe for picture in encode(encoder, 5, set()))
