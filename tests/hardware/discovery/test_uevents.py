"""The kernel's messages about devices that come and go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.discovery.uevents import Uevent, parse_uevent

PATH = "/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/video4linux/video0"


def message(action: str, subsystem: str) -> bytes:
    fields = [f"ACTION={action}", f"DEVPATH={PATH}", f"SUBSYSTEM={subsystem}", "DEVNAME=video0"]
    return "\0".join([f"{action}@{PATH}", *fields, "SEQNUM=4711", ""]).encode()


@pytest.mark.parametrize(
    ("action", "subsystem", "concerns"),
    [
        ("add", "video4linux", True),
        ("remove", "sound", True),
        ("change", "sound", False),
        ("add", "usb", False),
    ],
)
def test_a_message_of_the_kernel(action: str, subsystem: str, concerns: bool) -> None:
    event = parse_uevent(message(action, subsystem))
    assert event == Uevent(action, PATH, subsystem, "video0")
    assert event.concerns_the_kit is concerns


@pytest.mark.parametrize("datagram", [b"", b"libudev\0\xfe\xed\xca\xfe", b"add@", b"@/x\0"])
def test_anything_else_is_passed_over(datagram: bytes) -> None:
    assert parse_uevent(datagram) is None


@given(st.binary(max_size=300))
def test_no_datagram_raises(datagram: bytes) -> None:
    parse_uevent(datagram)
