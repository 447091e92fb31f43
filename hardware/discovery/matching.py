"""Devices to roles, by stable identity. Pure.

In this order, each step taking what is left by the one before:

1. what the profile itself pins (serial number or port);
2. what was remembered: the serial number, when exactly one present device bears it;
3. what was remembered: the port, when a device of the wanted kind is there;
4. the only device left of a kind that only one role left wants.

Two identical cameras without serial numbers, or with the same one, so go by port; with serial
numbers of their own they keep their roles wherever they are plugged in. Where nothing decides,
nothing is guessed: the role stays open, and ``doubtful`` names the candidates.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from hardware.discovery.bindings import Binding
from hardware.discovery.devices import Device
from hardware.profiles import load_device
from hardware.profiles.device_schema import UsbIdentity

_Found = TypeVar("_Found", bound=Device)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a role asks for. Without identities, serial and port, any device will do."""

    role: str
    identities: tuple[UsbIdentity, ...] = ()
    serial: str | None = None
    port: str | None = None

    def accepts(self, device: Device) -> bool:
        """Is it of the wanted kind? Where it is plugged in is asked elsewhere."""
        return not self.identities or any(_is(device, one) for one in self.identities)


@dataclass(frozen=True, slots=True)
class Assignment(Generic[_Found]):
    """``doubtful``: roles that several devices could play, with those devices."""

    devices: Mapping[str, _Found]
    missing: tuple[str, ...]
    doubtful: Mapping[str, tuple[_Found, ...]] = field(default_factory=dict)


def wanted_of(role: str, source: object) -> Wanted:
    """What a profile's ``source`` of kind ``device`` asks for."""
    vendor, product = getattr(source, "vendor", None), getattr(source, "product", None)
    model = getattr(source, "model", None)
    identities = load_device(model).identities if model else ()
    if vendor and product:
        identities = (UsbIdentity(vendor=vendor, product=product, source="the kit's profile"),)
    return Wanted(role, identities, getattr(source, "serial", None), getattr(source, "port", None))


def assign(
    wanted: Sequence[Wanted], devices: Sequence[_Found], bindings: Iterable[Binding] = ()
) -> Assignment[_Found]:
    """Who plays which role. The order of ``devices`` never decides."""
    remembered = {binding.role: binding for binding in bindings}
    chosen: dict[str, _Found] = {}
    left = list(devices)

    def settle(rule: Callable[[Wanted], list[_Found]]) -> None:
        for one in wanted:
            if one.role not in chosen and len(candidates := rule(one)) == 1:
                chosen[one.role] = candidates[0]
                left.remove(candidates[0])

    settle(lambda one: [d for d in left if _pinned(one, d)])
    settle(lambda one: [d for d in left if _bears_serial(d, remembered.get(one.role), one)])
    settle(lambda one: [d for d in left if _is_at(d, remembered.get(one.role), one)])
    claims = {one.role: [d for d in left if _free(one, d)] for one in wanted}
    settle(lambda one: _unclaimed(one, wanted, claims, chosen))
    missing = tuple(one.role for one in wanted if one.role not in chosen)
    doubtful = {role: tuple(d for d in claims[role] if d in left) for role in missing}
    return Assignment(chosen, missing, {role: some for role, some in doubtful.items() if some})


def bindings_of(assignment: Assignment[_Found], devices: Sequence[_Found]) -> tuple[Binding, ...]:
    """What to remember of an assignment that a person has agreed to."""
    return tuple(
        Binding(
            role,
            device.usb.vendor if device.usb else None,
            device.usb.product if device.usb else None,
            _telling_serial(device, devices),
            device.port,
        )
        for role, device in assignment.devices.items()
    )


def identity_of(device: Device, devices: Sequence[Device]) -> str:
    """What tells ``device`` from the others of this machine, today and after every start: make and
    serial number, or make and port where the number tells nothing."""
    make = f"{device.usb.vendor}:{device.usb.product}" if device.usb else device.name
    return f"{make}/{_telling_serial(device, devices) or device.port}"


def _is(device: Device, identity: UsbIdentity) -> bool:
    if device.usb is None:
        return False
    if identity.product_name is not None:
        names = (device.usb.product_name.casefold(), device.name.casefold())
        if not any(identity.product_name.casefold() in name for name in names):
            return False
    if identity.vendor is not None and device.usb.vendor != identity.vendor:
        return False
    return identity.product is None or device.usb.product == identity.product


def _pinned(one: Wanted, device: Device) -> bool:
    if one.serial is None and one.port is None:
        return False
    serial = device.usb.serial if device.usb else None
    return (
        one.accepts(device)
        and (one.serial is None or serial == one.serial)
        and (one.port is None or device.port == one.port)
    )


def _free(one: Wanted, device: Device) -> bool:
    return one.serial is None and one.port is None and one.accepts(device)


def _bears_serial(device: Device, binding: Binding | None, one: Wanted) -> bool:
    if binding is None or binding.serial is None or device.usb is None or not _free(one, device):
        return False
    usb = device.usb
    return (usb.vendor, usb.product, usb.serial) == (
        binding.vendor,
        binding.product,
        binding.serial,
    )


def _is_at(device: Device, binding: Binding | None, one: Wanted) -> bool:
    return binding is not None and device.port == binding.port and _free(one, device)


def _unclaimed(
    one: Wanted,
    wanted: Sequence[Wanted],
    claims: Mapping[str, list[_Found]],
    chosen: Mapping[str, _Found],
) -> list[_Found]:
    """This role's candidates, when no other open role wants any of them."""
    taken = list(chosen.values())
    mine = [device for device in claims[one.role] if device not in taken]
    for other in wanted:
        if other.role != one.role and other.role not in chosen:
            rivals = [device for device in claims[other.role] if device in mine]
            if rivals:
                return []
    return mine


def _telling_serial(device: Device, devices: Sequence[Device]) -> str | None:
    """The serial number, unless another of these bears it too."""
    if device.usb is None or device.usb.serial is None:
        return None
    same = [
        other
        for other in devices
        if other.usb
        and (other.usb.vendor, other.usb.product, other.usb.serial)
        == (device.usb.vendor, device.usb.product, device.usb.serial)
    ]
    return device.usb.serial if len(same) == 1 else None
