"""What live rooms leave to be kept: written behind them, and waited for by nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import structlog

from rooms.ballot import Minutes
from rooms.session import SessionState
from server.live.directory import Directory
from server.polls.minutes import minutes_view

_log = structlog.get_logger(__name__)


class Archive:
    """Hands states and minutes to the directory."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._saving: set[asyncio.Task[None]] = set()

    def remember_state(self, session_id: str, state: SessionState) -> None:
        """The session is in this state from now on."""
        self._begin(self._directory.remember_state(session_id, state), "state")

    def keep_minutes(self, session_id: str, poll_id: str, minutes: Minutes) -> None:
        """A poll of the session was closed."""
        kept = self._directory.keep_minutes(session_id, minutes_view(poll_id, minutes))
        self._begin(kept, "minutes")

    async def saved(self) -> None:
        """Waits until all of it is written down."""
        await asyncio.gather(*self._saving)

    def _begin(self, saving: Awaitable[None], what: str) -> None:
        task = asyncio.get_running_loop().create_task(_save(saving, what))
        self._saving.add(task)
        task.add_done_callback(self._saving.discard)


async def _save(saving: Awaitable[None], what: str) -> None:
    try:
        await saving
    except Exception:
        # The session under way goes on without its database.
        _log.exception("not saved", what=what)
