"""A keyboard that a program presses: uinput (Linux input documentation, "uinput module")."""

from __future__ import annotations

import fcntl
import os
import struct
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from hardware.agent.keys import EV_KEY, EVENT
from hardware.profiles.keys_schema import key_codes

# linux/uinput.h: UI_SET_EVBIT, UI_SET_KEYBIT, UI_DEV_SETUP, UI_DEV_CREATE, UI_DEV_DESTROY.
_SET_EVBIT, _SET_KEYBIT = 0x40045564, 0x40045565
_SETUP, _CREATE, _DESTROY = 0x405C5503, 0x5501, 0x5502
# struct uinput_setup: bus, vendor, product, version, name, ff_effects_max.
_WHO = struct.Struct("=HHHH80sI")
_USB = 3
_EV_SYN = 0


class Keyboard:
    """There while the context lasts."""

    def __init__(self, keys: Sequence[str], name: str) -> None:
        self._keys, self._name = keys, name
        self._node = -1

    def __enter__(self) -> Self:
        self._node = os.open("/dev/uinput", os.O_WRONLY | os.O_NONBLOCK)
        fcntl.ioctl(self._node, _SET_EVBIT, EV_KEY)
        for key in self._keys:
            fcntl.ioctl(self._node, _SET_KEYBIT, key_codes()[key])
        fcntl.ioctl(self._node, _SETUP, _WHO.pack(_USB, 0x1234, 0x5678, 1, self._name.encode(), 0))
        fcntl.ioctl(self._node, _CREATE)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        fcntl.ioctl(self._node, _DESTROY)
        os.close(self._node)

    def press(self, key: str) -> None:
        """Down and up."""
        for value in (1, 0):
            self._write(EV_KEY, key_codes()[key], value)
            self._write(_EV_SYN, 0, 0)
            time.sleep(0.05)

    def _write(self, kind: int, code: int, value: int) -> None:
        os.write(self._node, EVENT.pack(0, 0, kind, code, value))
