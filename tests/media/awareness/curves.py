"""Level curves kept as small files: what some microphones send in some minutes, and the truth."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from tests.media.awareness.acoustics import Levels

FOLDER = Path(__file__).parent / "curves"
FRAME_S = 0.02


@dataclass
class Scene:
    """`levels[track, frame]` in dBov, a frame every 20 ms, and what is true of them."""

    name: str
    levels: Levels
    together: list[tuple[int, int]] = field(default_factory=list)
    """Tracks of one room."""
    delay_ms: float = 0.0
    """How much later the second track of that room comes."""
    howls_at_s: float | None = None
    """From when on the loop is closed and its gain above one."""
    howling: list[int] = field(default_factory=list)
    """The microphones in the loop."""

    @property
    def duration_s(self) -> float:
        return self.levels.shape[1] * FRAME_S

    def frames(self) -> Iterator[tuple[float, list[int]]]:
        """Each 20 ms: the time, and a level per track."""
        for frame, column in enumerate(self.levels.T.tolist()):
            yield frame * FRAME_S, column


def save(family: str, scenes: list[Scene], folder: Path = FOLDER) -> None:
    """Write a family of scenes: a line of JSON, then differences from frame to frame, all
    compressed.
    """
    heads, bodies = [], []
    for scene in scenes:
        head = asdict(scene)
        head["levels"] = scene.levels.shape
        heads.append(head)
        steps = np.diff(scene.levels.astype(np.int16), axis=1, prepend=0)
        bodies.append(steps.astype(np.int8).tobytes())
    content = json.dumps(heads).encode() + b"\n" + b"".join(bodies)
    packed = lzma.compress(content, preset=9 | lzma.PRESET_EXTREME)
    (folder / f"{family}.xz").write_bytes(packed)


def load(family: str, folder: Path = FOLDER) -> list[Scene]:
    """The scenes of a family."""
    content = lzma.decompress((folder / f"{family}.xz").read_bytes())
    first, _, body = content.partition(b"\n")
    scenes, at = [], 0
    for head in json.loads(first):
        shape = head.pop("levels")
        size = shape[0] * shape[1]
        steps = np.frombuffer(body[at : at + size], np.int8).reshape(shape)
        at += size
        levels = np.cumsum(steps, axis=1, dtype=np.int16)
        head["together"] = [(first, second) for first, second in head["together"]]
        scenes.append(Scene(levels=levels, **head))
    return scenes
