"""The demo clip is made once, and its end meets its beginning."""

from __future__ import annotations

import threading
from pathlib import Path

import av
import numpy as np
import pytest

from hardware.demo.clip import ClipAbandoned, ensure_clip
from hardware.demo.scene import LOOP_S, PARTS, Scene

SIZE = (320, 180)


def test_it_is_made_once(tmp_path: Path) -> None:
    first = ensure_clip(tmp_path / "demo", "mains", *SIZE, 5, threading.Event())
    made = first.stat().st_mtime_ns
    assert ensure_clip(tmp_path / "demo", "mains", *SIZE, 5, threading.Event()) == first
    assert first.stat().st_mtime_ns == made
    assert list(first.parent.iterdir()) == [first]


def test_it_lasts_one_loop_at_the_rate_asked_for(tmp_path: Path) -> None:
    with av.open(str(ensure_clip(tmp_path, "salle", *SIZE, 5, threading.Event()))) as container:
        frames = list(container.decode(video=0))
    assert len(frames) == 5 * LOOP_S
    assert {(frame.width, frame.height, frame.format.name) for frame in frames} == {
        (*SIZE, "yuv420p")
    }


@pytest.mark.parametrize("name", sorted(PARTS))
def test_a_scene_moves_and_comes_back_to_its_beginning(name: str) -> None:
    scene = Scene(name, *SIZE)
    start, end = scene.paint(0.0), scene.paint(1.0)
    # Sines of whole turns are not exactly zero: a pixel may round another way.
    assert np.abs(start.astype(int) - end).max() <= 1
    assert np.abs(start.astype(int) - scene.paint(0.3)).max() > 50


def test_a_directory_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("a file where the directory should be")
    with pytest.raises(OSError):
        ensure_clip(tmp_path / "demo", "salle", *SIZE, 5, threading.Event())


def test_it_is_given_up_at_once_when_the_kit_stops(tmp_path: Path) -> None:
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(ClipAbandoned):
        ensure_clip(tmp_path / "demo", "salle", *SIZE, 5, stopping)
    assert list((tmp_path / "demo").iterdir()) == []
