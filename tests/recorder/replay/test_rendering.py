"""Segments are rendered beside one another and follow on one another all the same."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from recorder.replay.joining import join
from recorder.replay.picture import Size
from recorder.replay.plan import Segment, Shot, segments_of
from recorder.replay.rendering import render, rendered
from recorder.replay.source import Piece
from recorder.replay.work import Work
from tests.recorder.replay.filming import write_video

LASTS_S, FPS = 12.0, 10
SIZES = [Size(160, 90), Size(80, 46)]


def brightness(at_s: float) -> np.ndarray:
    """As bright as it is late."""
    return np.full((90, 160, 3), 20 + round(at_s * 16), np.uint8)


@pytest.fixture(scope="module")
def piece(tmp_path_factory: pytest.TempPathFactory) -> Piece:
    path = tmp_path_factory.mktemp("film") / "film.mkv"
    write_video(path, brightness, 0.0, LASTS_S, fps=FPS, gop=25)
    return Piece(path, "matroska", 0.0, LASTS_S, "VP8")


def segments(piece: Piece) -> list[Segment]:
    """Twelve of a second each: more than the threads, and no part of what the runs are long."""
    return segments_of([Shot(0.0, LASTS_S, 0.0, piece)], 1.0)


def shown(path: Path) -> list[tuple[float, float]]:
    """When, and how bright."""
    with av.open(str(path)) as container:
        return [
            (frame.time or 0.0, float(frame.to_ndarray(format="gray").mean()))
            for frame in container.decode(video=0)
        ]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_every_picture_is_there_once_at_its_time(
    piece: Piece, tmp_path: Path, threads: int
) -> None:
    done: list[float] = []
    parts = render(Work(tmp_path, "k"), segments(piece), SIZES, [], threads, done.append)
    for size in SIZES:
        join(parts[size], None, tmp_path / "joined.mp4")
        pictures = shown(tmp_path / "joined.mp4")
        assert len(pictures) == LASTS_S * FPS
        for number, (at_s, light) in enumerate(pictures):
            assert at_s == pytest.approx(number / FPS, abs=0.01)
            assert light == pytest.approx(brightness(number / FPS)[0, 0, 0], abs=6)
    assert done == sorted(done) and len(done) >= 12 and done[-1] == 1.0


def test_what_was_done_is_not_done_again(piece: Piece, tmp_path: Path) -> None:
    work = Work(tmp_path, "k")
    parts = render(work, segments(piece), SIZES, [], 2, lambda _: None)[SIZES[0]]
    for index in (3, 4, 9):
        parts[index].path.unlink()
    before = {part.path: part.path.stat().st_mtime_ns for part in parts if part.path.exists()}
    assert rendered(work, segments(piece), SIZES) == pytest.approx(9 / 12)
    again: list[float] = []
    render(work, segments(piece), SIZES, [], 2, again.append)
    assert again[0] == pytest.approx(10 / 12)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert rendered(work, segments(piece), SIZES) == 1.0


def test_where_one_cannot_be_read_all_end(piece: Piece, tmp_path: Path) -> None:
    gone = Piece(tmp_path / "gone.mkv", "matroska", 0.0, LASTS_S, "VP8")
    shots = [Shot(0.0, 6.0, 0.0, piece), Shot(6.0, LASTS_S, 6.0, gone)]
    with pytest.raises(FileNotFoundError):
        render(Work(tmp_path, "k"), segments_of(shots, 1.0), SIZES, [], 2, lambda _: None)
