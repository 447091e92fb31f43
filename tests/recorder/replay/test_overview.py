"""Posters, the strip and changes of scene, from pictures whose worth anybody sees."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np

from recorder.replay.encoding import KEYFRAME_S, SegmentEncoder
from recorder.replay.joining import Part, join
from recorder.replay.overview import Overview, glances, write_picture
from recorder.replay.picture import Size
from tests.recorder.replay.filming import decoded_pictures

SIZE = Size(640, 360)
SHARP = np.random.default_rng(3).integers(60, 200, (18, 32, 3), dtype=np.uint8)


def picture(kind: str) -> np.ndarray:
    """`sharp` shelves, the same `blurred`, `dark`, `white`, or `other` shelves."""
    colours = SHARP if kind != "other" else (SHARP // 3 + [150, 20, 0]).astype(np.uint8)
    shelves = np.kron(colours, np.ones((20, 20, 1), np.uint8))
    if kind == "blurred":
        return cv2.GaussianBlur(shelves, (0, 0), 12)
    if kind == "dark":
        return (shelves // 12).astype(np.uint8)
    return np.full_like(shelves, 255) if kind == "white" else shelves


def film(path: Path, *kinds: str) -> Path:
    """Four seconds of each."""
    encoder = SegmentEncoder(path.with_suffix(".part"), SIZE, 1)
    for number in range(len(kinds) * 40):
        frame = av.VideoFrame.from_ndarray(picture(kinds[number // 40]), format="rgb24")
        encoder.add(frame.reformat(format="yuv420p"), number / 10)
    encoder.close()
    join([Part(path.with_suffix(".part"), 0.0)], None, path)
    return path


def overview_of(path: Path, seconds: float) -> Overview:
    overview = Overview(seconds)
    for glance in glances(path):
        overview.add(glance)
    return overview


def test_the_sharpest_well_lit_picture_comes_first(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", "dark", "blurred", "sharp", "white")
    best = overview_of(path, 16).posters_s()[0]
    assert 8 <= best < 12
    write_picture(path, best, tmp_path / "poster.jpg")
    (found,) = decoded_pictures(tmp_path / "poster.jpg")
    assert np.abs(found[1].astype(int) - picture("sharp")).mean() < 15


def test_a_scene_changes_where_it_does(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", "sharp", "sharp", "other", "dark")
    assert [round(at_s) for at_s in overview_of(path, 16).scenes] == [8, 12]


def test_the_strip_shows_each_moment(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", "dark", "white", "dark")
    overview = overview_of(path, 12)
    strip = overview.write_strip(tmp_path / "strip.jpg")
    assert strip is not None
    assert (strip.every_s, strip.columns, strip.width, strip.height) == (KEYFRAME_S, 6, 160, 90)
    whole = cv2.imread(str(tmp_path / "strip.jpg"))
    assert whole is not None and whole.shape == (90, 960, 3)
    bright = [whole[:, at * 160 + 20 : at * 160 + 140].mean() > 128 for at in range(6)]
    assert bright == [False, False, True, True, False, False]
