"""Words to subtitles that can be read while one watches. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from recorder.replay.subtitles import Cue
from recorder.speech.engine import Phrase, Word

#: Two lines, as long as is usual.
_LINE_MAX = 42
_TEXT_MAX = 2 * _LINE_MAX
_CUE_MAX_S = 6.0
#: What follows after such a silence is another subtitle.
_PAUSE_S = 0.7
#: A single word is shown for at least so long, where nothing follows.
_SHORTEST_S = 1.0


def cues_of(phrases: Iterable[Phrase]) -> tuple[Cue, ...]:
    """One after the other, none over another."""
    groups: list[list[Word]] = []
    for phrase in phrases:
        begins = True
        for word in phrase.words:
            if begins or not _fits(groups[-1], word):
                groups.append([])
            groups[-1].append(word)
            begins = False
    cues: list[Cue] = []
    for group, after in zip_longest(groups, groups[1:]):
        from_s, to_s = group[0].from_s, max(group[-1].to_s, group[0].from_s + _SHORTEST_S)
        if after is not None:
            to_s = min(to_s, after[0].from_s)
        if to_s > from_s:
            cues.append(Cue(from_s, to_s, _lines([word.text for word in group])))
    return tuple(cues)


def _fits(group: list[Word], word: Word) -> bool:
    length = sum(len(one.text) + 1 for one in group) + len(word.text)
    pause_s = word.from_s - group[-1].to_s
    return length <= _TEXT_MAX and pause_s < _PAUSE_S and word.to_s - group[0].from_s <= _CUE_MAX_S


def _lines(words: list[str]) -> str:
    whole = " ".join(words)
    if len(whole) <= _LINE_MAX:
        return whole
    # Two lines as long as each other, or nearly.
    ends = [len(" ".join(words[:count])) for count in range(1, len(words))]
    end = min(ends, key=lambda end: abs(end - len(whole) / 2), default=len(whole))
    return f"{whole[:end]}\n{whole[end + 1 :]}".rstrip()
