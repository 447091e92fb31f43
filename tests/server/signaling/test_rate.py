"""How much one may say."""

from __future__ import annotations

from server.signaling.rate import BURST, PER_SECOND, MessageRate


def test_a_burst_is_allowed_then_a_steady_rate() -> None:
    rate = MessageRate(0.0)
    assert all(rate.allows(0.0) for _ in range(int(BURST)))
    assert not rate.allows(0.0)
    allowed = sum(rate.allows(10.0 + n / 1000) for n in range(1000))
    assert BURST <= allowed <= BURST + PER_SECOND + 1


def test_silence_does_not_add_up_beyond_a_burst() -> None:
    rate = MessageRate(0.0)
    assert sum(rate.allows(10_000.0) for _ in range(200)) == int(BURST)
