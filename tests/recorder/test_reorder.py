"""The patient buffer: order restored, holes named, nothing twice."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.reorder import MAX_WAITING, PATIENCE_S, RESTART_STEP, Lost, ReorderBuffer


def run(arrivals: list[tuple[float, int]], end: float) -> list[int | str]:
    """What comes out: numbers, and "-n" for n lost; polled every 20 ms."""
    buffer: ReorderBuffer[int] = ReorderBuffer()
    out: list[int | str] = []
    now, waiting = 0.0, sorted(arrivals, key=lambda a: a[0])

    def note(items: Iterable[int | Lost]) -> None:
        out.extend(f"-{item.count}" if isinstance(item, Lost) else item for item in items)

    while now <= end:
        while waiting and waiting[0][0] <= now:
            at, number = waiting.pop(0)
            note(buffer.push(number, number, at))
        note(buffer.poll(now))
        now += 0.02
    note(buffer.flush())
    return out


@pytest.mark.parametrize(
    ("arrivals", "expected"),
    [
        ([(0.0, 5), (0.1, 6), (0.2, 7)], [5, 6, 7]),
        ([(0.0, 5), (0.1, 7), (0.2, 6)], [5, 6, 7]),
        ([(0.0, 5), (0.1, 7), (1.2, 6)], [5, 6, 7]),  # repaired late, but in time
        ([(0.0, 5), (0.1, 7), (1.5, 6)], [5, "-1", 7]),  # too late
        ([(0.0, 5), (0.1, 9), (0.2, 7)], [5, "-1", 7, "-1", 9]),
        ([(0.0, 5), (0.1, 5), (0.2, 6)], [5, 6]),
        ([(0.0, 5), (0.1, 4), (0.2, 6)], [5, 6]),  # before the first: nobody waits for it
        ([(0.0, 5), (0.1, 5 + 1 + RESTART_STEP + 1)], [5, "-0", 3007]),
    ],
)
def test_tables(arrivals: list[tuple[float, int]], expected: list[int | str]) -> None:
    assert run(arrivals, 3.0) == expected


@given(st.integers(0, 2**32), st.sets(st.integers(1, 199), max_size=30))
def test_every_packet_comes_once_in_order_and_every_hole_is_named(
    seed: int, lost: set[int]
) -> None:
    chance = random.Random(seed)
    arrivals = [
        (number * 0.02 + chance.random() * PATIENCE_S / 2, number)
        for number in range(200)
        if number not in lost
    ]
    # The very first packet begins the count.
    arrivals[0] = (0.0, 0)
    out = run(arrivals, 10.0)
    numbers = [item for item in out if isinstance(item, int)]
    assert numbers == [n for n in range(200) if n not in lost]
    holes = sum(-int(item) for item in out if isinstance(item, str))
    assert holes == len([n for n in lost if n < numbers[-1]])


def test_memory_is_bounded_however_long_a_packet_is_missing() -> None:
    buffer: ReorderBuffer[int] = ReorderBuffer(patience_s=1e9)
    list(buffer.push(0, 0, 0.0))
    out: list[int | Lost] = []
    for number in range(2, RESTART_STEP * 3, 2):
        out += buffer.push(number, number, 0.0)
    assert len(buffer) <= MAX_WAITING
