"""Work beside the requests: as long as its context, no longer, and no fault of it is lost."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from server.background import running


async def test_it_goes_on_meanwhile_and_has_ended_afterwards() -> None:
    done: list[str] = []

    async def work(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            done.append(name)

    async with running(work("one"), work("two")):
        await asyncio.sleep(0)
        assert done == []
    assert done == ["one", "two"]


async def test_it_ends_when_what_it_went_beside_fails() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def beside() -> None:
        async with running(work()):
            await asyncio.sleep(0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await beside()
    assert ended.is_set()


async def test_a_fault_is_said_and_ends_nothing_else() -> None:
    async def fails() -> None:
        raise ValueError("no")

    with capture_logs() as logs:
        async with running(fails()):
            await asyncio.sleep(0)
    assert [(line["event"], str(line["exc_info"])) for line in logs] == [
        ("background work failed", "no")
    ]
