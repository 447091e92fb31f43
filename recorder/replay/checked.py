"""Reading what somebody sent, strictly: whatever is not as it should be is named."""

from __future__ import annotations

import math
from typing import Any

from recorder.replay.errors import Malformed

ENTRIES_MAX = 500
_NAME_MAX = 128


def listed(value: Any, name: str, most: int = ENTRIES_MAX) -> list[Any]:
    """A list that is not too long. Raises Malformed."""
    if not isinstance(value, list | tuple) or len(value) > most:
        raise Malformed(name)
    return list(value)


def entries(
    value: Any, name: str, keys: set[str], most: int = ENTRIES_MAX
) -> list[tuple[dict[str, Any], str]]:
    """Each entry of a list, with exactly these keys, and how it is called when something is wrong
    with it. Raises Malformed."""
    found = []
    for index, entry in enumerate(listed(value, name, most)):
        if not isinstance(entry, dict) or entry.keys() != keys:
            raise Malformed(f"{name}.{index}")
        found.append((entry, f"{name}.{index}"))
    return found


def number(value: Any, name: str, least: float, most: float) -> float:
    """A number within these bounds. Raises Malformed."""
    if type(value) not in (int, float) or not math.isfinite(value) or not least <= value <= most:
        raise Malformed(name)
    return float(value)


def seconds(value: Any, name: str) -> float:
    """A time. Raises Malformed."""
    return number(value, name, 0, 1e6)


def text(value: Any, name: str, most: int, *, least: int = 0) -> str:
    """Words on one line, without what cannot be read. Raises Malformed."""
    if not isinstance(value, str):
        raise Malformed(name)
    said = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    if not least <= len(said) <= most:
        raise Malformed(name)
    return said


def is_name(value: Any) -> bool:
    """Whether it names a person or a track."""
    return isinstance(value, str) and 0 < len(value) <= _NAME_MAX
