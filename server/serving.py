"""From settings to a listening server and back: sockets, the application's life, signals."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
import uvloop
from aiohttp import web

from server.app import create_app
from server.descriptors import raise_descriptor_limit
from server.ports import listening_socket
from server.services import READINESS
from server.settings import Settings

_log = structlog.get_logger(__name__)
_HANDLERS_TIMEOUT_S = 2.0
#: Whoever pressed Ctrl-C waits no longer than this, whatever hangs.
_STOP_LIMIT_S = 4.5
_LINGERING_S = 1.0

Body = Callable[[asyncio.Event], Awaitable[None]]


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[int]:
    """A server that takes requests while the block runs; yields its HTTP port.

    Raises StartRefused when something that it needs is not to be had.
    """
    listener = listening_socket(settings.http_host, settings.http_port)
    app = create_app(settings)
    # Bodies are never inflated before a token is looked at (see refuse_compressed_bodies).
    runner = web.AppRunner(
        app,
        access_log=None,
        auto_decompress=False,
        lingering_time=_LINGERING_S,
        shutdown_timeout=_HANDLERS_TIMEOUT_S,
    )
    try:
        await runner.setup()
        await web.SockSite(runner, listener).start()
        port: int = listener.getsockname()[1]
        _log.info("serving", http_port=port)
        _freeze_start()
        yield port
    finally:
        app[READINESS].draining = True
        await runner.cleanup()
        listener.close()


def _freeze_start() -> None:
    """What the start made stays: collecting it again and again would hold packets up for 70 ms."""
    gc.collect()
    gc.freeze()


def run_until_stopped(body: Body) -> None:
    """Runs `body(stop)` on uvloop. `stop` is set by Ctrl-C, SIGTERM or the terminal's end; the
    process is then gone within five seconds."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()

        def begin_stop() -> None:
            if not stop.is_set():
                # A daemon thread: it works even when the loop itself hangs.
                watchdog = threading.Timer(_STOP_LIMIT_S, os._exit, (1,))
                watchdog.daemon = True
                watchdog.start()
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Started with nohup, the server outlives its terminal.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                loop.add_signal_handler(number, begin_stop)
        await body(stop)

    raise_descriptor_limit()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """The whole of `passerelle serve`."""
    async with serving(settings):
        await stop.wait()
