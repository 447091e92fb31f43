"""Until when a replay is kept, and when that is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.publishing.expiry import NOTICE_DAYS, days_left, due_notice, end_of, may_end

MADE = datetime(2026, 3, 14, tzinfo=UTC)
DAY = timedelta(days=1)


def test_it_is_kept_a_year_at_most() -> None:
    assert end_of(MADE, None) == MADE + 365 * DAY
    assert end_of(MADE, MADE + 90 * DAY) == MADE + 90 * DAY
    assert end_of(MADE, MADE + 900 * DAY) == MADE + 365 * DAY


@pytest.mark.parametrize(
    ("days", "allowed"), [(6, False), (7, True), (365, True), (366, False), (-1, False)]
)
def test_an_end_leaves_time_for_the_last_notice(days: int, allowed: bool) -> None:
    assert may_end(end_of(MADE, None), MADE + days * DAY, MADE) is allowed


@pytest.mark.parametrize(
    ("left", "sent", "due"),
    [
        (61, set(), None),
        (60, set(), 60),
        (45, {60}, None),
        (30, {60}, 30),
        (30, {60, 30}, None),
        (7, {60, 30}, 7),
        (1, {60, 30, 7}, None),
        # After a long silence, the most pressing alone.
        (5, set(), 7),
        (5, {7}, None),
        (0, set(), None),
        (-3, set(), None),
    ],
)
def test_which_notice_is_due(left: int, sent: set[int], due: int | None) -> None:
    assert due_notice(MADE + left * DAY, MADE, sent) == due


@given(st.lists(st.floats(0.1, 20), min_size=1, max_size=60))
def test_looked_at_at_whatever_times_each_notice_is_given_once_and_in_order(
    pauses: list[float],
) -> None:
    ends_at, now, sent = MADE + 100 * DAY, MADE, list[int]()
    for pause in pauses:
        now += pause * DAY
        if (due := due_notice(ends_at, now, sent)) is not None:
            assert ends_at - now <= due * DAY
            sent.append(due)
    assert sent == sorted(set(sent), reverse=True)
    if ends_at - 7 * DAY <= now < ends_at:
        assert sent and sent[-1] == 7
    assert set(sent) <= set(NOTICE_DAYS)


@pytest.mark.parametrize(("hours", "days"), [(0, 0), (1, 1), (24, 1), (25, 2), (-5, 0)])
def test_days_left(hours: int, days: int) -> None:
    assert days_left(MADE + timedelta(hours=hours), MADE) == days
