"""One examination: a process started, watched, and ended whatever it does."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

from recorder.examination.findings import MESSAGE_BYTES_MAX, Film, Refused, read_message

LIMIT_S = 60.0
#: So that a session under way never waits for it.
_NICENESS = 15
_ROOT = Path(__file__).resolve().parents[2]


async def examine(path: Path, limit_s: float = LIMIT_S) -> tuple[Film, frozenset[str]]:
    """The film at `path`, and how its examiner was confined (see `confinement.confine`).

    Raises Refused, OSError where the file or the process cannot be opened.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        process = await asyncio.create_subprocess_exec(
            *examiner_command(),
            stdin=descriptor,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=MESSAGE_BYTES_MAX,
            cwd="/",
            env=examiner_environment(),
            start_new_session=True,
        )
    finally:
        os.close(descriptor)
    try:
        return read_message(await asyncio.wait_for(_message(process), limit_s))
    except TimeoutError:
        raise Refused("limits") from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        # What it had still written is let go of: with a full pipe its end would not be noticed.
        await process.communicate()


def examiner_command() -> list[str]:
    """The examining process; its file is its standard input."""
    program = [sys.executable, "-B", "-m", "recorder.examination"]
    return ["nice", "-n", str(_NICENESS), *program]


def examiner_environment() -> dict[str, str]:
    """Nothing of ours: settings and secrets stay here."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(_ROOT),
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
    }


async def _message(process: asyncio.subprocess.Process) -> bytes:
    """Its line. Raises Refused: `limits` where the system ended it, `damaged` where the file made
    it fall."""
    assert process.stdout is not None
    try:
        return await process.stdout.readuntil(b"\n")
    except asyncio.IncompleteReadError:
        ended = -await process.wait()
        at_a_limit = ended in (signal.SIGKILL, signal.SIGXCPU, signal.SIGXFSZ)
        raise Refused("limits" if at_a_limit else "damaged") from None
    except asyncio.LimitOverrunError:
        raise Refused("damaged") from None
