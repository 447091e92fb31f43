"""A bounded queue to one receiver."""

from __future__ import annotations

import asyncio

from server.live.outbox import Outbox


async def test_texts_come_out_in_order_then_the_end() -> None:
    outbox = Outbox()
    outbox.send("a")
    outbox.send("b")
    outbox.close("left")
    outbox.send("too late")
    assert [await outbox.take() for _ in range(3)] == ["a", "b", None]
    assert outbox.closing == "left"


async def test_taking_waits_for_the_next_text() -> None:
    outbox = Outbox()
    taking = asyncio.create_task(outbox.take())
    await asyncio.sleep(0)
    assert not taking.done()
    outbox.send("a")
    assert await taking == "a"


async def test_the_first_reason_counts() -> None:
    outbox = Outbox()
    outbox.close("ended")
    outbox.close("removed")
    assert outbox.closing == "ended"


async def test_a_slow_receiver_is_dropped_by_number_and_by_size() -> None:
    for outbox, text in ((Outbox(max_messages=2), "x"), (Outbox(max_characters=20), "x" * 9)):
        outbox.send(text)
        outbox.send(text)
        assert outbox.closing is None
        outbox.send(text)
        assert outbox.closing == "slow"
        assert outbox.overflowed.is_set()
        assert await outbox.take() is None


async def test_what_was_taken_no_longer_counts() -> None:
    outbox = Outbox(max_messages=2, max_characters=20)
    for _ in range(10):
        outbox.send("x" * 15)
        assert await outbox.take() is not None
    assert outbox.closing is None
