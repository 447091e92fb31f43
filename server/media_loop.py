"""The media's heartbeat: it opens the plane, ticks the endpoint every 20 ms, and closes all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import structlog
from aiohttp import web

from media.dtls.certificate import Certificate
from media.endpoint import MediaEndpoint
from server.live.registry import LiveRooms
from server.live_metrics import LiveCollector
from server.media_plane import open_media_plane
from server.services import CLOCK, METRICS, READINESS, SETTINGS

_log = structlog.get_logger(__name__)
TICK_S = 0.02
ROOMS_TICK_S = 1.0


def media_of(rooms: LiveRooms) -> Callable[[web.Application], AsyncIterator[None]]:
    """For `app.cleanup_ctx`: media flows while the application runs, and `rooms` hear of it."""

    async def media(app: web.Application) -> AsyncIterator[None]:
        clock = app[CLOCK]
        plane, candidates = open_media_plane(app[SETTINGS])
        endpoint = MediaEndpoint(plane, Certificate.generate(), candidates, rooms)
        rooms.use(endpoint)
        figures = LiveCollector(
            lambda: endpoint.counters, lambda: endpoint.connection_count, rooms.people_by_room
        )
        app[METRICS].register(figures)

        def tick(now: float) -> None:
            endpoint.tick(now)
            rooms.record(now)

        ticking = asyncio.create_task(tick_forever(tick, rooms.tick, clock))
        app[READINESS].media = True
        try:
            yield
        finally:
            app[READINESS].media = False
            app[METRICS].unregister(figures)
            ticking.cancel()
            await asyncio.gather(ticking, return_exceptions=True)
            endpoint.close(clock())
            await rooms.saved()

    return media


async def tick_forever(
    tick_media: Callable[[float], None],
    tick_rooms: Callable[[float], None],
    clock: Callable[[], float],
) -> None:
    """Calls both in their rhythm until cancelled. A fault in one tick does not end the next."""
    due = next_rooms = clock()
    while True:
        now = clock()
        _guarded(tick_media, now)
        if now >= next_rooms:
            next_rooms = now + ROOMS_TICK_S
            _guarded(tick_rooms, now)
        due += TICK_S
        if due <= now:
            # What was missed while the loop was held up is not made up for.
            due = now + TICK_S
        await asyncio.sleep(max(0.0, due - clock()))


def _guarded(tick: Callable[[float], None], now: float) -> None:
    try:
        tick(now)
    except Exception:
        _log.exception("tick failed")
