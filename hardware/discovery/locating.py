"""Finds each role's device anew whenever it is opened: plugs move, numbers change."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from hardware.discovery.bindings import read_bindings
from hardware.discovery.devices import Camera, Device, SoundCard
from hardware.discovery.matching import Assignment, assign, identity_of, wanted_of
from hardware.discovery.sysfs import Machine
from hardware.errors import DeviceMissing, HardwareError
from hardware.profiles import KitProfile
from hardware.profiles.camera_schema import DevicePicture
from hardware.profiles.schema import DeviceSound

BINDINGS_FILE = "bindings.json"
MICROPHONE, LOUDSPEAKER = "microphone", "loudspeaker"

_Found = TypeVar("_Found", bound=Device)


class Locator:
    """The kit's roles on this machine. ``data_dir`` holds what was remembered."""

    def __init__(self, kit: KitProfile, data_dir: Path, machine: Machine | None = None) -> None:
        self._bindings_path = data_dir / BINDINGS_FILE
        self._machine = machine or Machine()
        self.cameras_wanted = tuple(
            wanted_of(camera.role, camera.source)
            for camera in kit.cameras
            if isinstance(camera.source, DevicePicture)
        )
        self.sounds_wanted = tuple(
            wanted_of(role, part.source)
            for role, part in ((MICROPHONE, kit.microphone), (LOUDSPEAKER, kit.loudspeaker))
            if part and isinstance(part.source, DeviceSound)
        )
        self._named = dict(_names(kit))

    def camera_node(self, role: str) -> str:
        """/dev/videoN of this role, now. Raises DeviceMissing."""
        return self._camera(role).node

    def microphone_name(self) -> str:
        """ALSA's name of the microphone, now. Raises DeviceMissing."""
        return self._sound(MICROPHONE).alsa_name

    def loudspeaker_name(self) -> str:
        """ALSA's name of the loudspeaker, now. Raises DeviceMissing."""
        return self._sound(LOUDSPEAKER).alsa_name

    def identity(self, role: str) -> str | None:
        """What tells the device of this role from every other, the same after every start; None
        while it is not there, or has none."""
        try:
            if any(wanted.role == role for wanted in self.cameras_wanted):
                return identity_of(self._camera(role), self._machine.cameras())
            if any(wanted.role == role for wanted in self.sounds_wanted):
                return identity_of(self._sound(role), self._machine.sound_cards())
        except HardwareError:
            return None
        return self._named.get(role)

    def _camera(self, role: str) -> Camera:
        found = assign(
            self.cameras_wanted, self._machine.cameras(), read_bindings(self._bindings_path)
        )
        return _the_one(role, found)

    def _sound(self, role: str) -> SoundCard:
        plays = role == LOUDSPEAKER
        cards = [
            card for card in self._machine.sound_cards() if (card.plays if plays else card.captures)
        ]
        # One speakerphone is both: each role is looked up by itself.
        wanted = [one for one in self.sounds_wanted if one.role == role]
        return _the_one(role, assign(wanted, cards, read_bindings(self._bindings_path)))


def _names(kit: KitProfile) -> Iterator[tuple[str, str]]:
    """The roles whose device the profile calls by a name of this machine, or draws itself."""
    parts: list[tuple[str, Any]] = [(camera.role, camera.source) for camera in kit.cameras]
    parts += [
        (role, part.source)
        for role, part in ((MICROPHONE, kit.microphone), (LOUDSPEAKER, kit.loudspeaker))
        if part
    ]
    for role, source in parts:
        name = getattr(source, "device", getattr(source, "scene", None))
        if name is not None:
            yield role, f"{source.kind}:{name}"


def _the_one(role: str, found: Assignment[_Found]) -> _Found:
    if device := found.devices.get(role):
        return device
    if rivals := found.doubtful.get(role):
        places = ", ".join(device.port for device in rivals)
        raise DeviceMissing(
            f"Plusieurs appareils pareils peuvent jouer le rôle « {role} » : choisissez lequel"
            f" (prises : {places}).",
            f"Several devices alike could play the role {role!r}: choose which (ports: {places}).",
        )
    raise DeviceMissing(
        f"L’appareil du rôle « {role} » n’est pas branché.",
        f"The device of the role {role!r} is not plugged in.",
    )
