"""One track by a clock of the test's own: what is kept, from when on, until when."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from hardware.local_recording.limits import Budget, Limits
from hardware.local_recording.spool import read_kept
from hardware.local_recording.told import Told, hear
from hardware.local_recording.track import OVERLAP_S, RECENT_S, KeptTrack
from recorder.kit_parts.spool import SpoolFrame, SpoolHead, read_frames, read_head

BOTH = frozenset({"camera", "microphone"})
STEP_S = 0.25


@dataclass
class Bench:
    """Ten pictures a second, a keyframe every two seconds; the recording began at 1000 s."""

    folder: Path
    kind: str = "video"
    limits: Limits = field(default_factory=lambda: Limits(least_free_bytes=0))
    told: Told | None = field(default_factory=lambda: Told("b" * 32, 1000.0, BOTH))
    up: bool = True
    now: float = 1000.0
    codec: str = "VP8"
    asked: int = 0
    ready: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.budget = Budget(self.limits)
        self.track = KeptTrack("salle", self.kind, lambda: self.up, self._ask)

    def _ask(self) -> None:
        self.asked += 1

    def pass_(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end - 1e-9:
            self.now = round(self.now + 0.05, 3)
            tick = round(self.now * 20)
            if self.kind == "audio":
                self.track.take("opus", np.zeros(960, np.int16).tobytes(), True, self.now)
            elif tick % 2 == 0:
                self.track.take(self.codec, b"picture", tick % 40 == 0, self.now)
            if tick % 5 == 0:
                part = self.track.step(self.told, self.folder, self.budget, self.now)
                self.ready += [part] if part else []

    def parts(self) -> list[tuple[SpoolHead, list[SpoolFrame]]]:
        found = []
        for path in self.ready:
            assert read_kept(path)
            with path.open("rb") as file:
                head = read_head(file)
                found.append((head, list(read_frames(file))))
        return found


def test_a_cut_is_kept_from_before_it_was_noticed_until_after_it(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.pass_(60)
    bench.up = False
    bench.pass_(10)
    bench.up = True
    bench.pass_(OVERLAP_S + 2)
    ((head, frames),) = bench.parts()
    assert (head.recording, head.role, head.codec) == ("b" * 32, "salle", "VP8")
    assert head.lost_ms == pytest.approx(60_250, abs=STEP_S * 1000)
    assert frames[0].keyframe
    assert 60_000 - RECENT_S * 1000 - 2300 <= frames[0].time_ms <= 60_000 - RECENT_S * 1000 + 300
    assert frames[-1].time_ms == pytest.approx(70_000 + OVERLAP_S * 1000, abs=600)
    times = [frame.time_ms for frame in frames]
    assert times == list(range(times[0], times[-1] + 1, 100))
    assert bench.asked == 1


def test_the_microphone_is_coded_once_it_is_kept(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "audio")
    bench.pass_(5)
    bench.up = False
    bench.pass_(2)
    bench.told = None
    bench.pass_(1)
    ((head, frames),) = bench.parts()
    assert head.codec == "opus"
    assert 100 < len(frames) <= 141
    assert all(len(frame.data) < 400 for frame in frames)


@pytest.mark.parametrize("told", [None, Told("b" * 32, 0.0, frozenset({"microphone"}))])
def test_nothing_is_kept_that_may_not_be(tmp_path: Path, told: Told | None) -> None:
    bench = Bench(tmp_path, told=told)
    bench.pass_(5)
    bench.up = False
    bench.pass_(5)
    assert not list(tmp_path.iterdir())
    assert not bench.track.wants


def test_what_is_taken_back_ends_at_once_and_nothing_of_before_is_kept(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.pass_(5)
    bench.up = False
    bench.pass_(3)
    bench.told = Told("b" * 32, 1000.0, frozenset())
    bench.pass_(3)
    bench.told = Told("b" * 32, 1000.0, BOTH)
    bench.pass_(3)
    bench.up = True
    bench.pass_(OVERLAP_S + 1)
    (_, first), (_, second) = bench.parts()
    assert first[-1].time_ms <= 8_250
    assert second[0].time_ms >= 11_000
    assert second[0].keyframe


def test_a_line_that_was_never_there_is_not_cut(tmp_path: Path) -> None:
    bench = Bench(tmp_path, up=False)
    bench.pass_(5)
    assert not list(tmp_path.iterdir())
    bench.up = True
    bench.pass_(1)
    bench.up = False
    bench.pass_(2)
    bench.told = None
    bench.pass_(1)
    ((head, _),) = bench.parts()
    assert head.lost_ms == pytest.approx(6_250, abs=STEP_S * 1000)


def test_a_line_that_is_cut_again_at_once_is_another_part(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.pass_(5)
    for _ in range(2):
        bench.up = False
        bench.pass_(4)
        bench.up = True
        bench.pass_(1)
    bench.pass_(OVERLAP_S)
    (first, _), (second, frames) = bench.parts()
    assert first.lost_ms == pytest.approx(5_250, abs=STEP_S * 1000)
    assert second.lost_ms == pytest.approx(10_250, abs=2000)
    assert frames[0].keyframe


def test_another_recording_and_another_codec_are_parts_of_their_own(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.pass_(1)
    bench.up = False
    bench.pass_(5)
    bench.codec = "H264"
    bench.pass_(5)
    bench.told = Told("c" * 32, 1010.0, BOTH)
    bench.pass_(5)
    bench.told = None
    bench.pass_(1)
    heads = [(head.recording[0], head.codec) for head, _ in bench.parts()]
    assert heads == [("b", "VP8"), ("b", "H264"), ("c", "H264")]


@pytest.mark.parametrize(
    "limits",
    [
        Limits(least_free_bytes=0, most_s=5.0),
        Limits(least_free_bytes=0, most_bytes=1000),
        Limits(least_free_bytes=1 << 60),
    ],
)
def test_no_more_than_its_limits_and_again_at_the_next_cut(tmp_path: Path, limits: Limits) -> None:
    bench = Bench(tmp_path, limits=limits)
    bench.pass_(5)
    bench.up = False
    bench.pass_(60)
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == (0 if limits.least_free_bytes else 1)
    assert sum(sizes) < 6000
    bench.limits = Limits(least_free_bytes=0)
    bench.budget = Budget(bench.limits)
    bench.up = True
    bench.pass_(5)
    bench.up = False
    bench.pass_(5)
    assert list(tmp_path.glob("*.open"))


@pytest.mark.parametrize(
    ("message", "sources"),
    [
        ({"recording": "r", "at_ms": 500, "camera": True, "microphone": False}, {"camera"}),
        ({"recording": "r", "at_ms": 500}, set()),
        ({"recording": None, "at_ms": 0}, None),
        ({"recording": "r"}, None),
        ({"recording": 7, "at_ms": "x"}, None),
    ],
)
def test_what_the_server_says(message: dict[str, object], sources: set[str] | None) -> None:
    told = hear(None, message, 10.0)
    assert (told and set(told.sources)) == sources


def test_the_clock_is_the_best_of_what_was_heard() -> None:
    told = None
    for at_ms, late_s in ((1000, 0.3), (2000, 0.02), (3000, 0.4)):
        told = hear(told, {"recording": "r", "at_ms": at_ms}, 50.0 + at_ms / 1000 + late_s)
    assert told is not None
    assert told.time_us(60.02) == pytest.approx(10_000_000, abs=1)
