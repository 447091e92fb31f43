"""Reads /sys and /dev: cameras (video4linux) and sound cards (ALSA), with their USB identity.

The attributes are those of the kernel's ABI (Documentation/ABI: sysfs-bus-usb, sysfs-class-*).
A tree of one's own may stand for the machine's: tests and the doctor's reports use that.
"""

import re
import struct
from pathlib import Path

from hardware.discovery.devices import Camera, KeyDevice, SoundCard, UsbDevice
from hardware.discovery.ports import controller_of, port_of


class Machine:
    """The machine seen through its file system, under ``root``."""

    def __init__(self, root: Path = Path("/")) -> None:
        self.root = root
        self._sys = root / "sys"

    def cameras(self) -> tuple[Camera, ...]:
        """Every camera that can deliver pictures, by its node's number.

        A webcam shows further nodes (metadata); index 0 is the picture's.
        """
        found = []
        for entry in _numbered(self._sys / "class" / "video4linux", r"video(\d+)"):
            if _read(entry / "index") not in ("0", ""):
                continue
            place = self._place(entry)
            usb = _usb_above(entry)
            found.append(
                Camera(
                    name=_read(entry / "name") or (usb.product_name if usb else entry.name),
                    port=port_of(place),
                    usb=usb,
                    node=f"/dev/{entry.name}",
                    links=self._links(entry.name),
                )
            )
        return tuple(found)

    def sound_cards(self) -> tuple[SoundCard, ...]:
        """Every sound card, by its number."""
        found = []
        for entry in _numbered(self._sys / "class" / "sound", r"card(\d+)"):
            number = int(entry.name.removeprefix("card"))
            streams = [path.name for path in entry.glob("pcmC*D*")]
            usb = _usb_above(entry)
            card_id = _read(entry / "id") or str(number)
            found.append(
                SoundCard(
                    name=usb.product_name if usb and usb.product_name else card_id,
                    port=port_of(self._place(entry)),
                    usb=usb,
                    card_id=card_id,
                    number=number,
                    captures=any(name.endswith("c") for name in streams),
                    plays=any(name.endswith("p") for name in streams),
                )
            )
        return tuple(found)

    def key_devices(self) -> tuple[KeyDevice, ...]:
        """Everything that has keys, by its node's number."""
        found = []
        for entry in _numbered(self._sys / "class" / "input", r"event(\d+)"):
            codes = _bits(_read(entry / "device" / "capabilities" / "key"))
            if codes:
                found.append(
                    KeyDevice(
                        name=_read(entry / "device" / "name") or entry.name,
                        port=port_of(self._place(entry)),
                        usb=_usb_above(entry),
                        node=f"/dev/input/{entry.name}",
                        codes=codes,
                    )
                )
        return tuple(found)

    def _place(self, entry: Path) -> str:
        """The device's path below /sys, links followed."""
        return "/" + str(entry.resolve().relative_to(self._sys.resolve()))

    def _links(self, node: str) -> tuple[str, ...]:
        """The stable names that udev gave this node."""
        links = []
        for folder in ("by-id", "by-path"):
            directory = self.root / "dev" / "v4l" / folder
            if not directory.is_dir():
                continue
            links += [
                f"/dev/v4l/{folder}/{link.name}"
                for link in sorted(directory.iterdir())
                if link.is_symlink() and link.readlink().name == node
            ]
        return tuple(links)


def _bits(words: str) -> frozenset[int]:
    """The numbers of the bits that are set: the kernel writes words of a long, the highest
    first."""
    size = 8 * struct.calcsize("L")
    whole = 0
    for word in words.split():
        whole = whole << size | int(word, 16)
    return frozenset(bit for bit in range(whole.bit_length()) if whole >> bit & 1)


def _usb_above(entry: Path) -> UsbDevice | None:
    for directory in entry.resolve().parents:
        if (directory / "idVendor").is_file():
            return UsbDevice(
                vendor=_read(directory / "idVendor"),
                product=_read(directory / "idProduct"),
                serial=_read(directory / "serial") or None,
                product_name=_read(directory / "product"),
                speed_mbps=_number(_read(directory / "speed")),
                controller=controller_of(str(directory)),
            )
    return None


def _numbered(directory: Path, pattern: str) -> list[Path]:
    if not directory.is_dir():
        return []
    found = [
        (int(match[1]), path)
        for path in directory.iterdir()
        if (match := re.fullmatch(pattern, path.name))
    ]
    return [path for _, path in sorted(found)]


def _read(path: Path) -> str:
    """An attribute's text; empty when it is not there or the device has just gone."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
