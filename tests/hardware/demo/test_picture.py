"""The demo camera gives a new picture at its rate, each with the time it left."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from hardware.demo import clock
from hardware.demo.picture import DemoPicture
from hardware.errors import DeviceMissing


def test_every_picture_carries_the_time_it_was_read(tmp_path: Path) -> None:
    source = DemoPicture(tmp_path, "mains", 320, 180, 25)
    source.open(threading.Event())
    try:
        for _ in range(10):
            before_ms = time.time_ns() // 1_000_000
            luma = source.read().to_ndarray(format="gray8")
            after_ms = time.time_ns() // 1_000_000
            read_ms = clock.read(luma)
            assert read_ms is not None
            assert clock.elapsed_ms(read_ms, after_ms) <= after_ms - before_ms
    finally:
        source.close()


def test_it_plays_on_past_the_end_of_the_clip(tmp_path: Path) -> None:
    source = DemoPicture(tmp_path, "salle", 320, 180, 5)
    source.open(threading.Event())
    try:
        source._pace = NoPace()  # type: ignore[assignment]
        for _ in range(100):
            assert source.read().width == 320
    finally:
        source.close()


class NoPace:
    def wait(self) -> None:
        return


def test_a_clip_that_cannot_be_made_is_told_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("")
    with pytest.raises(DeviceMissing, match=r"film de démonstration.* / The demo clip"):
        DemoPicture(tmp_path / "demo", "salle", 320, 180, 5).open(threading.Event())
