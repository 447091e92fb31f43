"""How long it takes yet, by what this process itself has done."""

from __future__ import annotations

import pytest

from recorder.replay.progress import Progress, Tracker


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_time_left_follows_what_was_done() -> None:
    clock, told = Clock(), list[Progress]()
    tracker = Tracker(told.append, {"sound": 1.0, "picture": 3.0}, clock)
    report = tracker.step("sound")
    clock.now_s += 10
    report(1.0)
    assert told == [Progress(0.25, pytest.approx(30.0))]
    clock.now_s += 30
    tracker.step("picture")(0.5)
    assert told[-1] == Progress(0.625, pytest.approx(24.0))


def test_what_an_earlier_process_did_makes_this_one_no_faster() -> None:
    clock, told = Clock(), list[Progress]()
    tracker = Tracker(told.append, {"sound": 1.0, "picture": 3.0}, clock)
    tracker.found("sound")
    tracker.found("picture", 0.5)
    tracker.tell()
    assert told == [Progress(0.625, None)]
    clock.now_s += 10
    tracker.step("picture")(0.75)
    assert told[-1] == Progress(0.8125, pytest.approx(10.0))


def test_it_never_goes_back_and_is_not_told_too_often() -> None:
    clock, told = Clock(), list[Progress]()
    report = Tracker(told.append, {"picture": 1.0}, clock).step("picture")
    for part in (0.1, 0.2, 0.3):
        clock.now_s += 0.1
        report(part)
    assert told == []
    clock.now_s += 1
    report(0.2)
    assert [one.done for one in told] == [0.3]
