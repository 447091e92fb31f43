"""Makes a fetched release ready to run, in a process of its own beside the kit's work."""

import asyncio
import logging
import os
import shutil
import signal
from contextlib import suppress

from hardware.updating import build_environment
from hardware.updating.description import Description
from hardware.updating.fetching import NotFetched
from hardware.updating.shelf import WHEELS, Shelf
from hardware.whole_file import write_whole

logger = logging.getLogger(__name__)

#: At the lowest priority on the smallest machine it takes minutes.
LIMIT_S = 2400.0
_FULL_BYTES = 32 << 20
_SHOWN = 2000


async def build(shelf: Shelf, description: Description, python: str) -> None:
    """The release is complete. ``python``: the base's. Raises NotFetched."""
    release = shelf.release(description.version)
    try:
        requirements = release / WHEELS / build_environment.REQUIREMENTS
        write_whole(requirements, description.requirements)
        process = await asyncio.create_subprocess_exec(
            *(python, "-I", build_environment.__file__, str(release)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise NotFetched("disk_full" if _is_full(shelf) else "build", str(error)) from error
    try:
        async with asyncio.timeout(LIMIT_S):
            said, _ = await process.communicate()
    except TimeoutError:
        raise NotFetched("too_long", "the environment was not made in time") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    if process.returncode or description.version not in shelf.whole():
        reason = "disk_full" if _is_full(shelf) else "build"
        raise NotFetched(reason, said.decode(errors="replace")[-_SHOWN:])


def _is_full(shelf: Shelf) -> bool:
    return shutil.disk_usage(shelf.folder).free < _FULL_BYTES
