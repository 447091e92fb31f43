"""Which of this machine's devices have the kit's keys."""

from hardware.discovery.devices import KeyDevice
from hardware.discovery.matching import wanted_of
from hardware.discovery.sysfs import Machine
from hardware.profiles.keys_schema import Keys


def devices_of(keys: Keys, machine: Machine) -> tuple[KeyDevice, ...]:
    """The devices of this machine that the profile's keys are on."""
    source, codes = keys.source, set(keys.actions)
    found = [device for device in machine.key_devices() if device.codes & codes]
    if source is None:
        return tuple(found)
    wanted = wanted_of("keys", source)
    return tuple(
        device
        for device in found
        if wanted.accepts(device)
        and source.port in (None, device.port)
        and source.serial in (None, device.usb.serial if device.usb else None)
    )
