"""What the making process tells: a line of JSON each. It read files made by anybody: what it says
is validated like any stranger's message."""

from __future__ import annotations

import json
import math
from dataclasses import asdict

from recorder.replay.errors import REASONS, NotMade
from recorder.replay.progress import Progress

LINE_BYTES_MAX = 4096


def write_progress(progress: Progress) -> str:
    """How far it is."""
    return json.dumps(asdict(progress))


def write_end(reason: str | None, confinement: list[str]) -> str:
    """It is made, or why it is not; and how the process was confined."""
    return json.dumps({"end": reason, "confinement": confinement})


def read_line(line: bytes) -> Progress | frozenset[str]:
    """Progress, or, at the end, how the process was confined. Raises NotMade with the reason
    given, with `fault` for anything that is no such message."""
    try:
        body = json.loads(line)
        if "end" not in body:
            return _progress(**body)
        reason, confinement = body["end"], frozenset(map(str, body["confinement"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NotMade("fault") from None
    if reason is None:
        return confinement
    raise NotMade(reason if isinstance(reason, str) and reason in REASONS else "fault")


def _progress(done: float, left_s: float | None, watchable: bool) -> Progress:
    numbers = [done] if left_s is None else [done, left_s]
    if not all(type(one) in (int, float) and math.isfinite(one) for one in numbers):
        raise ValueError("no progress")
    return Progress(
        min(max(done, 0.0), 1.0), None if left_s is None else max(left_s, 0.0), watchable is True
    )
