"""Hearing in a process of its own, confined and as patient as making."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from recorder.replay.process import work_apart
from recorder.replay.progress import Progress
from recorder.speech.models import Model


async def hear_apart(
    folder: Path,
    audio: str,
    model: Model,
    tell: Callable[[Progress], None],
    share: Callable[[], float],
) -> frozenset[str]:
    """Adds a draft of subtitles to the replay in `folder`, whose sound is in the file `audio` of
    it. Otherwise as `make_apart`: what was heard stays so. Raises NotMade, OSError."""
    order = {
        "folder": str(folder),
        "audio": audio,
        "language": model.language,
        "model": [str(model.acoustic), str(model.follows), str(model.words)],
    }
    return await work_apart("recorder.speech", order, tell, share)
