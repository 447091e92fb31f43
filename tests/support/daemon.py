"""A program of Debian's beside a test, for as long as that needs it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

START_LIMIT_S = 15.0
# It does not outlive the run that started it (prctl(2): 1 is PR_SET_PDEATHSIG).
_START = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 15)
os.execvp(sys.argv[1], sys.argv[1:])
"""


@asynccontextmanager
async def daemon(
    command: Sequence[str], *, log: Path, started: str, prefix: Sequence[str] = ()
) -> AsyncIterator[None]:
    """It has begun when it writes `started` to its log. `prefix`: before the command, to run it in
    another network."""
    process = await asyncio.create_subprocess_exec(
        *prefix,
        *(sys.executable, "-c", _START),
        *command,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(START_LIMIT_S):
            while started not in text_of(log):
                assert process.returncode is None, text_of(log)
                await asyncio.sleep(0.05)
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def text_of(log: Path) -> str:
    """What it has written so far."""
    return log.read_text(errors="replace") if log.exists() else ""
