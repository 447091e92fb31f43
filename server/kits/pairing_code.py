"""The code that a kit shows: six characters that nobody reads or types for another."""

from __future__ import annotations

import secrets

PAIRING_CODE_LENGTH = 6
#: No vowel, so that no word comes out; none of 0 O, 1 I L, 5 S, 8 B, V U, which look alike.
PAIRING_ALPHABET = "234679CDFGHJKMNPQRTWXY"
_SEPARATORS = str.maketrans("", "", " \u00a0\u202f.-")


def new_pairing_code() -> str:
    """One of 22 ** 6 = 113 million."""
    return "".join(secrets.choice(PAIRING_ALPHABET) for _ in range(PAIRING_CODE_LENGTH))


def normalise_pairing_code(text: str) -> str | None:
    """The code in `text`, however it is spaced or cased; None when it is none."""
    code = text.translate(_SEPARATORS).upper()
    if len(code) != PAIRING_CODE_LENGTH or not set(code) <= set(PAIRING_ALPHABET):
        return None
    return code
