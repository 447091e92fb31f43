"""The demo kit as a process of its own: started, watched, started again, ended with us."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence

import structlog

_log = structlog.get_logger(__name__)
FIRST_DELAY_S = 1.0
LAST_DELAY_S = 30.0
#: A kit that lived this long was well: the next delay is the first again.
STEADY_S = 60.0
_END_TIMEOUT_S = 2.0


class Backoff:
    """How long to wait before the next start: 1, 2, 4 … 30 seconds."""

    def __init__(self) -> None:
        self._next_s = FIRST_DELAY_S

    def delay_s(self, lived_s: float) -> float:
        """The delay after a kit that lived `lived_s`."""
        if lived_s >= STEADY_S:
            self._next_s = FIRST_DELAY_S
        delay_s, self._next_s = self._next_s, min(self._next_s * 2, LAST_DELAY_S)
        return delay_s


def kit_command(url: str, profile: str) -> list[str]:
    """The kit agent that ends when this process does. Its token comes by the environment: a
    command line can be read by every user of the machine."""
    program = [sys.executable, "-m", "server.cli", "kit"]
    return [*program, "--url", url, "--profile", profile, "--parent", str(os.getpid())]


async def keep_running(command: Sequence[str], environment: dict[str, str]) -> None:
    """Runs `command` until cancelled; when it ends by itself it is started again, later each time.

    Cancelled, it leaves no process behind.
    """
    loop, backoff = asyncio.get_running_loop(), Backoff()
    while True:
        started_s = loop.time()
        # A group of its own: Ctrl-C reaches us alone, and its helpers end with it.
        process = await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **environment}, start_new_session=True
        )
        try:
            status = await process.wait()
        finally:
            await _end(process)
        delay_s = backoff.delay_s(loop.time() - started_s)
        _log.warning("kit_ended", status=status, next_start_s=delay_s)
        _say_ended(status, delay_s)
        await asyncio.sleep(delay_s)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Asks the group to end, then ends it."""
    if process.returncode is None:
        _signal_group(process.pid, signal.SIGTERM)
        try:
            async with asyncio.timeout(_END_TIMEOUT_S):
                await process.wait()
        except TimeoutError:
            _log.warning("kit_killed")
    # Also what the kit itself may have left behind.
    _signal_group(process.pid, signal.SIGKILL)
    await process.wait()


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)


def _say_ended(status: int, delay_s: float) -> None:
    print(
        f"Le boîtier de démonstration s’est arrêté (code {status}) ; "
        f"il repart dans {delay_s:.0f} s.\n"
        f"The demo kit has ended (code {status}); it starts again in {delay_s:.0f} s.",
        file=sys.stderr,
        flush=True,
    )
