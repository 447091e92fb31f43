"""Do the cameras of one USB controller ask for more than it can carry?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hardware.selftest.finding import Finding, Severity

# Bits per pixel as sent over USB; compressed formats by what webcams send (an upper middle).
_BITS_PER_PIXEL: Mapping[str, float] = {"yuyv422": 16.0, "nv12": 12.0, "mjpeg": 2.5, "h264": 0.2}
# USB 2 reserves at most 80 % of a microframe for isochronous transfers (USB 2.0, 5.6.4).
_USABLE = 0.8
_USB2_MBPS = 480.0


@dataclass(frozen=True, slots=True)
class Stream:
    """What one camera sends, on which controller and at which USB speed (Mbit/s)."""

    role: str
    controller: str
    speed_mbps: float
    format: str
    width: int
    height: int
    rate_fps: float

    @property
    def asked_mbps(self) -> float:
        bits = self.width * self.height * self.rate_fps * _BITS_PER_PIXEL.get(self.format, 16.0)
        return bits / 1e6


def check_usb(streams: Iterable[Stream]) -> tuple[Finding, ...]:
    """One finding for each bus that is asked for too much.

    USB 2 devices of one controller share one bus, beside its USB 3 devices.
    """
    by_bus: dict[tuple[str, bool], list[Stream]] = {}
    for stream in streams:
        by_bus.setdefault((stream.controller, stream.speed_mbps <= _USB2_MBPS), []).append(stream)
    found = []
    for shared in by_bus.values():
        asked = sum(stream.asked_mbps for stream in shared)
        room = _USABLE * max(stream.speed_mbps for stream in shared)
        if asked > room:
            measured = {"asked_mbps": asked, "room_mbps": room}
            roles = ", ".join(stream.role for stream in shared)
            found.append(Finding("usb_crowded", Severity.FAULT, roles, measured))
    return tuple(found)
