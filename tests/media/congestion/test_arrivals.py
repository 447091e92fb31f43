"""Feedback put beside what was sent."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from media.congestion.arrivals import REORDERING_S, Arrivals
from media.plane.interface import SentRun
from media.rtcp import TransportFeedback
from media.rtcp.transport_cc import ArrivalLog


def run(first: int, packets: int, at: float = 0.0) -> SentRun:
    return SentRun(first, packets, 1000 * packets, 1000 * first, at)


def feedback(base: int, *arrivals: int | None, reference: int = 5) -> TransportFeedback:
    return TransportFeedback(1, 2, base & 0xFFFF, reference, 0, arrivals)


def test_a_run_is_told_of_when_all_of_it_arrived() -> None:
    arrivals = Arrivals()
    arrivals.sent([run(0, 2), run(2, 3)])
    arrivals.feedback(feedback(0, 4, 8, 12), 1.0)
    assert [(a.run.first, a.arrived, a.first_s) for a in arrivals.settled(1.0)] == [
        (0, 2, 5 * 0.064 + 0.001)
    ]
    arrivals.feedback(feedback(3, 16, 20), 1.1)
    assert [a.arrived for a in arrivals.settled(1.1)] == [3]


def test_what_is_missing_may_still_come() -> None:
    arrivals = Arrivals()
    arrivals.sent([run(0, 3)])
    arrivals.feedback(feedback(0, 0, None, 8), 1.0)
    assert arrivals.settled(1.0 + REORDERING_S / 2) == []
    arrivals.feedback(feedback(1, 9), 1.0 + REORDERING_S / 2)
    assert [a.arrived for a in arrivals.settled(1.0 + REORDERING_S / 2)] == [3]


def test_what_does_not_come_is_lost() -> None:
    arrivals = Arrivals()
    arrivals.sent([run(0, 2), run(2, 1)])
    arrivals.feedback(feedback(0, None, None, 8), 1.0)
    found = arrivals.settled(1.01 + REORDERING_S)
    assert [(a.arrived, a.first_s is None) for a in found] == [(0, True), (1, False)]


def test_what_nothing_was_said_of_is_waited_for() -> None:
    arrivals = Arrivals()
    arrivals.sent([run(0, 2, at=1.0), run(2, 1, at=2.0), run(3, 1, at=3.0)])
    arrivals.feedback(feedback(0, 0), 4.0)
    waiting = arrivals.waiting()
    assert waiting is not None and waiting.at == 2.0
    arrivals.feedback(feedback(1, 0, 1, 2), 4.1)
    assert arrivals.waiting() is None


@given(
    st.integers(0, 200_000),
    st.integers(0, 2**24 - 1),
    st.lists(st.integers(1, 9), min_size=1, max_size=40),
    st.data(),
)
def test_numbers_and_times_wrap(
    first: int, reference: int, sizes: list[int], data: st.DataObject
) -> None:
    """Whatever the numbers, what our own receiver reports is what is found, a run at a time."""
    arrivals, log, lost = Arrivals(), ArrivalLog(), {}
    for index, size in enumerate(sizes):
        arrivals.sent([run(first, size)])
        began_s = (reference + index) * 0.064
        gone = data.draw(st.sets(st.integers(0, size - 1), max_size=size - 1))
        lost[first] = len(gone)
        for number in set(range(size)) - gone:
            log.record(first + number & 0xFFFF, began_s)
        first += size
        for message in log.take_feedback(1, 2):
            arrivals.feedback(message, float(index))
    log.record(first & 0xFFFF, (reference + len(sizes)) * 0.064)
    arrivals.sent([run(first, 1)])
    for message in log.take_feedback(1, 2):
        arrivals.feedback(message, 100.0)
    found = arrivals.settled(200.0)
    assert [a.run.packets - a.arrived for a in found] == [*lost.values(), 0]
    times = [a.first_s for a in found if a.first_s is not None]
    assert all(0 < later - earlier < 0.07 for earlier, later in pairwise(times))
