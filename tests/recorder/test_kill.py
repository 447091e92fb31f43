"""The server is killed at any moment: every file plays, and two seconds are lost at most."""

from __future__ import annotations

import json
import os
import pickle
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from recorder.disk.recording_folder import MANIFEST
from recorder.manifest import Manifest
from recorder.recovery import recover
from tests.recorder.coded import coded_pictures, coded_voice, decoded

SCRIPT = Path(__file__).with_name("record_live.py")
KILLS, AT_ONCE = 50, 10
MAX_LOST_S = 2.0


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real pictures and sound, coded once for all."""
    path = tmp_path_factory.mktemp("media") / "media.pickle"
    voice = [(packet,) for packet in coded_voice()]
    path.write_bytes(pickle.dumps((list(coded_pictures("VP8")), voice)))
    return path


@dataclass
class Running:
    """A recording in a process of its own."""

    folder: Path
    process: subprocess.Popen[str]
    began: float = 0.0
    ended: float = 0.0

    @classmethod
    def start(cls, folder: Path, media: Path, seed: int) -> Running:
        command = [sys.executable, SCRIPT, folder, media, str(seed)]
        return cls(folder, subprocess.Popen(command, stdout=subprocess.PIPE, text=True))

    def wait_begun(self) -> None:
        assert self.process.stdout is not None
        self.began = float(self.process.stdout.readline())

    def end(self, number: int) -> None:
        self.ended = time.monotonic()
        os.kill(self.process.pid, number)
        self.process.wait(30)

    def manifest(self) -> Manifest:
        return Manifest.from_json(json.loads((self.folder / MANIFEST).read_bytes()))


def kill_all(root: Path, media: Path, seeds: range) -> list[float]:
    """What each kill cost, in seconds of each track, most first."""
    moments = [random.Random(seed).uniform(1.5, 6.0) for seed in seeds]
    runs = [Running.start(root / f"run{seed}", media, seed) for seed in seeds]
    for run in runs:
        run.wait_begun()
    for moment, run in sorted(
        zip(moments, runs, strict=True), key=lambda pair: pair[1].began + pair[0]
    ):
        time.sleep(max(0.0, run.began + moment - time.monotonic()))
        run.end(signal.SIGKILL)
    lost: list[float] = []
    for run in runs:
        lost += judge(run)
    return sorted(lost, reverse=True)


def judge(run: Running) -> list[float]:
    """Every file plays as it was left; and after the server's next start, to its end."""
    ran_s = run.ended - run.began
    before = {entry.file: decoded(run.folder / entry.file) for entry in run.manifest().files}
    assert all(before.values())
    recover(run.folder.parent)
    manifest = run.manifest()
    assert manifest.state == "recovered"
    assert sorted(entry.kind for entry in manifest.files) == ["audio", "video"]
    lost = []
    for entry in manifest.files:
        shown = decoded(run.folder / entry.file)
        assert len(shown) >= len(before[entry.file])
        assert entry.ended_ms == pytest.approx(shown[-1][0] * 1000)
        lost.append(ran_s - shown[-1][0])
    return lost


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_fifty_kills(tmp_path: Path, media: Path) -> None:
    lost = [
        seconds
        for first in range(0, KILLS, AT_ONCE)
        for seconds in kill_all(tmp_path / str(first), media, range(first, first + AT_ONCE))
    ]
    print(
        f"lost by {KILLS} kills: at most {max(lost):.2f} s, {sum(lost) / len(lost):.2f} on average"
    )
    assert max(lost) <= MAX_LOST_S


def test_an_orderly_end_truncates_nothing(tmp_path: Path, media: Path) -> None:
    run = Running.start(tmp_path / "run", media, 1)
    run.wait_begun()
    time.sleep(2.5)
    run.end(signal.SIGTERM)
    assert run.process.returncode == 0 and run.process.stdout is not None
    given_s = float(run.process.stdout.readline())
    manifest = run.manifest()
    assert manifest.state == "finished"
    for entry in manifest.files:
        assert entry.end_reason == "stopped"
        assert given_s - decoded(run.folder / entry.file)[-1][0] < 0.25
