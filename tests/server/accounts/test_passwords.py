"""Passwords: what is strong enough, what a hash answers, and how many are made at once."""

from __future__ import annotations

import asyncio

import pytest
from argon2 import PasswordHasher

from server.accounts.errors import PasswordTooWeak, TooBusy
from server.accounts.passwords import MAX_WAITING, Passwords, require_strength

GOOD = "trois crêpes au beurre"


@pytest.fixture
def passwords() -> Passwords:
    """As cheap as Argon2 gets: what is tested here is not its cost."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        (GOOD, None),
        ("0123456789", None),
        ("é" * 6 + "abcd", None),
        ("012345678", "short"),
        ("", "short"),
        ("aAaAaAbBbB", "simple"),
        ("1111111111111111", "simple"),
        ("Sandrine@Brel.example", "simple"),
        ("Marie-Sandrine", "simple"),
        ("x" * 257, "long"),
    ],
)
def test_what_is_strong_enough(password: str, reason: str | None) -> None:
    others = ("sandrine@brel.example", "marie-sandrine")
    if reason is None:
        require_strength(password, *others)
        return
    with pytest.raises(PasswordTooWeak) as weak:
        require_strength(password, *others)
    assert weak.value.reason == reason


async def test_a_hash_knows_its_password_alone(passwords: Passwords) -> None:
    made, again = await passwords.hash(GOOD), await passwords.hash(GOOD)
    assert made != again, "salted"
    assert await passwords.fits(GOOD, made)
    assert not await passwords.fits(GOOD + " ", made)
    assert not await passwords.fits(GOOD, None)
    assert not await passwords.fits("", None)
    assert not await passwords.fits(GOOD, "nonsense")


async def test_a_hash_of_other_parameters_is_to_be_made_anew(passwords: Passwords) -> None:
    made = await passwords.hash(GOOD)
    assert not passwords.is_outdated(made)
    assert Passwords().is_outdated(made)


async def test_a_flood_of_passwords_is_refused_not_queued(passwords: Passwords) -> None:
    made = await passwords.hash(GOOD)
    tries = (passwords.fits(GOOD, made) for _ in range(MAX_WAITING + 5))
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(one) for one in answers].count(TooBusy) == 5
    assert answers.count(True) == MAX_WAITING
    assert await passwords.fits(GOOD, made), "and then it goes on"
