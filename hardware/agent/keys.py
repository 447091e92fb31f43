"""The kit's keys: USB presenters, foot switches, mute buttons, read as the kernel tells them.

Linux input documentation, "Input events": ``struct input_event`` from ``/dev/input/eventN``.
"""

import asyncio
import fcntl
import logging
import os
import struct
from collections.abc import Callable, Mapping
from functools import partial

from hardware.discovery.devices import KeyDevice
from hardware.discovery.keys import devices_of
from hardware.discovery.sysfs import Machine
from hardware.profiles.keys_schema import Keys

logger = logging.getLogger(__name__)

# A time of two longs, a type, a code, a value.
EVENT = struct.Struct("@llHHi")
EV_KEY, _PRESSED = 1, 1
# linux/input.h: _IOW('E', 0x90, int).
_EVIOCGRAB = 0x40044590
#: A contact that bounces, or a presenter that says all twice, is one press.
BOUNCE_S = 0.3
LOOK_S = 2.0
_CHUNK = 64 * EVENT.size
Act = Callable[[str], None]


class Presses:
    """Bytes of devices in, what was asked for out. ``actions``: key code -> what it does."""

    def __init__(self, actions: Mapping[int, str]) -> None:
        self._actions = actions
        self._left: dict[str, bytes] = {}
        self._last_s: dict[str, float] = {}

    def take(self, device: str, data: bytes, now: float) -> list[str]:
        """What was pressed on ``device``: held keys count once, bounces not at all. ``now``:
        seconds, monotonic."""
        data = self._left.get(device, b"") + data
        whole = len(data) - len(data) % EVENT.size
        self._left[device] = data[whole:]
        asked = []
        for _, _, kind, code, value in EVENT.iter_unpack(data[:whole]):
            action = self._actions.get(code)
            if kind != EV_KEY or value != _PRESSED or action is None:
                continue
            if now - self._last_s.get(action, -BOUNCE_S) >= BOUNCE_S:
                asked.append(action)
            self._last_s[action] = now
        return asked

    def gone(self, device: str) -> None:
        """It was unplugged, perhaps in the middle of an event."""
        self._left.pop(device, None)


class KeyWatch:
    """Listens to the profile's keys, whatever is plugged in and out; ``act`` is told what is asked
    for, on the event loop."""

    def __init__(self, keys: Keys, act: Act, machine: Machine | None = None) -> None:
        self._keys, self._act = keys, act
        self._machine = machine or Machine()
        self._presses = Presses(keys.actions)
        self._open: dict[str, int] = {}
        self._complained: set[str] = set()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                if self._keys.actions:
                    self._keep(await asyncio.to_thread(devices_of, self._keys, self._machine))
                await asyncio.sleep(LOOK_S)
        finally:
            for node in list(self._open):
                self._close(node)

    def _keep(self, devices: tuple[KeyDevice, ...]) -> None:
        there = {device.node: device for device in devices}
        for node in self._open.keys() - there.keys():
            self._close(node)
        self._complained &= there.keys()
        for node in there.keys() - self._open.keys():
            self._listen(there[node])

    def _listen(self, device: KeyDevice) -> None:
        path = self._machine.root / device.node.removeprefix("/")
        try:
            opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            # udev may give the rights a moment later: tried again, told once.
            if device.node not in self._complained:
                name, reason = device.name, error.strerror
                logger.warning("The keys of %s cannot be listened to: %s", name, reason)
            self._complained.add(device.node)
            return
        if self._keys.source is not None:
            _take_alone(opened, device.name)
        self._open[device.node] = opened
        asyncio.get_running_loop().add_reader(opened, partial(self._read, device.node, opened))
        logger.info("Keys: listening to %s.", device.name)

    def _read(self, node: str, opened: int) -> None:
        try:
            data = os.read(opened, _CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._close(node)
            return
        for action in self._presses.take(node, data, asyncio.get_running_loop().time()):
            logger.info("Key pressed: %s.", action)
            self._act(action)

    def _close(self, node: str) -> None:
        opened = self._open.pop(node)
        asyncio.get_running_loop().remove_reader(opened)
        os.close(opened)
        self._presses.gone(node)


def _take_alone(opened: int, name: str) -> None:
    """The screen's browser does not get these presses as well."""
    try:
        fcntl.ioctl(opened, _EVIOCGRAB, 1)
    except OSError as error:
        logger.warning("The keys of %s reach the screen too: %s", name, error.strerror)
