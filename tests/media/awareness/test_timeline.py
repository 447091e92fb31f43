"""The times of packets, freed from jitter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.awareness.timeline import Timeline

CLOCK = 48_000
PACKET = 960


@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.floats(0, 0.4), min_size=2, max_size=80),
)
def test_no_time_is_later_than_the_arrival(first: int, jitter_s: list[float]) -> None:
    timeline = Timeline(CLOCK)
    for number, late_s in enumerate(jitter_s):
        arrival_s = 100 + number * 0.02 + late_s
        placed = timeline.place((first + number * PACKET) % 2**32, arrival_s)
        assert placed <= arrival_s + 1e-6


def test_jitter_is_gone_once_a_packet_came_straight() -> None:
    timeline = Timeline(CLOCK)
    late_s = [0.05, 0.0, 0.12, 0.03, 0.08]
    placed = [timeline.place(n * PACKET, 10 + n * 0.02 + late) for n, late in enumerate(late_s)]
    assert placed[1:] == pytest.approx([10.02, 10.04, 10.06, 10.08], abs=0.0005)


def test_timestamps_wrap_and_packets_overtake_each_other() -> None:
    timeline = Timeline(CLOCK)
    timeline.place(2**32 - PACKET, 5.0)
    assert timeline.place(PACKET, 5.04) == pytest.approx(5.04)
    assert timeline.place(0, 5.041) == pytest.approx(5.02, abs=0.0005)


@pytest.mark.parametrize("drift", [-500e-6, 500e-6])
def test_a_clock_that_drifts_is_followed(drift: float) -> None:
    timeline = Timeline(CLOCK)
    placed = 0.0
    for number in range(0, 180_000, 7):
        placed = timeline.place(number * PACKET, number * 0.02 * (1 + drift))
    assert placed == pytest.approx(number * 0.02 * (1 + drift), abs=0.02)


def test_new_timestamps_start_anew() -> None:
    timeline = Timeline(CLOCK)
    timeline.place(0, 1.0)
    assert timeline.place(2_000_000_000, 1.02) == pytest.approx(1.02)
