"""One browser that is open: begun, asked whether it is well, ended with all that it started."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hardware.screen.browser import Browser, Opening
from hardware.screen.devtools import DevTools, NoAnswer

logger = logging.getLogger(__name__)

LOOK_S = 10.0
#: A window takes its size little by little: it is looked at more often at first.
FIRST_LOOK_S, FIRST_LOOKS = 1.0, 5
#: A machine that is busy may take a while; a page that takes longer shows nobody anything.
ANSWER_S = 20.0
BEGIN_S = 60.0
END_S = 3.0


class ScreenProcess:
    """What is open can be opened again in its place: when the page could not be loaded, or when
    ``is_stale`` says so of a page that was refused."""

    def __init__(
        self, browser: Browser, profile: Path, opening: Opening, is_stale: Callable[[], bool]
    ) -> None:
        self._browser, self._profile = browser, profile
        self._opening, self._is_stale = opening, is_stale
        #: The size of a screen that is not filled by what was opened.
        self.unfilled: tuple[int, int] | None = None
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
        command = self._browser.command(self._profile, self._opening)
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
        """Until it ends, hangs or is too small; returns what happened, for the log."""
        assert self._process is not None, "it was not started"
        ended = asyncio.create_task(self._process.wait())
        asking = asyncio.create_task(self._ask()) if self._browser.talks else None
        parts = [part for part in (ended, asking) if part]
        try:
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                return f"it ended (code {ended.result()})"
            return "it does not fill the screen" if self.unfilled else "it hangs"
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
        """Returns when it does not answer any more, or leaves a part of the screen free."""
        assert self._tools is not None, "it was not started"
        looks = 0
        try:
            while True:
                page = await self._tools.look(ANSWER_S if looks else BEGIN_S)
                refused = page.state == "refused" and self._is_stale()
                if page.protocol == "chrome-error:" or refused:
                    await self._tools.go_to(self._opening.page, ANSWER_S)
                if not page.fills and page.screen != self._opening.size:
                    self.unfilled = page.screen
                    return
                looks += 1
                await asyncio.sleep(LOOK_S if looks > FIRST_LOOKS else min(FIRST_LOOK_S, LOOK_S))
        except NoAnswer as error:
            logger.debug("The screen's browser does not answer: %s", error)


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)
