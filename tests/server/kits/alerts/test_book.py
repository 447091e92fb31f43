"""Alerts as a table: what is fed at which second, and what is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kits.alerts.book import EVERY_S, GROUP_S, STEADY_S, AlertBook, Notice, Trouble


def trouble(key: str, kit: str = "k1", centre: int = 1, sentence: str = "Noire.") -> Trouble:
    return Trouble(centre, kit, key, "Cuisine · Boîtier", sentence)


BLACK, LOST, ELSEWHERE = trouble("black"), trouble("lost", "k2"), trouble("black", "k3", 2)


def told(*fed: tuple[float, list[Trouble]]) -> list[tuple[float, Notice]]:
    """What is told when it is fed so, and with the same in between, every ten seconds."""
    book, at, notices = AlertBook(), 0.0, []
    ends = [*(second for second, _ in fed[1:]), fed[-1][0] + 1000.0]
    for (_, troubles), end in zip(fed, ends, strict=True):
        while at < end:
            notices += [(at, notice) for notice in book.take(troubles, at)]
            at += 10
    return notices


def test_what_comes_within_a_minute_is_told_at_once_and_once() -> None:
    ((at, notice),) = told((0, [BLACK]), (30, [BLACK, LOST]))
    assert at == GROUP_S
    assert notice == Notice(1, (BLACK, LOST))


def test_what_goes_by_in_a_minute_is_told_to_nobody() -> None:
    assert told((0, [BLACK]), (50, []), (300, [BLACK]), (350, [])) == []


def test_its_end_is_told_once_it_has_lasted() -> None:
    (_, begun), (at, over) = told((0, [BLACK]), (400, []))
    assert begun == Notice(1, (BLACK,))
    # It was last seen at 390.
    assert at == 390 + STEADY_S
    assert over == Notice(1, (), (BLACK,))


def test_what_comes_and_goes_is_told_once() -> None:
    flapping: list[tuple[float, list[Trouble]]] = []
    for second in range(0, 2000, 100):
        flapping += [(second, [BLACK]), (second + 80, [])]
    notices = told(*flapping)
    assert [notice for _, notice in notices if notice.troubles] == [Notice(1, (BLACK,))]


def test_a_centre_is_not_told_again_for_five_minutes() -> None:
    (first, _), (second, notice) = told((0, [BLACK]), (100, [BLACK, LOST]))
    assert second - first == EVERY_S
    assert notice == Notice(1, (LOST,))


def test_each_centre_is_told_its_own() -> None:
    notices = [notice for _, notice in told((0, [BLACK, ELSEWHERE]))]
    assert notices == [Notice(1, (BLACK,)), Notice(2, (ELSEWHERE,))]


def test_a_sentence_that_changes_is_no_news() -> None:
    later = trouble("black", sentence="Toujours noire.")
    assert len(told((0, [BLACK]), (100, [later]))) == 1


KEYS = st.sets(st.sampled_from(["black", "lost", "silent"]))


@given(st.lists(KEYS, max_size=120))
def test_every_end_follows_its_beginning_and_none_is_told_twice(fed: list[set[str]]) -> None:
    book, open_ = AlertBook(), set[str]()
    for step, keys in enumerate([*fed, *[set[str]()] * 100]):
        for notice in book.take([trouble(key) for key in sorted(keys)], step * 10.0):
            begun = {one.key for one in notice.troubles}
            over = {one.key for one in notice.over}
            assert not begun & open_
            assert over <= open_
            open_ = (open_ | begun) - over
    assert not open_, "what was told is taken back once all is well"


@pytest.mark.parametrize("count", [1, 12])
def test_a_whole_fleet_in_trouble_is_one_letter(count: int) -> None:
    fleet = [trouble("lost", f"k{number}") for number in range(count)]
    ((_, notice),) = told((0, fleet))
    assert len(notice.troubles) == count
