"""A line that is too narrow is sent smaller layers, and larger ones again when it widens."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.control.downlink import LONGEST_WAIT_S, Downlink
from media.control.line import Line
from media.plane.interface import RouteState

LAYERS_BPS = (150_000, 500_000, 1_500_000)
DEEPEST = 2


def play(downlink: Downlink, capacity_bps: Callable[[int], float], seconds: int) -> list[int]:
    """A report a second about a line that loses what is beyond it; the steps down, by second."""
    steps = []
    for second in range(seconds):
        sent_bps = LAYERS_BPS[DEEPEST - downlink.steps_down]
        loss = max(0.0, 1 - capacity_bps(second) / sent_bps)
        downlink.report(loss, None, sent_bps, DEEPEST, float(second))
        steps.append(downlink.steps_down)
    return steps


@pytest.mark.parametrize(
    ("capacity_bps", "steps"), [(2_000_000, 0), (600_000, 1), (200_000, 2), (50_000, 2)]
)
def test_a_line_gets_the_largest_layer_that_it_carries(capacity_bps: int, steps: int) -> None:
    assert play(Downlink(), lambda _: capacity_bps, 9)[-1] == steps


def test_it_takes_two_seconds_of_loss_and_not_one_bad_report() -> None:
    downlink = Downlink()
    told = [(0.0, 0.5), (1.0, 0.0), (2.0, 0.5), (3.0, 0.5), (4.0, 0.5)]
    changed = [downlink.report(loss, None, 1e6, DEEPEST, now) for now, loss in told]
    assert changed == [False, False, False, False, True]


def test_a_line_that_widens_gets_the_largest_again() -> None:
    steps = play(Downlink(), lambda second: 200_000 if second < 30 else 4_000_000, 70)
    assert steps[29] == 2
    assert steps[-1] == 0


def test_what_does_not_last_is_tried_less_and_less_often() -> None:
    steps = play(Downlink(), lambda _: 600_000, 600)
    tried = [second for second, step in enumerate(steps) if step == 0 and second > 9]
    assert 0 < len(tried) < 12, "each try is over after a report or two"
    assert max(b - a for a, b in pairwise(tried)) > LONGEST_WAIT_S / 2


def test_an_estimate_that_stays_short_counts_though_nothing_is_lost() -> None:
    downlink = Downlink()
    for second in range(10):
        downlink.report(0.0, 400_000.0, LAYERS_BPS[2 - downlink.steps_down], 2, float(second))
        if second == 3:
            assert downlink.steps_down == 0
    assert downlink.steps_down == 1


def test_an_estimate_that_grows_is_only_late() -> None:
    downlink, estimate_bps = Downlink(), 500_000.0
    for second in range(20):
        downlink.report(0.0, estimate_bps, 1_500_000, 2, float(second))
        estimate_bps *= 1.08
    assert downlink.steps_down == 0


@given(
    st.lists(st.tuples(st.floats(0, 1), st.none() | st.floats(0, 5e6), st.floats(0.1, 3))),
    st.integers(0, 3),
)
def test_it_never_leaves_the_layers_there_are(
    told: list[tuple[float, float | None, float]], deepest: int
) -> None:
    downlink, now = Downlink(), 0.0
    for loss, estimate_bps, passed_s in told:
        now += passed_s
        downlink.report(loss, estimate_bps, 1e6, deepest, now)
        assert 0 <= downlink.steps_down <= deepest


def sent(packets: int) -> RouteState:
    return RouteState(1, packets, 1000 * packets, 0, 0)


def test_of_several_pictures_each_counts_by_its_packets() -> None:
    """A strip of small faces that loses one packet of three is not a line that is full."""
    line, changed = Line(), []
    for second in range(8):
        states = {1: sent(100 * second), 2: sent(3 * second)}
        # One report each, a moment apart.
        line.report({1: 0.0}, states, DEEPEST, float(second))
        changed.append(line.report({2: 0.34}, states, DEEPEST, second + 0.9))
    assert not any(changed)


def test_a_picture_that_left_meanwhile_does_not_count() -> None:
    line = Line()
    for second in range(8):
        line.report({1: 0.0, 2: 1.0}, {1: sent(100 * second)}, DEEPEST, float(second))
    assert line.steps_down == 0
