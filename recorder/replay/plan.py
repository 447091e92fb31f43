"""Which picture is shown when, and what of it all is kept. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from recorder.replay.edits import Cut, Edits
from recorder.replay.manifest import Chapter, Kept
from recorder.replay.source import Piece, Source, Track

#: One picture stays for at least so long, unless it ends.
SHORTEST_S = 2.0
#: Of what is kept, nothing shorter.
_KEPT_MIN_S = 0.1
#: So much of a hole is shown.
HOLE_SHOWN_S = 3.0
SEGMENT_S = 60.0
_EPSILON_S = 1e-6


@dataclass(frozen=True, slots=True)
class Passage:
    """One picture for a while, in seconds of the source; no track: there is no picture."""

    from_s: float
    to_s: float
    track: Track | None


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture out of one file, in seconds of the source, and where it goes in the replay."""

    from_s: float
    to_s: float
    at_s: float
    piece: Piece | None


@dataclass(frozen=True, slots=True)
class Segment:
    """What is encoded in one go, and not again after a restart."""

    at_s: float
    duration_s: float
    shots: tuple[Shot, ...]


def kept_ranges(source: Source, edits: Edits) -> tuple[Kept, ...]:
    """The source without its cuts, and without most of its holes."""
    kept, at_s = [], source.began_s
    for cut in sorted((*edits.cuts, *_holes(source)), key=lambda one: one.from_s):
        if cut.from_s - at_s > _KEPT_MIN_S:
            kept.append(Kept(at_s, min(cut.from_s, source.ended_s)))
        at_s = max(at_s, cut.to_s)
        if at_s >= source.ended_s:
            break
    if source.ended_s - at_s > _KEPT_MIN_S:
        kept.append(Kept(at_s, source.ended_s))
    return tuple(kept)


def _holes(source: Source) -> Iterator[Cut]:
    """Where nobody is seen nor heard, the server having been away for instance: a little of each
    side stays, so that one sees that something is missing."""
    pieces = sorted((p.began_s, p.ended_s) for track in source.tracks for p in track.pieces)
    until_s = pieces[0][1] if pieces else 0.0
    for began_s, ended_s in pieces:
        if began_s - until_s > HOLE_SHOWN_S:
            yield Cut(until_s + HOLE_SHOWN_S / 2, began_s - HOLE_SHOWN_S / 2)
        until_s = max(until_s, ended_s)


def kept_duration_s(kept: Sequence[Kept]) -> float:
    """How long the replay is."""
    return sum(part.to_s - part.from_s for part in kept)


def replay_time(kept: Sequence[Kept], at_s: float) -> float | None:
    """Where a time of the source is in the replay; None where it was cut out."""
    before_s = 0.0
    for part in kept:
        if part.from_s <= at_s <= part.to_s:
            return before_s + at_s - part.from_s
        before_s += part.to_s - part.from_s
    return None


def source_time(kept: Sequence[Kept], at_s: float) -> float:
    """Which time of the source is shown at this time of the replay."""
    for part in kept:
        if at_s <= part.to_s - part.from_s:
            return part.from_s + at_s
        at_s -= part.to_s - part.from_s
    return kept[-1].to_s if kept else 0.0


# -- which picture ----------------------------------------------------------------------------


def passages(
    source: Source, edits: Edits, speakers: Sequence[tuple[float, str]] = ()
) -> list[Passage]:
    """The picture of each moment: the one somebody chose, else the one in the spotlight, else a
    screen that is shown, else a camera of the room, else whoever speaks (`speakers`: from when
    on, which person), else any."""
    chosen: list[Passage] = []
    times = _times(source, edits, speakers)
    for from_s, to_s in itertools.pairwise(times):
        track = _picture_at(source, edits, speakers, from_s)
        if chosen and chosen[-1].track is track:
            chosen[-1] = Passage(chosen[-1].from_s, to_s, track)
        else:
            chosen.append(Passage(from_s, to_s, track))
    decided = {one.from_s for one in edits.camera}
    decided.update(one.at_ms / 1000 for one in source.events.spotlights)
    return _steady(chosen, decided)


def _times(source: Source, edits: Edits, speakers: Sequence[tuple[float, str]]) -> list[float]:
    times = {source.began_s, source.ended_s}
    for track in source.of_kind("video"):
        times.update(time for piece in track.pieces for time in (piece.began_s, piece.ended_s))
    times.update(one.from_s for one in edits.camera)
    times.update(one.at_ms / 1000 for one in source.events.spotlights)
    times.update(at_s for at_s, _ in speakers)
    return sorted(time for time in times if source.began_s <= time <= source.ended_s)


