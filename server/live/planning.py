"""The plan and the live rooms: told again and again, and what was changed by hand meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import structlog
from aiohttp import web

from server.background import running
from server.live.directory import Directory
from server.live.due import learn_view, plan
from server.live.policy_session import policy_session
from server.live.registry import LiveRooms
from server.live.room import LiveRoom
from server.signaling.views import SessionView

_log = structlog.get_logger(__name__)
PERIOD_S = 5.0


def amend(live: LiveRoom, view: SessionView, now: float) -> None:
    """`view` was changed by hand: those concerned are told."""
    learn_view(live, view)
    live.apply(live.policy.amend(policy_session(view)), now)


def start(live: LiveRoom, view: SessionView, now: float) -> None:
    """Opens the session of `view`. Raises NotPossible ("busy")."""
    learn_view(live, view)
    live.apply(live.policy.start(policy_session(view)), now)


def following_plan(
    rooms: LiveRooms, directory: Directory, wall_clock: Callable[[], float]
) -> Callable[[web.Application], AsyncIterator[None]]:
    """For `app.cleanup_ctx`: tells each live room, again and again, what it is to do."""

    async def follow() -> None:
        while True:
            await asyncio.sleep(PERIOD_S)
            for live in rooms.live():
                try:
                    await follow_plan(live, directory, wall_clock(), rooms.clock)
                except Exception:
                    # The session under way goes on without its database.
                    _log.exception("plan not read", room=live.policy.slug)

    async def context(_app: web.Application) -> AsyncIterator[None]:
        async with running(follow()):
            yield

    return context


async def follow_plan(
    live: LiveRoom, directory: Directory, wall_s: float, clock: Callable[[], float]
) -> None:
    """Tells one room what it does at `wall_s` (unix seconds)."""
    view = await directory.current(live.policy.slug)
    if view is not None:
        plan(live, view, datetime.fromtimestamp(wall_s, UTC), clock())
