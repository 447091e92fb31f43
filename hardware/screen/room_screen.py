"""Keeps the room's page on the room's screen for as long as the kit runs."""

import asyncio
import fcntl
import json
import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from hardware.screen.browser import Browser, Opening
from hardware.screen.process import ScreenProcess
from hardware.whole_file import write_whole

logger = logging.getLogger(__name__)

FOLDER, PAGE_NAME, LOCK_NAME, PID_NAME = "screen", "screen.html", "screen.lock", "screen.pid"
FIRST_S, LONGEST_S = 1.0, 60.0
#: How often a display that is not there is looked for.
DISPLAY_S = 1.0
#: One that was open this long was well: the next delay is the first again.
STEADY_S = 60.0
# The address holds a token: it stands in a file that we alone may read, not on a command line.
_PAGE = """<!doctype html>
<html translate="no">
<meta charset="utf-8">
<title>Passerelle</title>
<style>html {{ background: #FCF9F3; cursor: none }}</style>
<script>location.replace({address})</script>
"""


class RoomScreen:
    """``show`` says what is to be seen; ``run`` sees to it. ``is_there``: is there a display now;
    ``sound``: ALSA's name of the room's loudspeaker now, if the profile names one."""

    def __init__(
        self,
        data_dir: Path,
        browser: Browser,
        is_there: Callable[[], bool] = lambda: True,
        sound: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._data_dir, self._browser = data_dir, browser
        self._is_there, self._sound = is_there, sound
        self._what, self._address = "", ""
        self._changed = asyncio.Event()
        #: Of a screen that a browser left partly free when it was not told.
        self._size: tuple[int, int] | None = None
        #: The address that the open page came from.
        self._opened = ""

    def show(self, what: str, address: str) -> None:
        """``what`` names what is shown: with another name the browser is opened anew; with the
        same, a newer ``address`` (its token lives some minutes) is used when it is needed."""
        fresh = what != self._what
        self._what, self._address = what, address
        try:
            write_whole(self._page, _PAGE.format(address=_in_script(address)), mode=0o600)
        except OSError as error:
            logger.warning("The screen's page cannot be written: %s", error)
        if fresh:
            self._changed.set()

    async def run(self) -> None:
        """Until cancelled; then the browser is gone."""
        lock = _take(self._data_dir / LOCK_NAME)
        if lock is None:
            logger.warning("Another kit has the screen.")
            return
        with lock:
            await asyncio.to_thread(_end_leftover, self._data_dir, self._browser)
            await self._keep_open()

    async def _keep_open(self) -> None:
        delay_s = FIRST_S
        loop = asyncio.get_running_loop()
        await self._changed.wait()
        while True:
            if not self._is_there():
                if delay_s:
                    logger.warning("The room's screen is not there: opened as soon as it is.")
                delay_s = 0.0
                await asyncio.sleep(DISPLAY_S)
                continue
            delay_s = delay_s or FIRST_S
            self._changed.clear()
            began_s = loop.time()
            reason = await self._open()
            if self._changed.is_set() or not self._is_there():
                continue
            if loop.time() - began_s >= STEADY_S:
                delay_s = FIRST_S
            logger.warning("The screen's browser: %s. Again in %.0f s.", reason, delay_s)
            with suppress(TimeoutError):
                async with asyncio.timeout(delay_s):
                    await self._changed.wait()
            delay_s = min(2 * delay_s, LONGEST_S)

    async def _open(self) -> str:
        """Once, until it ends or something else is to be shown; returns what happened."""
        self._opened = self._address
        profile = self._data_dir / FOLDER
        sound = await asyncio.to_thread(self._sound)
        opening = Opening(self._page.as_uri(), sound, self._size)
        process = ScreenProcess(self._browser, profile, opening, self._is_stale)
        try:
            await process.start()
            (self._data_dir / PID_NAME).write_text(str(process.pid))
            watching = asyncio.create_task(process.watch())
            changed = asyncio.create_task(self._changed.wait())
            try:
                await asyncio.wait([watching, changed], return_when=asyncio.FIRST_COMPLETED)
                return watching.result() if watching.done() else ""
            finally:
                watching.cancel()
                changed.cancel()
                await asyncio.wait([watching, changed])
        except OSError as error:
            return str(error)
        finally:
            self._size = process.unfilled or self._size
            await asyncio.shield(process.end())
            (self._data_dir / PID_NAME).unlink(missing_ok=True)

    @property
    def _page(self) -> Path:
        return (self._data_dir / PAGE_NAME).absolute()

    def _is_stale(self) -> bool:
        """Is there a newer address than the one that was refused?"""
        stale = self._opened != self._address
        self._opened = self._address
        return stale


def _in_script(address: str) -> str:
    """As a JavaScript string that cannot end the script that it stands in."""
    return json.dumps(address).replace("<", "\\u003c")


def _take(path: Path) -> IO[str] | None:
    """The lock, for as long as the file stays open; None when another process has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock


def _end_leftover(data_dir: Path, browser: Browser) -> None:
    """A browser of a kit that was cut off: there are never two."""
    kept = data_dir / PID_NAME
    try:
        pid = int(kept.read_text())
        program = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return
    page = (data_dir / PAGE_NAME).absolute().as_uri()
    if page.encode() in program:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
            logger.info("A browser of before was ended (%s).", browser.kind)
    kept.unlink(missing_ok=True)
