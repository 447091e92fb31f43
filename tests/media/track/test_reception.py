"""Sequence numbers extended, restarts noticed, loss and jitter counted as RFC 3550 wants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.track.reception import Reception


def fed(sequences: list[int], clock_rate: int = 90000) -> Reception:
    reception = Reception(clock_rate)
    for number, sequence in enumerate(sequences):
        reception.receive(sequence & 0xFFFF, number * 3000, number / 30)
    return reception


@pytest.mark.parametrize(
    ("sequences", "lost", "fraction"),
    [
        ([1, 2, 3, 4], 0, 0),
        ([1, 2, 4, 5], 1, 256 // 5),
        ([65534, 65535, 0, 1], 0, 0),
        ([65534, 1], 2, 128),
        ([1, 3, 2, 4], 0, 0),
        ([1, 2, 2, 3], -1, 0),
        ([10, 9, 8], -2, 0),
        ([7], 0, 0),
    ],
)
def test_loss(sequences: list[int], lost: int, fraction: int) -> None:
    report = fed(sequences).report()
    assert report is not None
    assert (report.packets_lost, report.fraction_lost) == (lost, fraction)


def test_nothing_received_is_nothing_to_report() -> None:
    assert Reception(90000).report() is None


def test_the_fraction_is_that_since_the_last_report() -> None:
    reception = Reception(90000)
    for sequence in (1, 3, 5, 7):
        reception.receive(sequence, 0, 0.0)
    first = reception.report()
    for sequence in (8, 9, 10):
        reception.receive(sequence, 0, 0.0)
    second = reception.report()
    assert first is not None and second is not None
    assert first.fraction_lost == 3 * 256 // 7
    assert (second.fraction_lost, second.packets_lost) == (0, 3)


def test_the_highest_sequence_counts_the_wraps() -> None:
    reception = fed([65535, 0, 1])
    report = reception.report()
    assert report is not None
    assert report.highest_sequence == 0x1_0001


def test_a_steady_stream_has_no_jitter_and_an_unsteady_one_has_its_own() -> None:
    steady, unsteady = Reception(90000), Reception(90000)
    for number in range(200):
        steady.receive(number, number * 3000, number / 30)
        unsteady.receive(number, number * 3000, number / 30 + (0.010 if number % 2 else 0.0))
    calm, rough = steady.report(), unsteady.report()
    assert calm is not None and rough is not None
    assert calm.jitter == 0
    # Every packet's transit differs from the last by 10 ms: 900 units (RFC 3550, A.8).
    assert rough.jitter == pytest.approx(900, rel=0.02)


def test_a_restarted_sender_is_believed_with_its_second_packet() -> None:
    reception = fed([40000, 40001, 40002])
    assert reception.receive(5, 0, 1.0) is None
    extended = reception.receive(6, 0, 1.0)
    assert extended is not None
    assert extended & 0xFFFF == 6
    assert extended > 0x10000 + 40002
    assert reception.epoch == 1
    assert reception.receive(7, 0, 1.0) == extended + 1


def test_one_stray_packet_is_dropped_and_forgotten() -> None:
    reception = fed([100, 101])
    assert reception.receive(30000, 0, 1.0) is None
    assert reception.receive(102, 0, 1.0) == 0x10000 + 102
    assert reception.epoch == 0


@given(st.integers(0, 0xFFFF), st.lists(st.integers(-900, 900), min_size=1, max_size=80))
def test_extended_numbers_keep_their_16_bits_and_their_distance(
    start: int, steps: list[int]
) -> None:
    reception = Reception(48000)
    first = reception.receive(start, 0, 0.0)
    assert first is not None
    true = start
    for step in steps:
        true = max(start, true + step) if step < 0 else true + step
        if (reception.highest - first) - (true - start) > 900:
            continue
        extended = reception.receive(true & 0xFFFF, 0, 0.0)
        assert extended is not None
        assert extended - first == true - start
