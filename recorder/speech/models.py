"""For which languages speech can be recognised here: the engine's own model, and those of a folder.

A folder holds a folder for each language, by its code, in the form of CMU Sphinx: `acoustic`
(with `mdef`), `language.lm.bin` (or `language.lm`) and `words.dict`. An engine that is not
installed has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_OWN = ("en", "pocketsphinx/model/en-us")


@dataclass(frozen=True, slots=True)
class Model:
    """How a language sounds (a folder), which words follow on which, how each is spoken."""

    language: str
    acoustic: Path
    follows: Path
    words: Path

    def is_whole(self) -> bool:
        """Whether all of it is there."""
        return (
            (self.acoustic / "mdef").is_file() and self.follows.is_file() and self.words.is_file()
        )


def installed_models(folder: Path | None) -> dict[str, Model]:
    """By language; those of the folder go before the engine's own. Blocking."""
    engine = find_spec("pocketsphinx")
    if engine is None or engine.origin is None:
        return {}
    language, place = _OWN
    own = Path(engine.origin).parents[1] / place
    found = [Model(language, own / "en-us", own / "en-us.lm.bin", own / "cmudict-en-us.dict")]
    for one in sorted(folder.iterdir()) if folder is not None and folder.is_dir() else ():
        if _LANGUAGE.fullmatch(one.name):
            follows = one / "language.lm.bin"
            follows = follows if follows.is_file() else one / "language.lm"
            found.append(Model(one.name, one / "acoustic", follows, one / "words.dict"))
    return {model.language: model for model in found if model.is_whole()}
