"""Both languages say everything, with the same values, and French spaces stay unbroken."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.web.pages import LANGUAGES, PAGES, SCRIPTS, WEB, loaded, sentences

FRENCH, ENGLISH = sentences("fr"), sentences("en")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# A key in the code: t("key"), tn("key", …), off="key"; some end in a computed part: t(`key.${x}`).
WHOLE_KEY = re.compile(r"""\bt\(\s*["']([\w.]+)["']""")
COUNTED_KEY = re.compile(r"""\btn\(\s*["']([\w.]+)["']""")
#: What the server itself says.
LETTERS = WEB.parent / "server" / "publishing" / "letters" / "words.py"
SOURCES = sorted([*SCRIPTS.rglob("*.js"), *(WEB / "templates").rglob("*.html"), LETTERS])
#: Ends the key of a sentence that a child reads instead.
CHILD = ".tu"
NEVER = ("webcam", "flux", "paramètre", "erreur", "invalide", "hôte", "!")


def test_both_languages_have_the_same_keys() -> None:
    assert sorted(FRENCH) == sorted(ENGLISH)


def test_both_languages_say_the_same_values() -> None:
    for key, sentence in FRENCH.items():
        assert sorted(PLACEHOLDER.findall(sentence)) == sorted(PLACEHOLDER.findall(ENGLISH[key])), (
            key
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_or_carries_markup(language: str) -> None:
    for key, sentence in sentences(language).items():
        assert sentence.strip() == sentence != "", key
        assert not re.search(r"[<>&|]", sentence), key


def test_french_spaces_before_high_punctuation_do_not_break() -> None:
    for sentence in FRENCH.values():
        assert not re.search(r"(?<!\u00a0)[:;?»]", sentence), sentence
        assert not re.search(r"«(?!\u00a0)", sentence), sentence
        assert "'" not in sentence, f"the French apostrophe is ’: {sentence}"


def test_a_child_is_addressed_as_tu_in_sentences_that_say_the_same() -> None:
    said = {key: sentence for key, sentence in FRENCH.items() if key.endswith(CHILD)}
    assert said
    for key, sentence in said.items():
        usual = FRENCH[key.removesuffix(CHILD)]
        assert PLACEHOLDER.findall(sentence) == PLACEHOLDER.findall(usual), key
        assert not re.search(r"\b(?:vous|votre|vos|[a-zé]{3,}ez)\b", sentence.lower()), sentence
        assert ENGLISH[key] == ENGLISH[key.removesuffix(CHILD)], key


@pytest.mark.parametrize("word", NEVER)
def test_french_sentences_use_the_words_people_know(word: str) -> None:
    assert [key for key, sentence in FRENCH.items() if word in sentence.lower()] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_every_sentence_asked_for_exists(source: Path) -> None:
    text = source.read_text()
    asked = set(WHOLE_KEY.findall(text))
    asked |= {f"{key}.{form}" for key in COUNTED_KEY.findall(text) for form in ("one", "other")}
    asked |= set(re.findall(r"""(?:\boff|\bon|icon-label)="([a-z]+\.[\w.]+)\"""", text))
    assert asked - FRENCH.keys() == set()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_the_sentences_it_says(page: str) -> None:
    files = loaded(page, "fr")
    known = {
        key for file in files if file.suffix == ".json" for key in json.loads(file.read_text())
    }
    scripts = "\n".join(file.read_text() for file in files if file.suffix == ".js")
    asked = set(WHOLE_KEY.findall(scripts))
    asked |= {f"{key}.{form}" for key in COUNTED_KEY.findall(scripts) for form in ("one", "other")}
    assert asked - known == set()


def test_every_sentence_is_said_somewhere() -> None:
    text = "\n".join(source.read_text() for source in SOURCES)
    whole = set(re.findall(r"""["'`]([a-z]+(?:\.\w+)*)["'`]""", text))
    asked_counted = set(COUNTED_KEY.findall(text))
    counted = {key for key in FRENCH if key.rpartition(".")[0] in asked_counted}
    templates = re.findall(r"`((?:[\w.]|\$\{[^}`]*\})*\$\{(?:[\w.]|\$\{[^}`]*\}|[^`])*?)`", text)
    computed = [pattern_of(template) for template in templates if "." in template]
    unsaid = {
        key
        for key in {key.removesuffix(CHILD) for key in FRENCH} - whole - counted
        if not any(pattern.fullmatch(key) for pattern in computed)
    }
    assert unsaid == set()


def pattern_of(template: str) -> re.Pattern[str]:
    """The keys that a template such as `live.${state}.title` may ask for.

    The sentences about devices are the only ones whose first word is computed.
    """
    first, *rest = re.split(r"\$\{[^}]*\}", template)
    start = re.escape(first) if first else "(?:mic|cam|device)"
    parts = [re.escape(part) for part in rest]
    return re.compile(start + ("" if not first else r"\w+") + r"\w+".join(parts))
