"""Tells systemd that the kit is up and well (sd_notify(3)), so that one that hangs is started
again. Without systemd nothing is told."""

import asyncio
import os
import socket
from collections.abc import Mapping

# Three times within the time that systemd waits: one late turn does no harm.
_TURNS = 3


def notify(state: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Send one state, such as ``READY=1``; False where nobody listens."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    # A leading @ stands for the zero byte of an abstract socket (unix(7)).
    path = "\0" + address[1:] if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
            link.connect(path)
            link.send(state.encode())
    except OSError:
        return False
    return True


async def keep_watchdog(environment: Mapping[str, str] = os.environ) -> None:
    """Until cancelled: ready, then alive as often as ``WATCHDOG_USEC`` asks for. A loop that hangs
    tells nothing, and that is what the watchdog waits for."""
    notify("READY=1", environment)
    try:
        interval_s = int(environment.get("WATCHDOG_USEC", "0")) / 1e6 / _TURNS
    except ValueError:
        interval_s = 0.0
    while True:
        if interval_s <= 0:
            await asyncio.Event().wait()
        notify("WATCHDOG=1", environment)
        await asyncio.sleep(interval_s)
