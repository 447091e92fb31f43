"""Waiting in a test for what is bound to come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object], limit_s: float = 20.0) -> None:
    """Returns when `condition()` holds; TimeoutError after `limit_s`."""
    async with asyncio.timeout(limit_s):
        while not condition():
            await asyncio.sleep(0.02)
