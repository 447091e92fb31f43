"""Records until the disk is full, and prints how many recorded seconds later that was told.

A program of its own: a limit on the size of files holds for a whole process.
"""

from __future__ import annotations

import os
import resource
import sys
from itertools import pairwise, takewhile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.recorder.studio import Feed, Studio, camera_handle, feed, microphone_handle  # noqa: E402


def main(folder: Path, limit_bytes: int) -> None:
    if limit_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))
    studio = Studio(folder)
    told: list[float] = []
    grown: list[tuple[float, int]] = []

    def look() -> None:
        grown.append((studio.now, sum(path.stat().st_size for path in studio.files())))
        if studio.writer.state.alarm:
            told.append(studio.now)

    def until_told(events: Feed) -> Feed:
        return takewhile(lambda event: not told or event[0] < told[0] + 3.0, events)

    camera, microphone = feed(camera_handle(), 60.0), feed(microphone_handle(), 60.0, ssrc=2)
    studio.run(until_told(camera), until_told(microphone), each=look)
    studio.finish()
    last_growth = max(after for (_, a), (after, b) in pairwise(grown) if b > a and after < told[0])
    print(told[0] - last_growth)
    assert os.path.getsize(studio.folder / "manifest.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
