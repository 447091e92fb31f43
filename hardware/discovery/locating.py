"""Finds each role's device anew whenever it is opened: plugs move, numbers change."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hardware.discovery.bindings import read_bindings
from hardware.discovery.devices import Device, SoundCard
from hardware.discovery.matching import Assignment, assign, wanted_of
from hardware.discovery.sysfs import Machine
from hardware.errors import DeviceMissing
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

    def camera_node(self, role: str) -> str:
        """/dev/videoN of this role, now. Raises DeviceMissing."""
        found = assign(
            self.cameras_wanted, self._machine.cameras(), read_bindings(self._bindings_path)
        )
        return _the_one(role, found).node

    def microphone_name(self) -> str:
        """ALSA's name of the microphone, now. Raises DeviceMissing."""
        return self._sound(MICROPHONE, lambda card: card.captures)

    def loudspeaker_name(self) -> str:
        """ALSA's name of the loudspeaker, now. Raises DeviceMissing."""
        return self._sound(LOUDSPEAKER, lambda card: card.plays)

    def _sound(self, role: str, can: Callable[[SoundCard], bool]) -> str:
        cards = [card for card in self._machine.sound_cards() if can(card)]
        # One speakerphone is both: each role is looked up by itself.
        wanted = [one for one in self.sounds_wanted if one.role == role]
        return _the_one(role, assign(wanted, cards, read_bindings(self._bindings_path))).alsa_name


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
