"""Volumes: those of a sound card by way of ``amixer`` (alsa-utils), those of a node of PipeWire by
``wpctl`` (wireplumber)."""

import json
import re
import subprocess
from collections.abc import Callable, Sequence

from hardware.errors import HardwareError

Run = Callable[[Sequence[str]], str]
_CONTROL = re.compile(r"^Simple mixer control '([^']+)',(\d+)$")
_CAPTURE, _PLAYBACK = "cvolume", "pvolume"
_TIMEOUT_S = 5.0
_PACKAGES = {"amixer": "alsa-utils", "pw-dump": "pipewire-bin", "wpctl": "wireplumber"}


class MixerMissing(HardwareError):
    """The volume cannot be set."""


def run_mixer(words: Sequence[str]) -> str:
    """What the program prints. Raises MixerMissing."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=_TIMEOUT_S, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        program = words[0]
        raise _missing(f"{program}, {_PACKAGES[program]} : {error}") from error
    return done.stdout


def set_capture_percent(alsa_name: str, percent: int, run: Run = run_mixer) -> int:
    """Set every capture volume of the card; returns how many there were. Raises MixerMissing."""
    return _set(alsa_name, _CAPTURE, percent, run)


def limit_playback_percent(alsa_name: str, percent: int, run: Run = run_mixer) -> int:
    """Set every playback volume of the card; returns how many there were. Raises MixerMissing."""
    return _set(alsa_name, _PLAYBACK, percent, run)


def is_switched_off(alsa_name: str, captures: bool, run: Run = run_mixer) -> bool:
    """Has the card every capture (else playback) switch off? Left to a person at the machine:
    somebody may have wanted not to be heard. Raises MixerMissing."""
    contents = run(["amixer", *_where(alsa_name), "scontents"])
    word = "Capture" if captures else "Playback"
    switches = re.findall(rf"{word} \d+ (?:\[[-0-9.%dB]+\] )*\[(on|off)\]", contents)
    return bool(switches) and set(switches) == {"off"}


def volumes_of(contents: str, kind: str) -> tuple[str, ...]:
    """The controls in what ``amixer scontents`` prints that have a volume of this kind, which is
    ``cvolume`` (capture) or ``pvolume`` (playback)."""
    found, name = [], ""
    for line in contents.splitlines():
        if match := _CONTROL.match(line):
            name = f"'{match[1]}',{match[2]}"
        elif line.strip().startswith("Capabilities:"):
            words = line.split()
            if kind in words or "volume" in words:
                found.append(name)
    return tuple(found)


def _set(alsa_name: str, kind: str, percent: int, run: Run) -> int:
    percent = max(0, min(100, percent))
    if node := alsa_name.partition("pipewire:NODE=")[2].partition(",")[0]:
        # ALSA's mixer of PipeWire knows its default devices alone.
        run(["wpctl", "set-volume", str(_number_of(node, run)), f"{percent}%"])
        return 1
    where = _where(alsa_name)
    names = volumes_of(run(["amixer", *where, "scontents"]), kind)
    for name in names:
        run(["amixer", *where, "-q", "sset", name, f"{percent}%"])
    return len(names)


def _where(alsa_name: str) -> list[str]:
    card = alsa_name.partition("CARD=")[2].partition(",")[0]
    # A name such as "default" or "pipewire" is a sound server's: it has a mixer of that name.
    return ["-c", card] if card else ["-D", alsa_name]


def _number_of(node: str, run: Run) -> int:
    """A node's number, which it has until PipeWire ends. Raises MixerMissing."""
    for each in json.loads(run(["pw-dump", "--no-colors"])):
        properties = (each.get("info") or {}).get("props") or {}
        if properties.get("node.name") == node:
            return int(each["id"])
    raise _missing(f"PipeWire : {node} ?")


def _missing(reason: str) -> MixerMissing:
    return MixerMissing(
        f"Le volume ne peut pas être réglé ({reason}).", f"The volume cannot be set ({reason})."
    )
