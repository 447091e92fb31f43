"""Records until the disk is full, and prints how many recorded seconds later that was told.

A program of its own: a limit on the size of files holds for a whole process.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.recorder.studio import Studio, camera_handle, feed, microphone_handle  # noqa: E402


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

    studio.run(feed(camera_handle(), 40.0), feed(microphone_handle(), 40.0, ssrc=2), each=look)
    studio.finish()
    largest = max(size for _, size in grown)
    stopped = next(at for at, size in grown if size >= largest * 0.9)
    print(told[0] - stopped)
    assert os.path.getsize(studio.folder / "manifest.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
