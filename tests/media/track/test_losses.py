"""When a missing packet is asked for, again, and no more."""

from itertools import pairwise

from media.track.losses import MAX_MISSING, MAX_TRIES, PATIENT_GIVE_UP_S, RETRY_S, LossTracker


def test_a_packet_is_asked_for_once_it_cannot_merely_be_late() -> None:
    tracker = LossTracker()
    tracker.missed(5, 7, 10.0)
    assert tracker.due(10.005) == []
    assert tracker.due(10.011) == [5, 6, 7]


def test_what_arrives_is_not_asked_for() -> None:
    tracker = LossTracker()
    tracker.missed(5, 7, 10.0)
    assert tracker.arrived(6)
    assert not tracker.arrived(6)
    assert tracker.due(10.1) == [5, 7]
    assert tracker.recovered == 1


def test_a_request_is_repeated_slower_than_the_round_trip_and_then_given_up() -> None:
    tracker = LossTracker()
    tracker.missed(1, 1, 0.0)
    asked_at = [t / 1000 for t in range(0, 2000, 5) if tracker.due(t / 1000, 0.1)]
    assert 2 <= len(asked_at) <= MAX_TRIES
    gaps = [b - a for a, b in pairwise(asked_at)]
    assert min(gaps) >= 0.15 - 1e-9
    assert asked_at[-1] <= 1.0
    assert len(tracker) == 0
    assert tracker.given_up == 1


def test_tries_are_bounded_on_a_short_path() -> None:
    tracker = LossTracker()
    tracker.missed(1, 1, 0.0)
    asked = sum(bool(tracker.due(t / 1000)) for t in range(0, 1000, 5))
    assert asked == MAX_TRIES


def test_a_hole_too_large_to_be_repaired_is_said_and_forgotten() -> None:
    tracker = LossTracker()
    assert tracker.missed(1, MAX_MISSING, 0.0)
    assert not tracker.missed(MAX_MISSING + 1, MAX_MISSING + 1, 0.0)
    assert tracker.due(1.0) == []
    assert tracker.given_up == MAX_MISSING + 1


def test_of_what_is_recorded_it_is_asked_for_longer_at_the_same_pace_and_then_given_up() -> None:
    tracker = LossTracker()
    tracker.patient = True
    tracker.missed(1, 1, 0.0)
    asked_at = [t / 1000 for t in range(0, 3000, 5) if tracker.due(t / 1000)]
    assert len(asked_at) > MAX_TRIES
    assert min(b - a for a, b in pairwise(asked_at)) >= RETRY_S - 1e-9
    assert PATIENT_GIVE_UP_S - 2 * RETRY_S < asked_at[-1] <= PATIENT_GIVE_UP_S
    assert (len(tracker), tracker.given_up) == (0, 1)


def test_the_first_requests_are_those_of_a_live_track() -> None:
    live, recorded = LossTracker(), LossTracker()
    recorded.patient = True
    for tracker in (live, recorded):
        tracker.missed(1, 3, 0.0)
    times = [t / 1000 for t in range(0, 500, 5)]
    assert [live.due(now) for now in times] == [recorded.due(now) for now in times]
