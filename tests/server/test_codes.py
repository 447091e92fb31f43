"""Codes: read as people write them; guessing is slowed down, a whole centre is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.codes import MAX_ADDRESSES, MAX_ATTEMPTS, WINDOW_S, GuessLimiter, normalise_code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("482713906", "482713906"),
        ("482 713 906", "482713906"),
        ("482\u00a0713\u202f906", "482713906"),
        (" 482-713.906 ", "482713906"),
        ("", None),
        ("48271390", None),
        ("4827139061", None),
        ("48271390a", None),
        ("٤٨٢٧١٣٩٠٦", None),
        ("²²²²²²²²²", None),
    ],
)
def test_codes_as_people_write_them(written: str, code: str | None) -> None:
    assert normalise_code(written) == code


@given(st.text())
def test_a_code_is_nine_ascii_digits_or_nothing(text: str) -> None:
    code = normalise_code(text)
    assert code is None or (len(code) == 9 and set(code) <= set("0123456789"))


def guess(limiter: GuessLimiter, address: str, times: int, now: float = 0.0) -> None:
    for _ in range(times):
        limiter.record_wrong(address, now)


def test_fifteen_wrong_codes_then_a_wait() -> None:
    limiter = GuessLimiter()
    guess(limiter, "192.0.2.1", MAX_ATTEMPTS - 1)
    assert limiter.allows("192.0.2.1", 0.0)
    guess(limiter, "192.0.2.1", 1)
    assert not limiter.allows("192.0.2.1", 0.0)
    assert not limiter.allows("192.0.2.1", WINDOW_S - 0.1)
    assert limiter.allows("192.0.2.1", WINDOW_S)
    assert limiter.allows("192.0.2.2", 0.0)


def test_the_window_slides() -> None:
    limiter = GuessLimiter()
    for second in range(MAX_ATTEMPTS):
        limiter.record_wrong("192.0.2.1", float(second))
    assert not limiter.allows("192.0.2.1", WINDOW_S - 0.5)
    assert limiter.allows("192.0.2.1", WINDOW_S)
    limiter.record_wrong("192.0.2.1", WINDOW_S)
    assert not limiter.allows("192.0.2.1", WINDOW_S)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("unknown", "unknown", True),
    ],
)
def test_a_home_is_one_address(first: str, second: str, same: bool) -> None:
    limiter = GuessLimiter()
    guess(limiter, first, MAX_ATTEMPTS)
    assert limiter.allows(second, 0.0) is not same


def test_right_codes_do_not_count() -> None:
    limiter = GuessLimiter()
    for person in range(100):
        now = float(person) / 10
        assert limiter.allows("192.0.2.1", now)
        limiter.record_wrong("192.0.2.1", now)
        limiter.forgive("192.0.2.1", now)


def test_a_right_code_does_not_wipe_wrong_ones() -> None:
    limiter = GuessLimiter()
    guess(limiter, "192.0.2.1", MAX_ATTEMPTS - 1)
    limiter.record_wrong("192.0.2.1", 1.0)
    limiter.forgive("192.0.2.1", 1.0)
    limiter.record_wrong("192.0.2.1", 2.0)
    assert not limiter.allows("192.0.2.1", 2.0)


def test_memory_is_bounded_and_the_latest_are_kept() -> None:
    limiter = GuessLimiter()
    for number in range(MAX_ADDRESSES + 500):
        limiter.record_wrong(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", 0.0)
    guess(limiter, "192.0.2.1", MAX_ATTEMPTS)
    assert not limiter.allows("192.0.2.1", 0.0)
    assert limiter.address_count <= MAX_ADDRESSES
