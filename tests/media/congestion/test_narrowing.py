"""A line that no longer carries what is sent is told within a second; whatever else a line does to
packets is not taken for that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.media.congestion.link import Link

WIDE_BPS, BEGIN_S = 2_000_000, 6.0


def narrowing_to(capacity_bps: float, at: float) -> Callable[[float], float]:
    return lambda now: capacity_bps if now >= at else WIDE_BPS


def told_after(link: Link, at: float) -> float:
    """Seconds from `at` until the line was found too narrow."""
    link.play(at + 4, until_narrow=True)
    return min([now for now, _ in link.found] + link.late, default=float("inf")) - at


@pytest.mark.parametrize("phase_s", [0.0, 0.05, 0.1])
@pytest.mark.parametrize(
    ("queue_s", "within_s"),
    [(0.03, 1.2), (0.1, 0.9), (0.3, 1.2), (1.0, 1.6), (3.0, 1.6)],
    ids=["hardly any queue", "shallow", "usual", "deep", "bloated"],
)
def test_two_megabits_that_become_half_of_one(
    queue_s: float, within_s: float, phase_s: float
) -> None:
    at = BEGIN_S + phase_s
    link = Link(narrowing_to(500_000, at), queue_s)
    assert 0 < told_after(link, at) < within_s


def test_what_gets_through_is_known_about() -> None:
    link = Link(narrowing_to(500_000, BEGIN_S), queue_s=0.3)
    told_after(link, BEGIN_S)
    (_, narrow), *_ = link.found
    assert 250_000 < narrow.carried_bps < 1_000_000
    assert 0.2 < narrow.share < 0.7


@pytest.mark.parametrize("feedback_s", [0.05, 0.1, 0.25])
@pytest.mark.parametrize(
    "line",
    [
        {"capacity_bps": lambda now: 2_000_000},
        {"capacity_bps": lambda now: 1_700_000, "drift": 5e-4},
        {"capacity_bps": lambda now: 5_000_000, "jitter_s": 0.05},
        {"capacity_bps": lambda now: 5_000_000, "jitter_s": 0.05, "stays_in_order": False},
        {"capacity_bps": lambda now: 5_000_000, "is_lost": lambda now: 0.05},
        {"capacity_bps": lambda now: 5_000_000, "is_lost": lambda now: float(now % 2 < 0.3)},
        # A radio that pauses.
        {"capacity_bps": lambda now: 1.0 if now % 2 < 0.25 else 20_000_000},
        {"capacity_bps": lambda now: 600_000, "layer_bps": 400_000},
        {"capacity_bps": lambda now: 300_000, "layer_bps": 150_000},
        # Keyframes that take half a second to pass.
        {"capacity_bps": lambda now: 1_800_000, "keyframe_pictures": 15.0, "queue_s": 3.0},
    ],
    ids=[
        "it carries",
        "just so, the clocks drift",
        "jitter of 50 ms",
        "and out of order",
        "one packet in twenty is lost",
        "nothing passes for 0.3 s",
        "everything waits for 0.25 s",
        "a middle layer",
        "a small layer",
        "large keyframes",
    ],
)
def test_no_false_alarm_in_a_minute(line: dict[str, Any], feedback_s: float) -> None:
    link = Link(feedback_s=feedback_s, keyframe_every_s=6.03, **line)
    link.play(60)
    assert (link.found, link.late) == ([], [])


@pytest.mark.parametrize("seed", range(4))
def test_no_jitter_of_50_ms_is_taken_for_a_queue_or_for_loss(seed: int) -> None:
    link = Link(lambda now: 5_000_000, jitter_s=0.05, stays_in_order=False, seed=seed)
    link.play(60)
    assert (link.found, link.late) == ([], [])


def test_jitter_does_not_hide_that_a_line_narrows() -> None:
    link = Link(narrowing_to(500_000, BEGIN_S), jitter_s=0.05, stays_in_order=False)
    assert told_after(link, BEGIN_S) < 1.2


def test_what_was_sent_before_a_change_tells_no_more() -> None:
    link = Link(narrowing_to(500_000, BEGIN_S)).play(BEGIN_S + 4, until_narrow=True)
    link.layer_bps = 150_000
    told_at = link.found[0][0]
    link.narrowing.restart(told_at)
    link.found.clear()
    link.play(3, since=told_at)
    assert (link.found, link.late) == ([], [])


@settings(max_examples=25, deadline=None)
@given(
    st.floats(250_000, 900_000), st.sampled_from([0.1, 0.3, 1.0]), st.floats(0, 0.15), st.integers()
)
def test_whenever_it_narrows_and_whatever_to(
    capacity_bps: float, queue_s: float, phase_s: float, seed: int
) -> None:
    at = BEGIN_S + phase_s
    link = Link(narrowing_to(capacity_bps, at), queue_s, seed=seed)
    assert 0 < told_after(link, at) < 2.0
