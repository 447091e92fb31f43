"""Chapters that somebody made, in the replay as it is cut now."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.replay.chapters import chapters_webvtt, shown_chapters
from recorder.replay.manifest import Chapter, Kept
from recorder.replay.plan import kept_duration_s
from recorder.replay.subtitles import parse_webvtt

FOUND = (Chapter(0.0, "Bonjour"), Chapter(30.0, ""))
#: 10 to 20 and 40 to 100 of the source: 70 seconds.
KEPT = (Kept(10.0, 20.0), Kept(40.0, 100.0))


def test_without_a_list_those_that_were_found() -> None:
    assert shown_chapters(None, FOUND, KEPT) == FOUND
    assert shown_chapters((), FOUND, KEPT) == ()


@pytest.mark.parametrize(
    ("by_hand", "shown"),
    [
        ([(12, "a")], [(2, "a")]),
        ([(45, "a")], [(15, "a")]),
        # What begins in what was cut out begins where the film goes on …
        ([(0, "a"), (25, "b")], [(0, "a"), (10, "b")]),
        # … unless it is over by then.
        ([(0, "a"), (5, "b"), (12, "c")], [(0, "b"), (2, "c")]),
        ([(22, "a"), (40, "b")], [(10, "b")]),
        ([(100, "a")], []),
    ],
)
def test_they_survive_cuts(
    by_hand: list[tuple[float, str]], shown: list[tuple[float, str]]
) -> None:
    chapters = tuple(Chapter(*one) for one in by_hand)
    assert shown_chapters(chapters, FOUND, KEPT) == tuple(Chapter(*one) for one in shown)


_times = st.lists(st.floats(0, 120), max_size=8, unique=True).map(sorted)


@given(_times, _times)
def test_whatever_is_cut_they_are_in_the_film_and_in_order(
    edges: list[float], at: list[float]
) -> None:
    kept = tuple(map(Kept, edges[::2], edges[1::2]))
    by_hand = tuple(Chapter(at_s, f"{index:02}") for index, at_s in enumerate(at))
    shown = shown_chapters(by_hand, FOUND, kept)
    assert [one.title for one in shown] == sorted(one.title for one in shown)
    assert [one.at_s for one in shown] == sorted(one.at_s for one in shown)
    assert all(0 <= one.at_s <= kept_duration_s(kept) + 0.001 for one in shown)


def test_as_webvtt_they_follow_one_another_to_the_end() -> None:
    chapters = (Chapter(0, "Bonjour"), Chapter(12.5, ""), Chapter(30, "<b> & --> fin"))
    cues = parse_webvtt(chapters_webvtt(chapters, 61))
    assert [(one.from_s, one.to_s) for one in cues] == [(0, 30), (30, 61)]
    assert cues[1].text == "&lt;b&gt; &amp; --&gt; fin"
