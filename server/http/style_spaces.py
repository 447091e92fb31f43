"""A style sheet without comments and spaces that mean nothing, as a weak line gets it."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACES = re.compile(r"\s+")
#: Never before a colon: "a :hover" is not "a:hover".
_AROUND = re.compile(r" ?([{};,]) ?")
_AFTER_NAME = re.compile(r"(?<=[\w-]): ")


def without_spaces(style: str) -> str:
    """`style` on one line, meaning the same.

    No text between quotation marks in it may hold a comment or one of these spaces.
    """
    line = _SPACES.sub(" ", _COMMENT.sub("", style)).strip()
    return _AFTER_NAME.sub(":", _AROUND.sub(r"\1", line)).replace(";}", "}")
