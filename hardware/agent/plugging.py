"""Devices that are plugged in are looked for at once, not when their turn comes."""

import asyncio
import logging
import socket
from collections.abc import Callable, Sequence
from typing import Protocol

from hardware.discovery.uevents import open_uevents, read_uevent

logger = logging.getLogger(__name__)

# udev gives the node its rights a moment after the kernel tells of it; one camera is several
# messages.
SETTLE_S = 0.3


class Wakeable(Protocol):
    """A device that may be missing."""

    state: str

    def wake(self) -> None: ...


async def watch_plugging(
    devices: Sequence[Wakeable],
    open_socket: Callable[[], socket.socket] = open_uevents,
    plugged: Callable[[], None] = lambda: None,
) -> None:
    """Until cancelled. Those that work are left alone; ``plugged`` is called each time.

    Without the kernel's messages (a container may have none) missing devices are found when their
    turn comes, within five seconds.
    """
    try:
        uevents = open_socket()
    except OSError as error:
        logger.info("The kernel does not tell what is plugged in (%s).", error)
        await asyncio.Event().wait()
        return
    loop, readable = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(uevents, readable.set)
    try:
        while True:
            await readable.wait()
            readable.clear()
            if _is_told(uevents):
                await asyncio.sleep(SETTLE_S)
                for device in devices:
                    if device.state == "missing":
                        device.wake()
                plugged()
    finally:
        loop.remove_reader(uevents)
        uevents.close()


def _is_told(uevents: socket.socket) -> bool:
    """Reads all that waits: is any of it about a camera or a sound card?"""
    told = False
    while True:
        try:
            event = read_uevent(uevents)
        except OSError:
            return told
        if event is None:
            return told
        told = told or event.concerns_the_kit
