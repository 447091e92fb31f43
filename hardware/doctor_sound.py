"""What the doctor says of the machine's sound: what opening a card needs beside the card."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from hardware.capture.alsa_library import has_configuration, has_plugin
from hardware.capture.mixer import Run, is_switched_off, run_mixer
from hardware.discovery.locating import LOUDSPEAKER, MICROPHONE, Locator
from hardware.doctor_line import Line
from hardware.errors import HardwareError
from hardware.profiles import KitProfile
from hardware.profiles.schema import AlsaSound, DeviceSound

_SWITCHED_OFF = {
    MICROPHONE: ("le micro est coupé dans sa carte", "the microphone is switched off in its card"),
    LOUDSPEAKER: (
        "le haut-parleur est coupé dans sa carte",
        "the loudspeaker is switched off in its card",
    ),
}


def sound_lines(kit: KitProfile, locator: Locator, root: Path = Path("/")) -> Iterator[Line]:
    """Only what is missing: a machine that can open its cards needs no line about it."""
    sources = [part.source for part in (kit.microphone, kit.loudspeaker) if part]
    if not any(isinstance(source, AlsaSound | DeviceSound) for source in sources):
        return
    if not has_configuration(root):
        yield _missing("aucune carte son ne peut être ouverte", "no card can be opened",
                       "libasound2-data")  # fmt: skip
    server = any(isinstance(source, AlsaSound) and source.is_pipewire for source in sources)
    if server and not has_plugin("pipewire", root):
        yield _missing("PipeWire ne peut pas être ouvert", "PipeWire cannot be opened",
                       "pipewire-alsa")  # fmt: skip
    if shutil.which("amixer") is None:
        yield _missing("les volumes ne peuvent pas être réglés", "no volume can be set",
                       "alsa-utils")  # fmt: skip
        return
    yield from switch_lines(locator)


def switch_lines(locator: Locator, run: Run = run_mixer) -> Iterator[Line]:
    """A card is new with its switches off, or somebody has pressed its key."""
    finders = {MICROPHONE: locator.microphone_name, LOUDSPEAKER: locator.loudspeaker_name}
    for wanted in locator.sounds_wanted:
        try:
            name = finders[wanted.role]()
            off = is_switched_off(name, wanted.role == MICROPHONE, run)
        except HardwareError:
            # A device that is not there has a line of its own.
            continue
        if off:
            french, english = _SWITCHED_OFF[wanted.role]
            yield Line(
                False,
                f"Son : {french} ; rétablissez-le avec alsamixer (touche M, ou Espace pour un"
                " micro).",
                f"Sound: {english}; switch it on with alsamixer (key M, or Space for a"
                " microphone).",
            )


def _missing(french: str, english: str, package: str) -> Line:
    return Line(
        False,
        f"Son : {french} ; installez le paquet {package}.",
        f"Sound: {english}; install the package {package}.",
    )
