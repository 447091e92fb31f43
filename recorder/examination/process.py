"""One examination: a process started, watched, and ended whatever it does."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from recorder.child_process import child_command, child_environment, end_child, why_it_fell
from recorder.examination.findings import (
    MESSAGE_BYTES_MAX,
    Film,
    Refused,
    read_document_message,
    read_message,
)

LIMIT_S = 60.0
_NICENESS = 15


async def examine(path: Path, limit_s: float = LIMIT_S) -> tuple[Film, frozenset[str]]:
    """The film at `path`, and how its examiner was confined (see `confinement.confine`).

    Raises Refused, OSError where the file or the process cannot be opened.
    """
    return read_message(await _told(examiner_command(), path, limit_s))


async def examine_document(path: Path, limit_s: float = LIMIT_S) -> frozenset[str]:
    """The same for a PDF, of which there is nothing to be told but that it may be kept."""
    command = child_command("recorder.examination.of_document", _NICENESS)
    return read_document_message(await _told(command, path, limit_s))


async def _told(command: list[str], path: Path, limit_s: float) -> bytes:
    """What the process says of the file on its standard input. Raises Refused, OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=descriptor,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=MESSAGE_BYTES_MAX,
            cwd="/",
            env=child_environment(),
            start_new_session=True,
        )
    finally:
        os.close(descriptor)
    try:
        async with asyncio.timeout(limit_s):
            return await _message(process)
    except TimeoutError:
        raise Refused("limits") from None
    finally:
        await end_child(process)


def examiner_command() -> list[str]:
    """The examining process; its file is its standard input."""
    return child_command("recorder.examination", _NICENESS)


async def _message(process: asyncio.subprocess.Process) -> bytes:
    """Its line. Raises Refused: `limits` where the system ended it, `damaged` where the file made
    it fall."""
    assert process.stdout is not None
    try:
        return await process.stdout.readuntil(b"\n")
    except asyncio.IncompleteReadError:
        raise Refused(await why_it_fell(process)) from None
    except asyncio.LimitOverrunError:
        raise Refused("damaged") from None
