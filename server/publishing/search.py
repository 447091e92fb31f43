"""Finding a replay by words; accents, case and order do not matter. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from server.publishing.conditions import fold

QUERY_MAX = 100
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Entry(Generic[_Item]):
    """What is looked through, the title first: a word found there counts more."""

    item: _Item
    title: str
    texts: Sequence[str] = ()


def found(entries: Iterable[Entry[_Item]], query: str) -> list[_Item]:
    """Those in which every word of `query` begins a word, the best first; else as they came."""
    wanted = _words(query[:QUERY_MAX])
    if not wanted:
        return [entry.item for entry in entries]
    ranked = []
    for entry in entries:
        title, rest = _words(entry.title), _words(" ".join(entry.texts))
        if all(_begins(word, title) or _begins(word, rest) for word in wanted):
            ranked.append((-sum(_begins(word, title) for word in wanted), entry.item))
    return [item for _, item in sorted(ranked, key=lambda one: one[0])]


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in fold(text)).split()


def _begins(word: str, words: Iterable[str]) -> bool:
    return any(one.startswith(word) for one in words)
