"""The ring of the last packets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.track.packet_cache import PacketCache


def test_the_newest_evict_the_oldest() -> None:
    cache = PacketCache(4)
    for number in range(6):
        assert cache.put(number, bytes([number]))
    assert [cache.get(number) for number in range(7)] == [
        None, None, b"\2", b"\3", b"\4", b"\5", None,
    ]  # fmt: skip


def test_a_duplicate_and_a_packet_from_before_the_window_are_refused() -> None:
    cache = PacketCache(4)
    cache.put(9, b"new")
    assert not cache.put(9, b"again")
    assert not cache.put(5, b"old")
    assert cache.get(9) == b"new"


@pytest.mark.parametrize("capacity", [0, 3, -4])
def test_the_capacity_is_a_power_of_two(capacity: int) -> None:
    with pytest.raises(ValueError, match="power of two"):
        PacketCache(capacity)


@given(st.lists(st.integers(0, 100)))
def test_what_it_gives_is_what_was_put(numbers: list[int]) -> None:
    cache = PacketCache(8)
    for number in numbers:
        cache.put(number, str(number).encode())
    for number in range(101):
        assert cache.get(number) in (None, str(number).encode())
    if numbers:
        assert cache.get(max(numbers)) == str(max(numbers)).encode()
