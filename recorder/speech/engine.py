"""What a recogniser of speech is to us: sound in, phrases out as they end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

RATE = 16_000
"""Of the samples that an engine takes: 16 bits, little endian, one channel."""


@dataclass(frozen=True, slots=True)
class Word:
    """In seconds of the sound."""

    from_s: float
    to_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """What was said between two silences. Nothing before `to_s` is said again in another."""

    to_s: float
    words: tuple[Word, ...]

    def to_json(self) -> list[Any]:
        """As it is written."""
        return [self.to_s, [[one.from_s, one.to_s, one.text] for one in self.words]]

    @classmethod
    def from_json(cls, value: Any) -> Phrase:
        """As it was written. Raises ValueError, TypeError."""
        to_s, words = value
        return cls(float(to_s), tuple(Word(float(a), float(b), str(text)) for a, b, text in words))


class SpeechEngine(Protocol):
    """One language. Made before its process is confined: afterwards no file of it can be opened."""

    def hear(self, sound: Iterable[bytes], from_s: float) -> Iterator[Phrase]:
        """The phrases of pieces of sound of any length, the first of which begins at `from_s`."""