def _picture_at(
    source: Source, edits: Edits, speakers: Sequence[tuple[float, str]], at_s: float
) -> Track | None:
    there = [track for track in source.of_kind("video") if track.piece_at(at_s) is not None]
    by_id = {track.id: track for track in there}
    camera = next((one for one in reversed(edits.camera) if one.from_s <= at_s), None)
    if camera is not None and camera.track in by_id:
        return by_id[camera.track]
    lights = source.events.spotlights
    light = next((one for one in reversed(lights) if one.at_ms / 1000 <= at_s), None)
    if light is not None and light.track in by_id:
        return by_id[light.track]
    speaker = next((person for from_s, person in reversed(speakers) if from_s <= at_s), None)
    return min(there, key=lambda track: _rank(track, speaker), default=None)


def _rank(track: Track, speaker: str | None) -> tuple[bool, bool, bool]:
    return (track.source != "screen", not track.role, track.person != speaker)


def _steady(chosen: list[Passage], decided: Collection[float]) -> list[Passage]:
    """What would be too short to look at shows what was before, where that goes on and nobody
    decided otherwise."""
    steady: list[Passage] = []
    for passage in chosen:
        before = steady[-1] if steady else None
        if before is not None and (
            before.track is passage.track
            or (passage.from_s not in decided and _stays(before, passage))
        ):
            steady[-1] = Passage(before.from_s, passage.to_s, before.track)
        else:
            steady.append(passage)
    return steady


def _stays(before: Passage, passage: Passage) -> bool:
    if before.track is None or passage.to_s - passage.from_s >= SHORTEST_S:
        return False
    piece = before.track.piece_at(passage.from_s)
    return piece is not None and piece.ended_s >= passage.to_s


# -- what is encoded --------------------------------------------------------------------------


def shots_of(chosen: Sequence[Passage], kept: Sequence[Kept]) -> list[Shot]:
    """The passages within what is kept, one file each."""
    shots, at_s = [], 0.0
    for part in kept:
        for passage in chosen:
            from_s, to_s = max(part.from_s, passage.from_s), min(part.to_s, passage.to_s)
            for begin_s, end_s, piece in _pieces(passage.track, from_s, to_s):
                shots.append(Shot(begin_s, end_s, at_s + begin_s - part.from_s, piece))
        at_s += part.to_s - part.from_s
    return shots


def _pieces(
    track: Track | None, from_s: float, to_s: float
) -> list[tuple[float, float, Piece | None]]:
    if to_s - from_s < _EPSILON_S:
        return []
    found: list[tuple[float, float, Piece | None]] = []
    at_s = from_s
    for piece in track.pieces if track is not None else ():
        begin_s, end_s = max(at_s, piece.began_s), min(to_s, piece.ended_s)
        if end_s - begin_s < _EPSILON_S:
            continue
        if begin_s - at_s > _EPSILON_S:
            found.append((at_s, begin_s, None))
        found.append((begin_s, end_s, piece))
        at_s = end_s
    if to_s - at_s > _EPSILON_S:
        found.append((at_s, to_s, None))
    return found


def segments_of(shots: Sequence[Shot], length_s: float = SEGMENT_S) -> list[Segment]:
    """The shots in parts of `length_s`."""
    parts: dict[int, list[Shot]] = {}
    for shot in shots:
        at_s, end_s = shot.at_s, shot.at_s + shot.to_s - shot.from_s
        while end_s - at_s > _EPSILON_S:
            index = int((at_s + _EPSILON_S) // length_s)
            until_s = min(end_s, (index + 1) * length_s)
            offset_s = shot.from_s - shot.at_s
            part = Shot(at_s + offset_s, until_s + offset_s, at_s, shot.piece)
            parts.setdefault(index, []).append(part)
            at_s = until_s
    return [
        Segment(index * length_s, _end_s(of_part[-1]) - index * length_s, tuple(of_part))
        for index, of_part in sorted(parts.items())
    ]


def _end_s(shot: Shot) -> float:
    return shot.at_s + shot.to_s - shot.from_s


# -- chapters ---------------------------------------------------------------------------------

CHAPTERS_MAX = 30
_APART_S = 60.0


def chapters_of(
    source: Source,
    kept: Sequence[Kept],
    chosen: Sequence[Passage],
    scenes: Sequence[float] = (),
) -> tuple[Chapter, ...]:
    """The marks of whoever led, then changes of camera and of scene (`scenes`: seconds of the
    replay) that are far enough from any other chapter."""
    chapters = []
    for mark in source.events.marks:
        at_s = replay_time(kept, mark.at_ms / 1000)
        if at_s is not None:
            chapters.append(Chapter(round(at_s, 3), mark.title))
    proposed = [
        Chapter(round(at_s, 3), passage.track.role if passage.track is not None else "")
        for passage in chosen
        if (at_s := replay_time(kept, passage.from_s)) is not None
    ]
    proposed += [Chapter(round(at_s, 3), "") for at_s in scenes]
    for chapter in proposed:
        if all(abs(chapter.at_s - other.at_s) >= _APART_S for other in chapters):
            chapters.append(chapter)
    chapters.sort(key=lambda one: one.at_s)
    return tuple(chapters[:CHAPTERS_MAX])
