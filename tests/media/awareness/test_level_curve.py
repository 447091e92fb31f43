"""A microphone's last levels, frame by frame, whatever the network did."""

from __future__ import annotations

import pytest

from media.awareness.level_curve import FRAME_S, SILENCE_DBOV, LevelCurve

SIZE = 50


def heard(*levels: tuple[int, int]) -> LevelCurve:
    curve = LevelCurve(SIZE)
    for frame, level in levels:
        curve.hear(level, frame * FRAME_S)
    return curve


@pytest.mark.parametrize(
    ("levels", "end", "window"),
    [
        pytest.param([(7, -30), (8, -31)], 9, [-127, -30, -31], id="in step"),
        pytest.param([(7, -30), (9, -20)], 10, [-30, -30, -20], id="a lost packet is filled"),
        pytest.param([(2, -30), (9, -20)], 10, [-127, -127, -20], id="a pause is silence"),
        pytest.param([(7, -30), (9, -20), (8, -25)], 10, [-30, -25, -20], id="late, louder"),
        pytest.param([(9, -20), (9, -18), (9, -40)], 10, [-127, -127, -18], id="the loudest"),
        pytest.param([(9, -20)], 12, [-20, -127, -127], id="nothing new is silence"),
        pytest.param([(9, -20), (900, -21)], 901, [-127, -127, -21], id="after a long time"),
        pytest.param([(900, -20), (9, -21)], 10, [-127, -127, -21], id="a clock set back"),
        pytest.param([(49, -1), (50, -2), (51, -3)], 52, [-1, -2, -3], id="around the ring"),
    ],
)
def test_window(levels: list[tuple[int, int]], end: int, window: list[int]) -> None:
    assert heard(*levels).window(end, 3).tolist() == window


def test_what_left_the_ring_is_silence_not_what_replaced_it() -> None:
    curve = heard(*[(frame, -10) for frame in range(2 * SIZE)])
    assert set(curve.window(SIZE // 2, SIZE // 2).tolist()) == {SILENCE_DBOV}


def test_a_window_longer_than_the_ring_is_refused() -> None:
    with pytest.raises(ValueError, match="holds 50 frames"):
        LevelCurve(SIZE).window(100, SIZE + 1)
