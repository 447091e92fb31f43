"""The sentences by which people are asked, and the version that the ledger knows them by."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

#: The sentences that somebody answers to, adult or child, or for those in the room.
_KEYS = ("rec.adult", "rec.child", "rec.room")
_LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class ConsentTexts:
    """One text per language, all under one version: a word changed anywhere makes another."""

    version: str
    by_language: dict[str, str]

    def language(self, wanted: str) -> str:
        """The language in which somebody who asked for `wanted` (`en-GB`) reads."""
        primary = wanted.partition("-")[0].casefold()
        return primary if primary in self.by_language else _LANGUAGES[0]


def read_consent_texts(locales: Path) -> ConsentTexts:
    """The texts as the pages have them, from `locales/{language}.json` and `{language}.*.json`."""
    texts = {language: _text(locales, language) for language in _LANGUAGES}
    digest = hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()
    return ConsentTexts(digest[:12], texts)


def _text(locales: Path, language: str) -> str:
    asked: dict[str, str] = {}
    for path in sorted(locales.glob(f"{language}*.json")):
        sentences = json.loads(path.read_text(encoding="utf-8"))
        asked |= {key: said for key, said in sentences.items() if key.startswith(_KEYS)}
    return json.dumps(asked, ensure_ascii=False, sort_keys=True)
