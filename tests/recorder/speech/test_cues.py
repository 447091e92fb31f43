"""Words become subtitles that can be read."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.replay.subtitles import parse_webvtt, write_webvtt
from recorder.speech.cues import cues_of
from recorder.speech.engine import Phrase, Word


def phrase(*words: tuple[float, float, str]) -> Phrase:
    return Phrase(words[-1][1] if words else 0.0, tuple(Word(*word) for word in words))


@pytest.mark.parametrize(
    ("phrases", "cues"),
    [
        ([], []),
        ([phrase()], []),
        ([phrase((1.0, 1.2, "bonjour"))], [(1.0, 2.0, "bonjour")]),
        (
            [phrase((0.0, 0.5, "on"), (0.5, 1.0, "verse")), phrase((1.2, 2.5, "la"))],
            [(0.0, 1.0, "on verse"), (1.2, 2.5, "la")],
        ),
        # A silence ends a subtitle; so do six seconds.
        (
            [phrase((0.0, 2.0, "un"), (2.7, 4.0, "deux"))],
            [(0.0, 2.0, "un"), (2.7, 4.0, "deux")],
        ),
        (
            [phrase((0.0, 3.0, "un"), (3.0, 6.0, "deux"), (6.0, 7.0, "trois"))],
            [(0.0, 6.0, "un deux"), (6.0, 7.0, "trois")],
        ),
        # What would be shown for less than a second stays until the next comes.
        (
            [phrase((0.0, 0.2, "oui")), phrase((0.6, 2.0, "non"))],
            [(0.0, 0.6, "oui"), (0.6, 2.0, "non")],
        ),
    ],
)
def test_words_become_subtitles(
    phrases: list[Phrase], cues: list[tuple[float, float, str]]
) -> None:
    assert [(one.from_s, one.to_s, one.text) for one in cues_of(phrases)] == cues


WORDS = st.lists(
    st.tuples(
        st.floats(0, 2), st.floats(0.01, 2), st.text("abcdefghijklmnop'", min_size=1, max_size=20)
    ),
    max_size=60,
)


@given(WORDS)
def test_none_is_over_another_and_each_has_two_lines_that_fit(
    parts: list[tuple[float, float, str]],
) -> None:
    words, at_s = [], 0.0
    for silence_s, lasts_s, text in parts:
        words.append(Word(at_s + silence_s, at_s + silence_s + lasts_s, text))
        at_s = words[-1].to_s
    cues = cues_of([Phrase(at_s, tuple(words))])
    assert " ".join(" ".join(cue.text.split()) for cue in cues) == " ".join(w.text for w in words)
    for before, after in pairwise(cues):
        assert before.to_s <= after.from_s
    for cue in cues:
        assert len(cue.text.split("\n")) <= 2 and len(cue.text) <= 84
    if cues:
        assert len(parse_webvtt(write_webvtt(cues))) == len(cues)
