"""Wall clock and timestamps of a sender, between its reports."""

from media.track.sender_clock import NTP_SECOND, SenderClock


def test_unknown_before_the_first_report() -> None:
    clock = SenderClock(90000)
    assert not clock.known
    assert clock.at(5.0) is None
    assert clock.timestamp_at_ntp(0) is None


def test_both_run_on_together_after_a_report() -> None:
    clock = SenderClock(90000)
    clock.report(100 * NTP_SECOND, 4_294_900_000, 10.0)
    assert clock.at(10.0) == (100 * NTP_SECOND, 4_294_900_000)
    assert clock.at(12.0) == (102 * NTP_SECOND, (4_294_900_000 + 180_000) % 2**32)
    assert clock.at(9.0) == (100 * NTP_SECOND, 4_294_900_000)


def test_the_timestamp_of_an_instant_before_or_after_the_report() -> None:
    clock = SenderClock(48000)
    clock.report(100 * NTP_SECOND, 1000, 10.0)
    assert clock.timestamp_at_ntp(101 * NTP_SECOND) == 49000
    assert clock.timestamp_at_ntp(99 * NTP_SECOND) == (1000 - 48000) % 2**32
