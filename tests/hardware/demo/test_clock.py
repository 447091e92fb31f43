"""The stripe can be read back after what happens to pictures on their way to a screen."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hardware.capture.vp8 import Vp8Encoder
from hardware.demo import clock

Plane = NDArray[np.uint8]
A_TIME_MS = 1_782_000_123_457


def picture(wall_ms: int, width: int = 960, height: int = 540) -> list[Plane]:
    """Noise in a room's greys, with the stripe: the planes of a yuv420p picture."""
    noise = np.random.default_rng(1)
    planes = [
        noise.integers(40, 200, (height, width), dtype=np.uint8),
        *(noise.integers(100, 150, (height // 2, width // 2), dtype=np.uint8) for _ in range(2)),
    ]
    clock.draw(planes[0], planes[1], planes[2], wall_ms)
    return planes


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 1 << 45))
def test_what_was_drawn_is_read(wall_ms: int) -> None:
    assert clock.read(picture(wall_ms, 320, 180)[0]) == wall_ms % clock.PERIOD_MS


@settings(deadline=None, max_examples=50)
@given(st.integers(0, clock.PERIOD_MS - 2))
def test_one_millisecond_changes_one_time_block(wall_ms: int) -> None:
    first, second = (read_as_documented(picture(at, 320, 180)[0]) for at in (wall_ms, wall_ms + 1))
    assert sum(a != b for a, b in zip(first[2:24], second[2:24], strict=True)) == 1


@pytest.mark.parametrize("size", [(960, 540), (640, 360), (1280, 720), (1000, 562)])
def test_the_documented_geometry_is_enough_to_read_it(size: tuple[int, int]) -> None:
    bits = read_as_documented(picture(A_TIME_MS, *size)[0])
    assert bits[:2] == [1, 0]
    gray = int("".join(map(str, bits[2:24])), 2)
    value = 0
    while gray:
        value ^= gray
        gray >>= 1
    assert value == A_TIME_MS % 2**22


def read_as_documented(luma: Plane) -> list[int]:
    """The 32 bits, read by the words of the module's docstring and nothing else."""
    height, width = luma.shape
    means = []
    for block in range(32):
        left, right = block * width / 32, (block + 1) * width / 32
        top, bottom = height - height / 30, height
        quarter_x, quarter_y = (right - left) / 4, (bottom - top) / 4
        means.append(
            luma[
                int(top + quarter_y) : int(bottom - quarter_y),
                int(left + quarter_x) : int(right - quarter_x),
            ].mean()
        )
    return [int(mean > (means[0] + means[1]) / 2) for mean in means]


def blurred(luma: Plane) -> Plane:
    return np.asarray(cv2.GaussianBlur(luma, (0, 0), 3), np.uint8)


def noisy(luma: Plane) -> Plane:
    noise = np.random.default_rng(2).normal(0, 25, luma.shape)
    return np.clip(luma + noise, 0, 255).astype(np.uint8)


def scaled(luma: Plane, factor: float) -> Plane:
    return np.asarray(cv2.resize(luma, None, fx=factor, fy=factor), np.uint8)


def faded(luma: Plane) -> Plane:
    return (luma * 0.5 + 60).astype(np.uint8)


@pytest.mark.parametrize(
    "journey",
    [
        blurred,
        noisy,
        faded,
        lambda luma: scaled(luma, 0.33),
        lambda luma: scaled(luma, 1.7),
        lambda luma: noisy(blurred(scaled(luma, 0.66))),
    ],
    ids=["blur", "noise", "fade", "third", "larger", "all"],
)
def test_it_survives(journey: object) -> None:
    assert callable(journey)
    assert clock.read(journey(picture(A_TIME_MS)[0])) == A_TIME_MS % clock.PERIOD_MS


def test_it_survives_vp8_at_a_low_bitrate() -> None:
    av = pytest.importorskip("av")
    encoder = Vp8Encoder(640, 360, 25, 150_000)
    decoder = av.CodecContext.create("libvpx", "r")
    for turn in range(20):
        wall_ms = A_TIME_MS + 40 * turn
        frame = av.VideoFrame(640, 360, "yuv420p")
        for plane, content in zip(frame.planes, picture(wall_ms, 640, 360), strict=True):
            plane.update(content.tobytes())
        encoded = encoder.encode(frame, 3600 * turn, force_keyframe=turn == 0)
        assert encoded is not None
        for decoded in decoder.decode(av.Packet(encoded.content)):
            luma = decoded.to_ndarray(format="gray8")
            assert clock.read(luma) == wall_ms % clock.PERIOD_MS


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_picture_without_a_stripe_says_nothing(level: int) -> None:
    assert clock.read(np.full((360, 640), level, np.uint8)) is None


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 21), st.integers(0, 1 << 45))
def test_a_wrong_block_is_noticed(block: int, wall_ms: int) -> None:
    luma = picture(wall_ms, 320, 180)[0]
    columns = slice((block + 2) * 10, (block + 3) * 10)
    inverted = 79 + 228 - luma[clock.stripe_top(180) :, columns].astype(int)
    luma[clock.stripe_top(180) :, columns] = inverted
    assert clock.read(luma) is None


@settings(deadline=None, max_examples=50)
@given(st.binary(min_size=16 * 9, max_size=16 * 9))
def test_any_picture_can_be_looked_at(content: bytes) -> None:
    clock.read(np.frombuffer(content, np.uint8).reshape(9, 16))


@pytest.mark.parametrize(
    ("read_ms", "now_ms", "elapsed_ms"),
    [(100, 250, 150), (clock.PERIOD_MS - 50, 30, 80), (5, 3 * clock.PERIOD_MS + 9, 4)],
)
def test_elapsed_time_comes_round_with_the_clock(
    read_ms: int, now_ms: int, elapsed_ms: int
) -> None:
    assert clock.elapsed_ms(read_ms, now_ms) == elapsed_ms
