"""Passwords: Argon2id (RFC 9106), hashed beside the event loop, a few at a time."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.accounts.errors import PasswordTooWeak, TooBusy

_T = TypeVar("_T")
MIN_CHARACTERS = 10
MAX_CHARACTERS = 256
MIN_DIFFERENT = 5
#: Hashes made at once, and waited for: the packets of live sessions need the processors too.
AT_ONCE = 1
MAX_WAITING = 32


def require_strength(password: str, *others: str) -> None:
    """Raises PasswordTooWeak: `short`, `long`, or `simple` (too few different characters, or one
    of `others`: the person's own address, name)."""
    if len(password) < MIN_CHARACTERS:
        raise PasswordTooWeak("short")
    if len(password) > MAX_CHARACTERS:
        raise PasswordTooWeak("long")
    folded = password.casefold()
    if len(set(folded)) < MIN_DIFFERENT or folded in {other.casefold() for other in others}:
        raise PasswordTooWeak("simple")


class Passwords:
    """Makes and checks hashes. An account without one takes as long to refuse as any other."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        # One lane and 19 MiB: what OWASP's password storage sheet asks at least, for a server
        # whose processors carry media.
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """A new hash. Raises TooBusy."""
        return await self._in_turn(lambda: self._hasher.hash(password))

    async def fits(self, password: str, password_hash: str | None) -> bool:
        """Whether `password` is the one of `password_hash`; never when there is none.
        Raises TooBusy."""
        right = await self._in_turn(lambda: self._verify(password, password_hash or self._nobodys))
        return right and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    def _verify(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _in_turn(self, work: Callable[[], _T]) -> _T:
        if self._waiting >= MAX_WAITING:
            raise TooBusy
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1
