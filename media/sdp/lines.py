"""The line level that descriptions and fragments share (RFC 8866, section 5)."""

from collections.abc import Iterable
from typing import NamedTuple

from media.errors import MalformedSdp

MAX_CHARACTERS = 256 * 1024


class Line(NamedTuple):
    """One `<letter>=<value>` line."""

    letter: str
    value: str


def split_lines(text: str) -> list[Line]:
    """Cut a text into lines; CRLF and LF both end a line, empty lines are skipped.

    Control characters are refused: another reader might take one for a line end.
    """
    if len(text) > MAX_CHARACTERS:
        raise MalformedSdp(f"longer than {MAX_CHARACTERS} characters")
    lines = []
    for raw in text.split("\n"):
        line = raw.removesuffix("\r")
        if not line:
            continue
        if len(line) < 2 or line[1] != "=" or not line[0].isascii() or not line[0].isalpha():
            raise MalformedSdp(f"not a line of a description: {line[:40]!r}")
        if has_control_character(line):
            raise MalformedSdp(f"control character in {line[:40]!r}")
        lines.append(Line(line[0], line[2:]))
    return lines


def join_lines(lines: Iterable[str]) -> str:
    """Lines to text. Raises MalformedSdp if a value would break out of its line."""
    written = list(lines)
    for line in written:
        if has_control_character(line):
            raise MalformedSdp(f"control character in {line[:40]!r}")
    return "".join(line + "\r\n" for line in written)


def has_control_character(line: str) -> bool:
    """Whether a line holds anything below U+0020 but a tab."""
    return any(character < " " and character != "\t" for character in line)


def split_attribute(value: str) -> tuple[str, str]:
    """`name:value` or `name` of an `a=` line; the value is empty for the latter."""
    name, _, rest = value.partition(":")
    return name, rest


def decimal(token: str, maximum: int) -> int:
    """A non-negative decimal number of ASCII digits, at most `maximum`."""
    if not (token.isascii() and token.isdigit()) or len(token) > 20:
        raise MalformedSdp(f"not a number: {token[:40]!r}")
    number = int(token)
    if number > maximum:
        raise MalformedSdp(f"number too large: {token}")
    return number
