"""Where a device is plugged in, from its path below /sys.

In the words of udev's ``path_id`` builtin (systemd, udev(7): ID_PATH): the platform or PCI
address of what it hangs on, then ``usb-0:`` and the chain of hub ports, without the interface.
The number of the USB bus, which changes from boot to boot, is no part of it.
"""

import re

_PCI_ADDRESS = re.compile(r"[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]")
_USB_ROOT = re.compile(r"usb\d+")
_USB_DEVICE = re.compile(r"\d+-([\d.]+)")
# Below these begins the device itself, not what it hangs on.
_CLASSES = ("video4linux", "sound", "input")


def port_of(path: str) -> str:
    """``/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/…`` -> ``pci-0000:00:14.0-usb-0:1.2``."""
    above, below = _split(path)
    hubs = [match[1] for part in below if (match := _USB_DEVICE.fullmatch(part))]
    port = _address(above)
    return f"{port}-usb-0:{hubs[-1]}" if hubs else port


def controller_of(path: str) -> str:
    """The USB controller above this device: those that share it share its bandwidth."""
    return _address(_split(path)[0])


def _split(path: str) -> tuple[list[str], list[str]]:
    """The parts above the USB root hub and those below; all above for what is not on USB."""
    parts = [part for part in path.split("/") if part]
    for index, part in enumerate(parts):
        if _USB_ROOT.fullmatch(part):
            return parts[:index], parts[index + 1 :]
        if part in _CLASSES and "virtual" not in parts:
            return parts[:index], []
    return parts, []


def _address(parts: list[str]) -> str:
    names = []
    if "platform" in parts:
        devices = [
            part
            for part in parts[parts.index("platform") + 1 :]
            if not part.startswith("pci") and not _PCI_ADDRESS.fullmatch(part)
        ]
        names += [f"platform-{devices[-1]}"] if devices else []
    pci = [part for part in parts if _PCI_ADDRESS.fullmatch(part)]
    names += [f"pci-{pci[-1]}"] if pci else []
    if "virtual" in parts:
        names = [f"virtual-{parts[-1]}"]
    return "-".join(names) or "-".join(parts[-1:])
