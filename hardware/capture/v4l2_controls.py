"""Sets a camera's V4L2 controls through ioctl(2), beside whoever streams from it."""

import fcntl
import os
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hardware.capture.controls import ControlId, Setting

# linux/videodev2.h: _IOWR('V', 27 | 28 | 36, struct v4l2_control | v4l2_queryctrl).
VIDIOC_G_CTRL = 0xC008561B
VIDIOC_S_CTRL = 0xC008561C
VIDIOC_QUERYCTRL = 0xC0445624
# struct v4l2_control: id, value. struct v4l2_queryctrl: id, type, name, minimum, maximum, step,
# default_value, flags, reserved[2].
CONTROL = struct.Struct("=Ii")
QUERY = struct.Struct("=II32siiiiI8x")
_DISABLED, _READ_ONLY = 0x0001, 0x0004

Ioctl = Callable[[int, bytearray], None]
"""Carries a request out on one open device; writes its answer into the buffer. Raises OSError."""


@dataclass(frozen=True, slots=True)
class ControlRange:
    """What values a camera takes for one control."""

    minimum: int
    maximum: int
    step: int
    default: int

    def nearest(self, value: int) -> int:
        """The value it takes that is next to ``value``."""
        held = min(self.maximum, max(self.minimum, value))
        step = max(1, self.step)
        steps = (held - self.minimum + step // 2) // step
        return min(self.minimum + steps * step, self.maximum)


class Controls:
    """The controls of one open camera."""

    def __init__(self, ioctl: Ioctl) -> None:
        self._ioctl = ioctl

    def range_of(self, control: ControlId) -> ControlRange | None:
        """None when the camera has no such control, or lets nobody set it."""
        asked = bytearray(QUERY.pack(control, 0, b"", 0, 0, 0, 0, 0))
        try:
            self._ioctl(VIDIOC_QUERYCTRL, asked)
        except OSError:
            return None
        _, _, _, minimum, maximum, step, default, flags = QUERY.unpack(asked)
        if flags & (_DISABLED | _READ_ONLY):
            return None
        return ControlRange(minimum, maximum, step, default)

    def value_of(self, control: ControlId) -> int | None:
        """What it is set to; None when the camera does not tell."""
        asked = bytearray(CONTROL.pack(control, 0))
        try:
            self._ioctl(VIDIOC_G_CTRL, asked)
        except OSError:
            return None
        return int(CONTROL.unpack(asked)[1])

    def apply(self, settings: Iterable[Setting]) -> tuple[ControlId, ...]:
        """Set what the camera has; returns what it has and would not take."""
        return tuple(setting.control for setting in settings if not self._takes(setting))

    def _takes(self, setting: Setting) -> bool:
        known = self.range_of(setting.control)
        if known is None:
            return True
        for value in setting.values:
            told = bytearray(CONTROL.pack(setting.control, known.nearest(value)))
            try:
                self._ioctl(VIDIOC_S_CTRL, told)
            except OSError:
                continue
            return True
        return False


@contextmanager
def open_controls(node: Path) -> Iterator[Controls]:
    """The controls of a camera's node. Raises OSError."""
    descriptor = os.open(node, os.O_RDWR | os.O_NONBLOCK)

    def ioctl(request: int, buffer: bytearray) -> None:
        fcntl.ioctl(descriptor, request, buffer, True)

    try:
        yield Controls(ioctl)
    finally:
        os.close(descriptor)
