"""What of a file travels: a weak line need not carry comments and indentation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from server.http.script_comments import without_comments
from server.http.style_spaces import without_spaces

_LIGHTER: dict[str, Callable[[str], str]] = {".js": without_comments, ".css": without_spaces}


def content_of(path: Path) -> bytes:
    """The file as it is served, before it is compressed."""
    lighter = _LIGHTER.get(path.suffix)
    return lighter(path.read_text("utf-8")).encode() if lighter else path.read_bytes()
