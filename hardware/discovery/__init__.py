"""Which cameras and sound cards this machine has, and which of them plays which role."""

from hardware.discovery.bindings import Binding, read_bindings, write_bindings
from hardware.discovery.devices import Camera, Device, SoundCard, UsbDevice
from hardware.discovery.matching import (
    Assignment,
    Wanted,
    assign,
    bindings_of,
    identity_of,
    wanted_of,
)
from hardware.discovery.sysfs import Machine

__all__ = [
    "Assignment",
    "Binding",
    "Camera",
    "Device",
    "Machine",
    "SoundCard",
    "UsbDevice",
    "Wanted",
    "assign",
    "bindings_of",
    "identity_of",
    "read_bindings",
    "wanted_of",
    "write_bindings",
]
