"""Requests merged, deferred, repeated until answered, never dropped."""

from media.track.keyframe_requests import KeyframeRequests


def times_sent(requests: KeyframeRequests, start: float, end: float) -> list[float]:
    steps = range(round(start * 100), round(end * 100))
    return [step / 100 for step in steps if requests.due(step / 100)]


def test_the_first_is_sent_at_once_and_many_are_one() -> None:
    requests = KeyframeRequests()
    for _ in range(100):
        requests.want(1.0)
    assert requests.due(1.0)
    assert not requests.due(1.0)


def test_a_request_within_the_interval_is_deferred_not_dropped() -> None:
    requests = KeyframeRequests()
    requests.want(1.0)
    requests.due(1.0)
    requests.keyframe_received()
    requests.want(1.1)
    assert times_sent(requests, 1.1, 2.0) == [1.5]


def test_it_is_repeated_until_a_keyframe_comes() -> None:
    requests = KeyframeRequests()
    requests.want(1.0)
    assert times_sent(requests, 1.0, 2.6) == [1.0, 1.5, 2.0, 2.5]
    requests.keyframe_received()
    assert times_sent(requests, 2.6, 9.0) == []


def test_at_most_two_a_second_whatever_is_asked() -> None:
    requests = KeyframeRequests()
    sent = 0
    for step in range(1000):
        requests.want(step / 100)
        sent += requests.due(step / 100)
        requests.keyframe_received()
    assert sent == 20
