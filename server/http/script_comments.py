"""A script without comments and indentation: a third of it that a weak line need not carry.

Nothing else changes, so that the line numbers of the browser's tools are those of the file.
"""

from __future__ import annotations

import re

#: Only comments that begin a line, and type annotations in front of a name: never inside a string.
_COMMENT = re.compile(
    r"""
    ^[ \t]*//[^\n]*          # a line of its own
    | ^[ \t]*/\*.*?\*/       # a block that begins a line
    | /\*\*[ ]@[^\n]*?\*/    # a type inside a line
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)


_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


def without_comments(script: str) -> str:
    """`script` without its comments and its indentation, on as many lines.

    No text in it may run over several lines.
    """
    return _INDENTATION.sub("", _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), script))
