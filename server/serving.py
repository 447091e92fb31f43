"""From settings to a listening server and back: sockets, the application's life, signals."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
import uvloop
from aiohttp import web

from server.app import create_app
from server.errors import StartRefused
from server.services import READINESS
from server.settings import IPAddress, Settings

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
        yield port
    finally:
        app[READINESS].draining = True
        await runner.cleanup()
        listener.close()


def listening_socket(host: IPAddress, port: int) -> socket.socket:
    """A TCP socket bound to `host` and `port`, though the last server there just ended.

    Raises StartRefused when the port is taken, or not for this user.
    """
    family = socket.AF_INET6 if host.version == 6 else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((str(host), port))
        # Listening at once: only that tells two servers starting together apart.
        listener.listen()
    except OSError as error:
        listener.close()
        raise port_refusal(error, "TCP", port, "PASSERELLE_HTTP_PORT") from error
    listener.setblocking(False)
    return listener


def port_refusal(error: OSError, protocol: str, port: int, setting: str) -> StartRefused:
    """The sentence for a port that cannot be had."""
    if error.errno == errno.EADDRINUSE:
        return StartRefused(
            f"Le port {protocol} {port} est déjà pris : arrêtez l’autre programme, "
            f"ou choisissez un autre port avec {setting}.",
            f"{protocol} port {port} is already taken: stop the other program, "
            f"or choose another port with {setting}.",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return StartRefused(
            f"Le port {protocol} {port} n’est pas permis à cet utilisateur : "
            f"choisissez un port au-dessus de 1023 avec {setting}.",
            f"{protocol} port {port} is not allowed for this user: "
            f"choose a port above 1023 with {setting}.",
        )
    host_setting = setting.replace("_PORT", "_HOST")
    return StartRefused(
        f"Cette machine n’a pas l’adresse demandée pour le port {protocol} {port} : "
        f"vérifiez {host_setting}.",
        f"This machine does not have the address asked for with {protocol} port {port}: "
        f"check {host_setting}.",
    )


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
            loop.add_signal_handler(number, begin_stop)
        await body(stop)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """The whole of `passerelle serve`."""
    async with serving(settings):
        await stop.wait()
