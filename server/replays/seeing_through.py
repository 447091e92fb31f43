"""Long work that anybody may end, with somebody who watches it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine


async def see_through(
    work: asyncio.Task[None], watch: Coroutine[None, None, None]
) -> BaseException | None:
    """Until `work` has ended, by itself or by whoever cancelled it; what went wrong in it, if
    anything did. Whoever is cancelled here ends the work first. `watch` lasts as long."""
    watching = asyncio.create_task(watch)
    try:
        await asyncio.wait((work,))
    except asyncio.CancelledError:
        work.cancel()
        await asyncio.wait((work,))
        raise
    finally:
        watching.cancel()
    return None if work.cancelled() else work.exception()
