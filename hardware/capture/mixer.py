"""The volume controls of a sound card, by way of ``amixer`` (alsa-utils)."""

import re
import subprocess
from collections.abc import Callable, Sequence

from hardware.errors import HardwareError

Run = Callable[[Sequence[str]], str]
_CONTROL = re.compile(r"^Simple mixer control '([^']+)',(\d+)$")
_CAPTURE, _PLAYBACK = "cvolume", "pvolume"
_TIMEOUT_S = 5.0


class MixerMissing(HardwareError):
    """The card's volume cannot be set."""


def run_amixer(words: Sequence[str]) -> str:
    """What ``amixer`` prints. Raises MixerMissing."""
    try:
        done = subprocess.run(
            ["amixer", *words], capture_output=True, text=True, timeout=_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise MixerMissing(
            f"Le volume ne peut pas être réglé (amixer, du paquet alsa-utils) : {error}.",
            f"The volume cannot be set (amixer, of the package alsa-utils): {error}.",
        ) from error
    return done.stdout


def set_capture_percent(alsa_name: str, percent: int, run: Run = run_amixer) -> int:
    """Set every capture volume of the card; returns how many there were. Raises MixerMissing."""
    return _set(alsa_name, _CAPTURE, percent, run)


def limit_playback_percent(alsa_name: str, percent: int, run: Run = run_amixer) -> int:
    """Set every playback volume of the card; returns how many there were. Raises MixerMissing."""
    return _set(alsa_name, _PLAYBACK, percent, run)


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
    card = alsa_name.partition("CARD=")[2].partition(",")[0]
    # A name such as "default" or "pipewire" is a sound server's: it has a mixer of that name.
    where = ["-c", card] if card else ["-D", alsa_name]
    names = volumes_of(run([*where, "scontents"]), kind)
    for name in names:
        run([*where, "-q", "sset", name, f"{max(0, min(100, percent))}%"])
    return len(names)
