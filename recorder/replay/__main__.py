"""The making process: its order on standard input, a line of JSON for each progress."""

from __future__ import annotations

import json
import os
import sys

import av
import av.logging
import cv2

from recorder.child_process import end_with_parent, import_all_of
from recorder.examination.confinement import confine_to
from recorder.replay.errors import NotMade
from recorder.replay.making import make
from recorder.replay.messages import write_end, write_progress
from recorder.replay.order import Order
from recorder.replay.progress import Progress

#: Of addresses; what is really used is a good deal less.
MEMORY_BYTES = 2 << 30
FILE_BYTES = 64 << 30


def main() -> None:
    """Makes what is ordered, able to touch nothing else."""
    end_with_parent()
    # From here on it may be stopped: it cannot be left behind.
    print(write_progress(Progress(0.0, None)), flush=True)
    av.logging.set_level(None)
    cv2.setNumThreads(1)
    import_all_of(av)
    order = Order.from_json(json.loads(sys.stdin.readline()))
    reason: str | None = None
    confinement: list[str] = []
    try:
        readable = order.readable()
        if not all(path.exists() for path in readable):
            raise NotMade("gone")
        confinement = confine_to(
            order.folder, readable, memory_bytes=MEMORY_BYTES, file_bytes=FILE_BYTES
        )
        make(order, lambda progress: print(write_progress(progress), flush=True))
    except NotMade as refusal:
        reason = refusal.reason
    print(write_end(reason, confinement), flush=True)
    # Nothing that a file may have left behind is taken apart.
    os._exit(0)


if __name__ == "__main__":
    main()
