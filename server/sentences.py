"""The interface's sentences (`web/locales`) for what the server says: pages, sheets, letters."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

LANGUAGES = ("fr", "en")
Translate = Callable[..., str]


def translator(catalogue: Mapping[str, str], fallback: Mapping[str, str]) -> Translate:
    """`t(key, **values)`: the sentence of `key` with its {values}; the key itself if there is none.

    Values are put in by name only: a sentence cannot reach into an object.
    """

    def translate(key: str, **values: object) -> str:
        sentence = catalogue.get(key) or fallback.get(key) or key
        return re.sub(r"\{(\w+)\}", lambda match: str(values.get(match[1], match[0])), sentence)

    return translate


def read_translators(locales: Path) -> dict[str, Translate]:
    """By language, French first; French stands in for what another does not say."""
    catalogues = {language: _catalogue(locales, language) for language in LANGUAGES}
    french = catalogues[LANGUAGES[0]]
    return {language: translator(said, french) for language, said in catalogues.items()}


def _catalogue(locales: Path, language: str) -> dict[str, str]:
    """Every sentence: `fr.json`, and the parts that some pages need alone (`fr.desk.json`)."""
    sentences: dict[str, str] = {}
    for part in sorted(locales.glob(f"{language}*.json")):
        sentences |= json.loads(part.read_bytes())
    return sentences
