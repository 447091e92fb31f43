"""What a technician gets of a session: light and colour, and nobody."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from server.kits.blur import blurred, jpeg_size


def jpeg(picture: np.ndarray) -> bytes:
    return bytes(cv2.imencode(".jpg", picture)[1].tobytes())


def stripes(period: int) -> np.ndarray:
    """Black and white, each so many points wide: a face has such detail."""
    row = np.where((np.arange(640) // period) % 2 == 0, 255, 0).astype(np.uint8)
    return np.repeat(np.repeat(row[None, :, None], 360, 0), 3, 2)


@pytest.mark.parametrize("period", [2, 4, 8, 16])
def test_nothing_as_fine_as_a_face_is_left(period: int) -> None:
    result = blurred(jpeg(stripes(period)))
    assert result is not None
    left = cv2.imdecode(np.frombuffer(result, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert left is not None and left.std() < 64, "of 127 before"


def test_sharpening_brings_nothing_back() -> None:
    """Two rooms that differ only in what is fine look alike."""
    noise = np.random.default_rng(7).integers(0, 256, (2, 360, 640, 3), dtype=np.uint8)
    one, other = (blurred(jpeg(picture)) for picture in noise)
    assert one is not None and other is not None
    a, b = (cv2.imdecode(np.frombuffer(x, np.uint8), cv2.IMREAD_COLOR) for x in (one, other))
    assert a is not None and b is not None
    assert np.abs(a.astype(int) - b.astype(int)).mean() < 8


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff\xd9", b"\xff\xd8" + b"\xff" * 50, b"GIF89a"])
def test_what_is_no_picture_shows_nothing(data: bytes) -> None:
    assert blurred(data) is None


def test_a_size_is_read_before_anything_is_decoded() -> None:
    small = jpeg(np.zeros((36, 64, 3), np.uint8))
    assert jpeg_size(small) == (64, 36)
    at = small.index(b"\xff\xc0")
    huge = small[: at + 5] + b"\xff\xff\xff\xff" + small[at + 9 :]
    assert jpeg_size(huge) == (65535, 65535)
    assert blurred(huge) is None
