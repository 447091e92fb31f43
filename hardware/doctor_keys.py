"""What the doctor says of the kit's keys."""

import os
from collections.abc import Iterator

from hardware.discovery import Machine
from hardware.discovery.keys import devices_of
from hardware.doctor_line import Line
from hardware.profiles.keys_schema import ACTIONS, Keys, key_codes

_WHAT = {
    "start": ("qui commence la séance", "that starts the session"),
    "mute": ("qui coupe le micro", "that cuts the microphone"),
    "camera": ("qui change de caméra", "that changes the camera"),
}


def keys_lines(keys: Keys, machine: Machine) -> Iterator[Line]:
    """Each key: which device has it, and may it be listened to? A key is never needed."""
    devices = devices_of(keys, machine)
    for action in ACTIONS:
        name, (french, english) = getattr(keys, action), _WHAT[action]
        if name is None:
            continue
        having = sorted({d.name for d in devices if key_codes()[name] in d.codes})
        if having:
            places = ", ".join(having)
            yield Line(
                True,
                f"Touche {french} ({name}) : {places}.",
                f"Key {english} ({name}): {places}.",
            )
        else:
            yield Line(
                True,
                f"Touche {french} ({name}) : rien de branché ne l’a.",
                f"Key {english} ({name}): nothing that is plugged in has it.",
            )
    for device in devices:
        node = machine.root / device.node.removeprefix("/")
        if node.exists() and not os.access(node, os.R_OK):
            yield Line(
                False,
                f"Le boîtier n’a pas le droit d’écouter les touches de {device.name} : ajoutez son"
                " compte au groupe input.",
                f"The kit may not listen to the keys of {device.name}: add its account to the"
                " group input.",
            )
