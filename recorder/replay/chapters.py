"""The chapters of a replay as it is: those that somebody made, or those that were found. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from recorder.replay.manifest import Chapter, Kept
from recorder.replay.plan import replay_time
from recorder.replay.subtitles import Cue, write_webvtt


def shown_chapters(
    by_hand: Sequence[Chapter] | None, found: Sequence[Chapter], kept: Sequence[Kept]
) -> tuple[Chapter, ...]:
    """The chapters of a replay, in its own seconds: those that somebody made, else those `found`.

    One that begins in what was cut out begins where the film goes on, unless it is over by then.
    """
    if by_hand is None:
        return tuple(found)
    shown: list[Chapter] = []
    for index, chapter in enumerate(by_hand):
        ends_s = by_hand[index + 1].at_s if index + 1 < len(by_hand) else None
        at_s = _begins_s(chapter.at_s, ends_s, kept)
        if at_s is not None:
            shown.append(Chapter(round(at_s, 3), chapter.title))
    return tuple(shown)


def _begins_s(at_s: float, ends_s: float | None, kept: Sequence[Kept]) -> float | None:
    later = next((part for part in kept if part.to_s > at_s), None)
    if later is None:
        return None
    begins_s = max(at_s, later.from_s)
    if ends_s is not None and begins_s >= ends_s:
        return None
    return replay_time(kept, begins_s)


def chapters_webvtt(chapters: Sequence[Chapter], duration_s: float) -> bytes:
    """Those that have a title as WebVTT, for players other than ours."""
    titled = [one for one in chapters if one.title and one.at_s < duration_s]
    ends = [one.at_s for one in titled[1:]] + [duration_s]
    return write_webvtt(
        [Cue(one.at_s, end_s, _escaped(one.title)) for one, end_s in zip(titled, ends, strict=True)]
    )


def _escaped(title: str) -> str:
    """WebVTT, section 4.2.2: what would be the beginning of a tag, of a name, or of times."""
    return title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
