"""One browser that is open: begun, asked whether it is well, ended with all that it started."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hardware.screen.browser import Browser
from hardware.screen.devtools import DevTools, NoAnswer

logger = logging.getLogger(__name__)

LOOK_S = 10.0
#: A machine that is busy may take a while; a page that takes longer shows nobody anything.
ANSWER_S = 20.0
BEGIN_S = 60.0
END_S = 3.0


class ScreenProcess:
    """``page``: the address that it opens, and opens again when the page could not be loaded or
    when ``is_stale`` says so of a page that was refused."""

    def __init__(
        self, browser: Browser, profile: Path, page: str, is_stale: Callable[[], bool]
    ) -> None:
        self._browser, self._profile = browser, profile
        self._page, self._is_stale = page, is_stale
        self._process: asyncio.subprocess.Process | None = None
        self._tools: DevTools | None = None

    @property
    def pid(self) -> int:
        """Of the browser, which leads a group of its own."""
        assert self._process is not None, "it was not started"
        return self._process.pid

    async def start(self) -> None:
        """Raises OSError when it cannot be started."""
        self._browser.prepare(self._profile)
        their_reads, our_commands = os.pipe()
        our_answers, their_writes = os.pipe()
        self._tools = DevTools(our_commands, our_answers)
        command = self._browser.command(self._profile, self._page)
        words = [str(os.getpid()), str(their_reads), str(their_writes), *command]
        try:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "hardware.screen.child", *words),
                pass_fds=(their_reads, their_writes),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            os.close(their_reads)
            os.close(their_writes)

    async def watch(self) -> str:
        """Until it ends or hangs; returns what happened, for the log."""
        assert self._process is not None, "it was not started"
        ended = asyncio.create_task(self._process.wait())
        asking = asyncio.create_task(self._ask()) if self._browser.talks else None
        parts = [part for part in (ended, asking) if part]
        try:
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                return f"it ended (code {ended.result()})"
            return "it hangs"
        finally:
            for part in parts:
                part.cancel()
            await asyncio.wait(parts)

    async def end(self) -> None:
        """With everything that it started; nothing of it is left."""
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            _signal(process.pid, signal.SIGTERM)
            with suppress(TimeoutError):
                async with asyncio.timeout(END_S):
                    await process.wait()
        _signal(process.pid, signal.SIGKILL)
        await process.wait()
        if self._tools is not None:
            self._tools.close()

    async def _ask(self) -> None:
        """Returns when it does not answer any more."""
        assert self._tools is not None, "it was not started"
        timeout_s = BEGIN_S
        try:
            while True:
                protocol, state = await self._tools.state(timeout_s)
                refused = state == "refused" and self._is_stale()
                if protocol == "chrome-error:" or refused:
                    await self._tools.go_to(self._page, ANSWER_S)
                await asyncio.sleep(LOOK_S)
                timeout_s = ANSWER_S
        except NoAnswer as error:
            logger.debug("The screen's browser does not answer: %s", error)


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)
