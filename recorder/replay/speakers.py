"""Who speaks when, from how loud each microphone is. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from recorder.replay.alignment import Samples

LEVEL_S = 0.5
"""How long each level is for."""
#: Quieter than this nobody speaks.
_SPEECH_DB = -50.0
#: Somebody else speaks when they are so much louder, over so many levels.
_LOUDER_DB = 6.0
_WINDOW = 4


def level_db(samples: Samples) -> float:
    """Root mean square, in dB below full."""
    power = float(np.mean(np.square(samples))) if samples.size else 0.0
    return 10 * math.log10(power) if power > 1e-12 else -math.inf


def speakers_of(
    people: Sequence[str], levels: Sequence[Sequence[float]], began_s: float
) -> list[tuple[float, str]]:
    """From when on who speaks, each until the next. `levels` in dB, one list for each of
    `people`; the same person may have several microphones."""
    found: list[tuple[float, str]] = []
    count = max(map(len, levels), default=0)
    for at in range(0, count, _WINDOW // 2):
        loud: dict[str, float] = {}
        for person, of_track in zip(people, levels, strict=True):
            window = of_track[at : at + _WINDOW]
            # Half of the window at least: a cup on a table is no speech.
            level = sorted(window)[len(window) // 2] if window else -math.inf
            loud[person] = max(level, loud.get(person, -math.inf))
        loudest = max(loud, key=lambda person: loud[person])
        before = found[-1][1] if found else None
        if loud[loudest] < _SPEECH_DB or loudest == before:
            continue
        if before is None or loud[loudest] - loud[before] >= _LOUDER_DB:
            found.append((round(began_s + at * LEVEL_S, 3), loudest))
    return found
