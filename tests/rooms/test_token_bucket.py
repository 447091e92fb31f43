"""How much one may do: a burst, then a steady rate."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.token_bucket import TokenBucket

BURST, PER_SECOND = 60, 20


def bucket() -> TokenBucket:
    return TokenBucket(PER_SECOND, BURST, 0.0)


def test_a_burst_is_allowed_then_a_steady_rate() -> None:
    rate = bucket()
    assert all(rate.take(0.0) for _ in range(BURST))
    assert not rate.take(0.0)
    allowed = sum(rate.take(10.0 + n / 1000) for n in range(1000))
    assert BURST <= allowed <= BURST + PER_SECOND + 1


def test_silence_does_not_add_up_beyond_a_burst() -> None:
    rate = bucket()
    assert sum(rate.take(10_000.0) for _ in range(200)) == BURST


@given(st.lists(st.floats(-5.0, 5.0)))
def test_never_more_than_the_rate_whatever_the_clock_does(steps: list[float]) -> None:
    rate, now, latest, taken = bucket(), 0.0, 0.0, 0
    for step in steps * 20:
        now = max(0.0, now + step)
        latest = max(latest, now)
        taken += rate.take(now)
    assert taken <= BURST + PER_SECOND * latest
