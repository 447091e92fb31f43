"""Other curves of the same kinds, from other random numbers: nothing was chosen on them. Needs
espeak-ng and a few minutes; `python -m tests.media.awareness.measure FOLDER` judges by them.

python -m tests.media.awareness.fresh SEED FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.media.awareness import make_curves
from tests.media.awareness.curves import Scene, save

PAIRS, LOOPS = 120, 120
#: So often each of the kept scenes, anew.
OTHER_ROOMS, EVERYDAY = 3, 5

Random = np.random.Generator


def _many(make: Callable[[Random, int], Scene], count: int) -> Callable[[Random], list[Scene]]:
    return lambda random: [make(random, number) for number in range(count)]


def _again(make: Callable[[Random], list[Scene]], times: int) -> Callable[[Random], list[Scene]]:
    return lambda random: [scene for _ in range(times) for scene in make(random)]


FAMILIES: dict[str, Callable[[Random], list[Scene]]] = {
    "same_room": _many(make_curves.same_room_scene, PAIRS),
    "other_rooms": _again(make_curves.other_rooms, OTHER_ROOMS),
    "howling": _many(make_curves.howling_scene, LOOPS),
    "everyday": _again(make_curves.everyday, EVERYDAY),
}


def main(seed: int, folder: Path) -> None:
    """All families; the same seed always makes the same curves."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (family, make) in enumerate(FAMILIES.items()):
        save(family, make(np.random.default_rng([seed, number])), folder)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
