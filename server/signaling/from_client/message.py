"""What every message of a client has in common, and the kinds of text that occur in them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

MAX_NAME_LENGTH = 40
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\s]+")


def clean_text(text: str) -> str:
    """`text` on one line, without what cannot be seen (controls, direction marks)."""
    return _INVISIBLE.sub(" ", text).strip()


def clean_lines(text: str) -> str:
    """`text` cleaned line by line; several empty lines are one."""
    lines = "\n".join(clean_text(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def one_line(max_length: int, min_length: int = 1) -> AfterValidator:
    """Validates a text that is shown on one line, cleaned first."""

    def check(text: str) -> str:
        cleaned = clean_text(text)
        if not min_length <= len(cleaned) <= max_length:
            raise ValueError("too short or too long")
        return cleaned

    return AfterValidator(check)


Id = Annotated[str, Field(min_length=1, max_length=64)]
Name = Annotated[
    str, Field(max_length=200), AfterValidator(lambda text: clean_text(text)[:MAX_NAME_LENGTH])
]
ShortText = Annotated[str, Field(max_length=64), AfterValidator(clean_text)]


class Message(BaseModel):
    """Base of all. Unknown fields are ignored: a page one version older or newer still works."""

    model_config = ConfigDict(frozen=True, extra="ignore")
