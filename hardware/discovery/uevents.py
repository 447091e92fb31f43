"""Devices that come and go, as the kernel tells it (netlink(7), NETLINK_KOBJECT_UEVENT)."""

import socket
from dataclasses import dataclass

# linux/netlink.h; Python's socket module does not name it.
_NETLINK_KOBJECT_UEVENT = 15
_KERNEL_GROUP = 1
_LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Uevent:
    """``subsystem`` is ``video4linux``, ``sound``, ``usb`` and so on; ``node`` may be empty."""

    action: str
    path: str
    subsystem: str
    node: str

    @property
    def concerns_the_kit(self) -> bool:
        """May a camera or a sound card have come or gone?"""
        return self.subsystem in ("video4linux", "sound") and self.action in ("add", "remove")


def parse_uevent(datagram: bytes) -> Uevent | None:
    """One message of the kernel; None for anything else, such as udevd's own messages."""
    header, _, rest = datagram.partition(b"\0")
    action, at, path = header.partition(b"@")
    if not at or not action.isalpha() or not path.startswith(b"/"):
        return None
    pairs = dict(field.partition(b"=")[::2] for field in rest.split(b"\0") if b"=" in field)
    return Uevent(
        action.decode("ascii"),
        path.decode("utf-8", "replace"),
        pairs.get(b"SUBSYSTEM", b"").decode("utf-8", "replace"),
        pairs.get(b"DEVNAME", b"").decode("utf-8", "replace"),
    )


def open_uevents() -> socket.socket:
    """A non-blocking socket on which the kernel's messages arrive. Raises OSError."""
    uevents = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _NETLINK_KOBJECT_UEVENT)
    uevents.setblocking(False)
    uevents.bind((0, _KERNEL_GROUP))
    return uevents


def read_uevent(uevents: socket.socket) -> Uevent | None:
    """The next message that counts; None when there is none waiting or it is another's.

    A lost message (the queue was full) reads as a change of everything: look again.
    """
    try:
        datagram, (sender, _) = uevents.recvfrom(_LARGEST)
    except BlockingIOError:
        return None
    except OSError:
        return Uevent("add", "/", "video4linux", "")
    return parse_uevent(datagram) if sender == 0 else None
