"""How much may be brought: by one file, one account, one centre, and what the disk holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from recorder.uploads.errors import LimitReached
from recorder.uploads.upload import State, Upload


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, counts and times. `kept_free_bytes` stay free on the disk, for recordings."""

    file_bytes: int
    account_bytes: int
    centre_bytes: int
    unfinished: int = 20
    kept_free_bytes: int = 1 << 30
    lifetime: timedelta = timedelta(days=7)


def counted_bytes(uploads: Iterable[Upload]) -> int:
    """What uploads take of a quota: their whole length from the start, nothing once refused."""
    return sum(one.length for one in uploads if one.state is not State.REFUSED)


def require_room(
    limits: Limits,
    uploads: Iterable[Upload],
    *,
    account: int,
    centre: int,
    length: int,
    free_bytes: int,
) -> None:
    """Whether one more upload of `length` bytes may begin beside `uploads`, all there are.

    Raises LimitReached: `size` (one file), `many` (unfinished ones of this account), `quota` (of
    the account), `centre_quota`, `disk` (what was promised to others counts as taken).
    """
    every = list(uploads)
    own = [one for one in every if one.account == account]
    of_centre = [one for one in every if one.centre == centre]
    promised = sum(one.length - one.offset for one in every if one.state is State.RECEIVING)
    if length > limits.file_bytes:
        raise LimitReached("size")
    if sum(one.state is State.RECEIVING for one in own) >= limits.unfinished:
        raise LimitReached("many")
    if counted_bytes(own) + length > limits.account_bytes:
        raise LimitReached("quota")
    if counted_bytes(of_centre) + length > limits.centre_bytes:
        raise LimitReached("centre_quota")
    if length > free_bytes - promised - limits.kept_free_bytes:
        raise LimitReached("disk")
