"""Making in a process of its own, which can do no harm and never gets in the way of a session."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Callable
from typing import Any

from recorder.child_process import (
    PARENT,
    child_command,
    child_environment,
    end_child,
    why_it_fell,
)
from recorder.replay.errors import NotMade
from recorder.replay.messages import LINE_BYTES_MAX, read_line
from recorder.replay.order import Order
from recorder.replay.progress import Progress

_NICENESS = 19
_TURN_S = 1.0


async def make_apart(
    order: Order, tell: Callable[[Progress], None], share: Callable[[], float]
) -> frozenset[str]:
    """Makes what is ordered; returns how its process was confined.

    `share` is asked every second which part of the time it may have, from 0 to 1. Cancelled, the
    process is ended; what it has done stays done. Raises NotMade, OSError.
    """
    return await work_apart("recorder.replay", order.to_json(), tell, share)


async def work_apart(
    module: str,
    order: dict[str, Any],
    tell: Callable[[Progress], None],
    share: Callable[[], float],
) -> frozenset[str]:
    """As `make_apart`, for any module that takes its order and tells its progress alike."""
    process = await asyncio.create_subprocess_exec(
        *child_command(module, _NICENESS),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=LINE_BYTES_MAX,
        cwd="/",
        env=child_environment() | {PARENT: str(os.getpid())},
        start_new_session=True,
    )
    turns: asyncio.Task[None] | None = None
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps(order).encode() + b"\n")
        await _listen_once(process, tell)
        turns = asyncio.create_task(_take_turns(process, share))
        while (confinement := await _listen_once(process, tell)) is None:
            pass
        return confinement
    finally:
        if turns is not None:
            turns.cancel()
        await end_child(process)


async def _listen_once(
    process: asyncio.subprocess.Process, tell: Callable[[Progress], None]
) -> frozenset[str] | None:
    """Its next line; at the end, how it was confined. Raises NotMade."""
    assert process.stdout is not None
    try:
        line = await process.stdout.readuntil(b"\n")
    except asyncio.LimitOverrunError:
        raise NotMade("fault") from None
    except asyncio.IncompleteReadError:
        raise NotMade(await why_it_fell(process)) from None
    told = read_line(line)
    if not isinstance(told, Progress):
        return told
    tell(told)
    return None


async def _take_turns(process: asyncio.subprocess.Process, share: Callable[[], float]) -> None:
    with contextlib.suppress(ProcessLookupError):
        while True:
            part = share()
            if part < 1:
                os.killpg(process.pid, signal.SIGSTOP)
                await asyncio.sleep(_TURN_S * (1 - part))
            if part > 0:
                os.killpg(process.pid, signal.SIGCONT)
                await asyncio.sleep(_TURN_S * part)
