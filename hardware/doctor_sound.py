"""What the doctor says of the machine's sound: what opening a card needs beside the card."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from hardware.capture.alsa_library import has_configuration, has_plugin
from hardware.doctor_line import Line
from hardware.profiles import KitProfile
from hardware.profiles.schema import AlsaSound, DeviceSound


def sound_lines(kit: KitProfile, root: Path = Path("/")) -> Iterator[Line]:
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


def _missing(french: str, english: str, package: str) -> Line:
    return Line(
        False,
        f"Son : {french} ; installez le paquet {package}.",
        f"Sound: {english}; install the package {package}.",
    )
