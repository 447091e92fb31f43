"""Connections that have proved nothing: few of each address, few in all, and not for long."""

from __future__ import annotations

import pytest

from media.plane.strangers import (
    MAX_STRANGERS,
    MAX_STRANGERS_PER_ADDRESS,
    PATIENCE_S,
    Strangers,
)


def crowd(strangers: Strangers, count: int, host: str, first: int = 0) -> None:
    for number in range(first, first + count):
        assert strangers.arrive(number, host, 0.0) is None


@pytest.mark.parametrize(
    ("host", "other"),
    [("192.0.2.1", "192.0.2.2"), ("2001:db8::1", "2001:db8:0:1::1")],
)
def test_one_address_has_so_many(host: str, other: str) -> None:
    strangers = Strangers()
    crowd(strangers, MAX_STRANGERS_PER_ADDRESS, host)
    assert strangers.is_crowded(host)
    assert strangers.arrive(999, host, 0.0) == 999
    assert not strangers.is_crowded(other)
    assert strangers.arrive(1000, other, 0.0) is None
    strangers.leave(3)
    assert strangers.arrive(1001, host, 0.0) is None


def test_an_ipv6_sender_is_told_by_its_network() -> None:
    strangers = Strangers()
    for number in range(MAX_STRANGERS_PER_ADDRESS):
        strangers.arrive(number, f"2001:db8::{number:x}", 0.0)
    assert strangers.arrive(999, "2001:db8::ffff%eth0", 0.0) == 999


def test_when_all_places_are_taken_the_oldest_goes() -> None:
    strangers = Strangers()
    for number in range(MAX_STRANGERS):
        crowd(strangers, 1, f"192.0.{number // 32}.{number % 32}", number)
    assert strangers.arrive(999, "203.0.113.1", 0.0) == 0


def test_each_has_its_time_and_who_became_known_has_all_the_time() -> None:
    strangers = Strangers()
    crowd(strangers, 2, "192.0.2.1")
    strangers.leave(0)
    strangers.estrange(1, "192.0.2.1", 5.0)
    assert strangers.overdue(PATIENCE_S) == []
    assert strangers.overdue(PATIENCE_S + 0.1) == [1]
    strangers.estrange(0, "192.0.2.1", 100.0)
    strangers.leave(1)
    assert strangers.overdue(100.0 + PATIENCE_S) == []
    assert strangers.numbers() == [0]
