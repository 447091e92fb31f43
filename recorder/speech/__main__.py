"""The hearing process: its order on standard input, a line of JSON for each progress."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import av.error
import av.logging

from recorder.child_process import end_with_parent, import_all_of
from recorder.examination.confinement import confine_to
from recorder.replay.errors import NotMade
from recorder.replay.messages import write_end, write_progress
from recorder.replay.progress import Progress, Tracker
from recorder.speech.draft import draft
from recorder.speech.models import Model
from recorder.speech.sphinx import SphinxEngine

#: Of addresses. A model of a large language takes half of it.
MEMORY_BYTES = 2 << 30
FILE_BYTES = 1 << 30


def main() -> None:
    """Hears what is ordered, able to touch nothing else."""
    end_with_parent()
    # From here on it may be stopped: it cannot be left behind.
    print(write_progress(Progress(0.0, None)), flush=True)
    av.logging.set_level(None)
    import_all_of(av)
    order = json.loads(sys.stdin.readline())
    folder, audio = Path(order["folder"]), str(order["audio"])
    tracker = Tracker(lambda now: print(write_progress(now), flush=True), {"hear": 1.0})
    reason: str | None = None
    confinement: list[str] = []
    try:
        engine = SphinxEngine(Model(order["language"], *map(Path, order["model"])))
        confinement = confine_to(folder, [], memory_bytes=MEMORY_BYTES, file_bytes=FILE_BYTES)
        draft(folder, audio, engine, tracker.step("hear"))
    except NotMade as refusal:
        reason = refusal.reason
    except (OSError, av.error.FFmpegError):
        reason = "damaged"
    except (RuntimeError, MemoryError):
        # Of the engine: no model of its, or one that is too large.
        reason = "limits"
    print(write_end(reason, confinement), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
