"""Still pictures: small in both senses."""

from __future__ import annotations

import av
import cv2
import numpy as np

from hardware.capture.still import MAX_BYTES, take_still


def frame_of(picture: np.ndarray) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv420p")


def test_a_still_is_a_jpeg_of_320_by_180() -> None:
    content = take_still(frame_of(np.full((540, 960, 3), (20, 120, 220), np.uint8)))
    assert content is not None
    assert content.startswith(b"\xff\xd8")
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (180, 320, 3)
    assert np.abs(picture[90, 160].astype(int) - (20, 120, 220)).max() < 12


def test_even_noise_fits() -> None:
    noise = np.random.default_rng(4).integers(0, 255, (720, 1280, 3), dtype=np.uint8)
    content = take_still(frame_of(noise))
    assert content is not None
    assert len(content) <= MAX_BYTES
