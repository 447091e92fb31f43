"""Trying again: soon at first, never more than five seconds apart."""

from hardware.agent.backoff import Backoff


def test_delays_double_up_to_five_seconds_and_start_over_after_a_success() -> None:
    backoff = Backoff()
    assert [backoff.next_s() for _ in range(6)] == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    backoff.reset()
    assert backoff.next_s() == 0.5
