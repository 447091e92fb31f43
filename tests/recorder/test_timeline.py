"""Clocks that drift, jump and lie, on a clock of the test's own."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.timeline import OffsetFit, TrackTimeline, sender_clock

NTP_SECOND = 1 << 32
RATE = 90_000


def ntp(seconds: float) -> int:
    return int((seconds + 3_900_000_000) * NTP_SECOND)


@pytest.mark.parametrize("drift", [-5e-4, 0.0, 5e-4])
def test_the_least_late_samples_tell_offset_and_drift(drift: float) -> None:
    chance, fit = random.Random(1), OffsetFit("least")
    for x in range(300):
        fit.add(float(x), 7.0 + drift * x + 0.02 + chance.expovariate(1 / 0.03))
    at = fit.at(300.0)
    assert at is not None
    assert 7.0 + drift * 300 + 0.015 < at < 7.0 + drift * 300 + 0.035
    assert fit.drift == pytest.approx(drift, abs=1e-4)


def test_a_clock_that_was_set_is_believed_after_a_few_samples_and_one_hiccup_is_not() -> None:
    fit = OffsetFit("mean")
    for x in range(30):
        fit.add(float(x), 1.0)
    fit.add(30.0, 5.0)
    assert fit.at(30.0) == pytest.approx(1.0)
    for x in range(31, 36):
        fit.add(float(x), 3.0)
    assert fit.at(36.0) == pytest.approx(3.0)
    assert fit.resets == 1


def frames(
    line: TrackTimeline, seconds: float, *, first: int = 0, began: float = 100.0, lag: float = 0.05
) -> list[float]:
    """Times of frames 1/30 s apart that arrive `lag` later, relative to the truth."""
    out = []
    for n in range(round(seconds * 30)):
        at = began + n / 30
        out.append(line.time_of((first + n * 3000) & 0xFFFFFFFF, at + lag) - at)
    return out


def test_without_reports_arrival_tells_the_time_and_the_timestamps_the_rhythm() -> None:
    chance, line = random.Random(2), TrackTimeline(RATE, sender_clock())
    times = [
        line.time_of(n * 3000 & 0xFFFFFFFF, 100 + n / 30 + chance.random() * 0.06)
        for n in range(900)
    ]
    steps = [b - a for a, b in pairwise(times[90:])]
    assert max(steps) < 0.036 and min(steps) > 0.030
    assert abs(times[-1] - (100 + 899 / 30)) < 0.01


def test_timestamps_wrap_without_a_trace() -> None:
    errors = frames(TrackTimeline(RATE, sender_clock()), 10.0, first=0xFFFFFFFF - 45_000)
    assert max(errors) - min(errors) < 1e-6


def test_the_first_report_corrects_at_once() -> None:
    line = TrackTimeline(RATE, sender_clock())
    frames(line, 1.0, lag=0.2)
    # Captured at 101 on our clock, when the sender's said so; the report took 20 ms.
    line.report(ntp(55.0), 90_000, 101.02)
    errors = frames(line, 5.0, first=90_000, began=101.0, lag=0.2)
    assert errors[-1] == pytest.approx(0.02, abs=1e-3)


def test_a_new_numbering_goes_on_where_the_old_one_ended() -> None:
    line = TrackTimeline(RATE, sender_clock())
    frames(line, 5.0)
    errors = frames(line, 5.0, first=0x7000_0000, began=105.0)
    assert abs(errors[-1] - 0.05) < 1e-6


def test_a_pause_stays_a_pause() -> None:
    line = TrackTimeline(RATE, sender_clock())
    frames(line, 5.0)
    errors = frames(line, 5.0, first=90_000 * 65, began=165.0)
    assert errors[0] == pytest.approx(0.05, abs=1e-6)


@pytest.mark.parametrize("lie_s", [-3600.0, 30.0])
def test_reports_that_lie_are_not_believed(lie_s: float) -> None:
    line = TrackTimeline(RATE, sender_clock())
    honest = TrackTimeline(RATE, line._sender)
    frames(honest, 1.0)
    for n in range(30):
        honest.report(ntp(n), n * RATE, 100.0 + n)
    frames(line, 1.0)
    for n in range(5):
        line.report(ntp(n + lie_s), n * RATE, 100.0 + n)
        errors = frames(line, 1.0, first=(n + 1) * RATE, began=101.0 + n)
    assert abs(errors[-1]) < 0.1


REPORTS = st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1))


@given(
    st.lists(
        st.tuples(st.integers(0, 2**32 - 1), st.floats(0, 5), REPORTS | st.none()), max_size=60
    )
)
def test_times_rise_and_stay_near_their_arrival_whatever_is_sent(
    events: list[tuple[int, float, tuple[int, int] | None]],
) -> None:
    line, now, last = TrackTimeline(RATE, sender_clock()), 1000.0, 0.0
    for timestamp, wait, report in events:
        now += wait
        if report is not None:
            line.report(*report, now)
        time = line.time_of(timestamp, now)
        assert time > last
        assert now - 15.0 < time < now + 15.0
        last = time
