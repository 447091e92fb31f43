"""What is known of a camera or a sound card of this machine."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """``speed_mbps``: 480 on USB 2, 5000 and more on USB 3. ``controller``: whose bandwidth it
    shares, as a device path without the bus number, which changes from boot to boot."""

    vendor: str
    product: str
    serial: str | None
    product_name: str
    speed_mbps: float
    controller: str


@dataclass(frozen=True, slots=True)
class Device:
    """``port`` is where it is plugged in: udev's ID_PATH without the interface, such as
    ``pci-0000:00:14.0-usb-0:1.2``; the same after every boot, whatever order devices wake in."""

    name: str
    port: str
    usb: UsbDevice | None


@dataclass(frozen=True, slots=True)
class Camera(Device):
    """``node`` (/dev/videoN) is for opening it now, not for keeping: N changes."""

    node: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SoundCard(Device):
    """``card_id`` is ALSA's; two cards of a kind get theirs in the order they wake."""

    card_id: str
    number: int
    captures: bool
    plays: bool

    @property
    def alsa_name(self) -> str:
        """What to open: conversions of rate and channels included."""
        return f"plughw:CARD={self.card_id}"


@dataclass(frozen=True, slots=True)
class KeyDevice(Device):
    """A keyboard, presenter, foot switch or button, as evdev shows it. ``node`` (/dev/input/eventN)
    is for opening it now; ``codes``: the keys that it has. One presenter may be several."""

    node: str
    codes: frozenset[int]
