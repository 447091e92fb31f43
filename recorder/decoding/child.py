"""Decodes a passage of a file and prints how many frames it gave. Started by `DecodeCheck` alone,
by its path, so that it needs nothing of ours.

`child.py PATH HEAD START END MOST`: the file's head is bytes 0 to HEAD, the passage START to END.
"""

from __future__ import annotations

import io
import os
import resource
import sys

CPU_S = 10
MEMORY_BYTES = 1 << 30
OPEN_FILES = 32
NICENESS = 10


def limit() -> None:
    """Little time, memory of its own, no file to write."""
    os.nice(NICENESS)
    for what, most in (
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main(path: str, head: int, start: int, end: int, most: int) -> int:
    """How many frames came out, `most` at most. Whatever is wrong is raised."""
    with open(path, "rb") as file:
        content = os.pread(file.fileno(), head, 0) + os.pread(file.fileno(), end - start, start)
    limit()
    import av  # What it opens at its import counts within the limits.

    frames = 0
    # Bytes and not a name: FFmpeg opens nothing by itself.
    with av.open(io.BytesIO(content), "r", format="matroska") as container:
        stream = container.streams[0]
        stream.codec_context.thread_count = 1
        for _ in container.decode(stream):
            frames += 1
            if frames >= most:
                break
    return frames


if __name__ == "__main__":
    print(main(sys.argv[1], *map(int, sys.argv[2:6])))
