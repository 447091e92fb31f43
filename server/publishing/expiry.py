"""Until when a replay is kept, and when its end is announced. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

#: What was said to the people in it when they agreed: a year, and not longer.
LONGEST = timedelta(days=365)
#: So many days before the end, those who answer for it are told.
NOTICE_DAYS = (60, 30, 7)
#: An end that somebody sets leaves time for the last notice.
SOONEST = timedelta(days=NOTICE_DAYS[-1])


#: So long before its end it may be renewed, by those who were told of it.
RENEWED_WITHIN = timedelta(days=NOTICE_DAYS[0])


def end_of(
    created_at: datetime, expires_at: datetime | None, renewed_until: datetime | None = None
) -> datetime:
    """When it is deleted."""
    latest = renewed_until or created_at + LONGEST
    return latest if expires_at is None else min(expires_at, latest)


def may_end(latest: datetime, expires_at: datetime, now: datetime) -> bool:
    """Whether this end may be set at `now`; `latest`: until when it may be kept (`end_of`)."""
    return now + SOONEST <= expires_at <= latest


def may_renew(ends_at: datetime, now: datetime) -> bool:
    """Whether its end is near enough for it to be renewed."""
    return timedelta(0) < ends_at - now <= RENEWED_WITHIN


def due_notice(ends_at: datetime, now: datetime, sent: Collection[int]) -> int | None:
    """The notice to give at `now`: the most pressing of those reached, unless it or a more pressing
    one was given (`sent`, for this end). None: nothing to say, or it is over."""
    left = ends_at - now
    if left <= timedelta(0):
        return None
    reached = [days for days in NOTICE_DAYS if left <= timedelta(days=days)]
    if not reached or min(reached) in sent or any(days < min(reached) for days in sent):
        return None
    return min(reached)


def days_left(ends_at: datetime, now: datetime) -> int:
    """Days until the end, begun ones counted."""
    return max(0, -((now - ends_at) // timedelta(days=1)))
