"""What a narrow line is given at once: what it carries in a round trip and a tenth of a second."""

from __future__ import annotations

import pytest

from media.plane.send_window import FORGET_S, MIN_BYTES, SAMPLE_S, START_BYTES, TARGET_S, SendWindow


def fed(rate: float, seconds: float, trip_s: float, step_s: float = 0.01) -> SendWindow:
    """A window beside a line of so many bytes a second, with a queue all the time."""
    window = SendWindow()
    for step in range(round(seconds / step_s) + 1):
        window.observe(int(rate * step * step_s), trip_s, step * step_s)
    return window


@pytest.mark.parametrize(
    ("rate", "trip_s", "limit"),
    [
        (125_000, 0.03, 125_000 * (0.03 + TARGET_S)),
        (1_000_000, 0.2, 1_000_000 * (0.2 + TARGET_S)),
        (10_000, 0.03, MIN_BYTES),
    ],
    ids=["1 Mb/s", "8 Mb/s over the sea", "80 kb/s"],
)
def test_by_rate_and_round_trip(rate: float, trip_s: float, limit: float) -> None:
    assert fed(rate, 2.0, trip_s).limit(2.0) == pytest.approx(limit, rel=0.01)


def test_a_line_of_which_nothing_is_known() -> None:
    assert SendWindow().limit(0.0) == START_BYTES
    assert fed(125_000, SAMPLE_S / 2, 0.03).limit(SAMPLE_S / 2) == START_BYTES


def test_a_pause_says_nothing_about_the_line() -> None:
    window = fed(125_000, 1.0, 0.03)
    limit = window.limit(1.0)
    window.emptied()
    window.observe(125_000, 0.03, 6.0)
    window.observe(125_000 + 25_000, 0.03, 6.2)
    assert window.limit(6.2) == pytest.approx(limit, rel=0.01)


def test_a_line_that_narrows_and_widens_is_followed() -> None:
    window, acknowledged, limits = SendWindow(), 0, []
    for step in range(600):
        acknowledged += 1250 if step < 200 or step >= 400 else 250
        window.observe(acknowledged, 0.02, step * 0.01)
        limits.append(window.limit(step * 0.01))
    assert limits[199] == pytest.approx(125_000 * 0.12, rel=0.02)
    assert limits[599] == pytest.approx(125_000 * 0.12, rel=0.02)
    assert limits[399] == MIN_BYTES


def test_what_was_learnt_is_forgotten() -> None:
    window = fed(125_000, 1.0, 0.03)
    assert window.limit(1.0 + FORGET_S - 0.1) < START_BYTES
    assert window.limit(1.0 + FORGET_S + 0.1) == START_BYTES
