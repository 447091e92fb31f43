"""Which picture is shown when, and where a time of the source is in the replay."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.replay.edits import Camera, Cut, Edits
from recorder.replay.events import Events, Spotlight
from recorder.replay.manifest import Kept
from recorder.replay.plan import (
    kept_duration_s,
    kept_ranges,
    passages,
    replay_time,
    segments_of,
    shots_of,
    source_time,
)
from recorder.replay.source import Piece, Source, Track


def track(name: str, *times: tuple[float, float], role: str = "", source: str = "camera") -> Track:
    pieces = tuple(Piece(Path(f"{name}{at}"), "matroska", *at, "VP8") for at in times)
    return Track(name, "video", f"person-{name}", name, source, role, pieces)


ROOM = track("room", (0, 100), role="Salle")
HOME = track("home", (10, 60))
OTHER = track("other", (20, 100))
SCREEN = track("screen", (30, 40), source="screen")


def shown(
    source: Source, edits: Edits | None = None, speakers: tuple[tuple[float, str], ...] = ()
) -> list[tuple[float, str]]:
    return [
        (one.from_s, one.track.id if one.track is not None else "-")
        for one in passages(source, edits or Edits(), speakers)
    ]


@pytest.mark.parametrize(
    ("tracks", "spotlights", "cameras", "speakers", "expected"),
    [
        ([ROOM, HOME], (), (), (), [(0, "room")]),
        ([HOME, OTHER], (), (), (), [(10, "home"), (60, "other")]),
        ([HOME, OTHER], (), (), ((30, "person-other"),), [(10, "home"), (30, "other")]),
        ([ROOM, SCREEN], (), (), (), [(0, "room"), (30, "screen"), (40, "room")]),
        # Whoever is in the spotlight and gone is not waited for.
        ([ROOM, HOME], ((15, "home"),), (), (), [(0, "room"), (15, "home"), (60, "room")]),
        (
            [ROOM, HOME],
            ((15, "home"), (16, None)),
            (),
            (),
            [(0, "room"), (15, "home"), (16, "room")],
        ),
        (
            [ROOM, HOME],
            ((15, "home"),),
            ((20, "room"), (30, None)),
            (),
            [(0, "room"), (15, "home"), (20, "room"), (30, "home"), (60, "room")],
        ),
        # Too short to look at.
        (
            [HOME, OTHER],
            (),
            (),
            ((30, "person-other"), (31, "person-home")),
            [(10, "home"), (60, "other")],
        ),
    ],
)
def test_the_picture_of_each_moment(
    tracks: list[Track],
    spotlights: tuple[tuple[float, str | None], ...],
    cameras: tuple[tuple[float, str | None], ...],
    speakers: tuple[tuple[float, str], ...],
    expected: list[tuple[float, str]],
) -> None:
    events = Events(tuple(Spotlight(int(at_s * 1000), name) for at_s, name in spotlights))
    edits = Edits(camera=tuple(Camera(*one) for one in cameras))
    assert shown(Source(tuple(tracks), events), edits, speakers) == expected


_cuts = st.lists(
    st.tuples(st.floats(0, 110), st.floats(0.01, 50)).map(lambda c: Cut(c[0], c[0] + c[1])),
    max_size=8,
)


@given(_cuts)
def test_times_there_and_back(cuts: list[Cut]) -> None:
    source = Source((ROOM, HOME))
    kept = kept_ranges(source, Edits(cuts=tuple(cuts)))
    assert all(a.to_s <= b.from_s for a, b in pairwise(kept))
    for part in kept:
        for cut in cuts:
            assert part.to_s <= cut.from_s or part.from_s >= cut.to_s
        middle = (part.from_s + part.to_s) / 2
        at_s = replay_time(kept, middle)
        assert at_s is not None
        assert source_time(kept, at_s) == pytest.approx(middle)
    assert kept_duration_s(kept) <= 100


@given(_cuts, st.floats(1, 30))
def test_segments_leave_no_moment_out_and_show_none_twice(cuts: list[Cut], length_s: float) -> None:
    source = Source((HOME, OTHER))
    edits = Edits(cuts=tuple(cuts))
    kept = kept_ranges(source, edits)
    segments = segments_of(shots_of(passages(source, edits), kept), length_s)
    at_s = 0.0
    for segment in segments:
        assert segment.at_s == pytest.approx(at_s, abs=1e-4)
        for shot in segment.shots:
            assert shot.at_s == pytest.approx(at_s, abs=1e-4)
            assert source_time(kept, shot.at_s + 1e-5) == pytest.approx(shot.from_s, abs=1e-3)
            at_s += shot.to_s - shot.from_s
    assert at_s == pytest.approx(kept_duration_s(kept), abs=1e-3)


def test_before_a_cut_and_behind_it() -> None:
    kept = (Kept(0, 10), Kept(20, 30))
    assert [replay_time(kept, at_s) for at_s in (5, 15, 25)] == [5, None, 15]


@pytest.mark.parametrize(
    ("tracks", "kept"),
    [
        # The server was away from 40 to 100: one sees a little of it, and then goes on.
        ([track("a", (0, 40), (100, 130))], [(0, 41.5), (98.5, 130)]),
        ([track("a", (0, 40)), track("b", (100, 130))], [(0, 41.5), (98.5, 130)]),
        # Somebody was there all the while.
        ([track("a", (0, 40), (100, 130)), track("b", (0, 130))], [(0, 130)]),
        ([track("a", (0, 40)), track("b", (35, 130))], [(0, 130)]),
        ([track("a", (0, 40), (42, 60))], [(0, 60)]),
        ([], []),
    ],
)
def test_a_hole_is_shown_as_one_and_not_sat_through(
    tracks: list[Track], kept: list[tuple[float, float]]
) -> None:
    source = Source(tuple(tracks))
    ranges = kept_ranges(source, Edits())
    assert [(one.from_s, one.to_s) for one in ranges] == kept
    # And there is no picture in it.
    for shot in shots_of(passages(source, Edits()), ranges):
        assert (shot.piece is None) is (not _there(tracks, (shot.from_s + shot.to_s) / 2))


def _there(tracks: list[Track], at_s: float) -> bool:
    return any(one.piece_at(at_s) is not None for one in tracks)


def test_what_is_cut_around_a_hole_stays_cut() -> None:
    source = Source((track("a", (0, 40), (100, 130)),))
    kept = kept_ranges(source, Edits(cuts=(Cut(30, 110),)))
    assert [(one.from_s, one.to_s) for one in kept] == [(0, 30), (110, 130)]
