"""A real server is killed, ended, and runs out of disk while it records."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from recorder.manifest import Manifest
from tests.recorder.coded import decoded
from tests.server.recording.real_server import RealServer

KILLS = 5
MAX_LOST_S = 2.0
MEBIBYTE = 1 << 20
DISK_MB = 140
"""A little more than what the server leaves free."""


async def killed(server: RealServer, after_s: float) -> float:
    """Starts, records, and is killed; when, in unix seconds."""
    await server.start()
    await server.record()
    await asyncio.sleep(after_s)
    at = time.time()
    await server.end(signal.SIGKILL)
    return at


def lost_s(folder: Path, manifest: Manifest, killed_at: float) -> list[float]:
    """What a kill cost, of each track: every file plays to its end."""
    assert manifest.state == "recovered"
    assert sorted(entry.kind for entry in manifest.files) == ["audio", "video"]
    lost = []
    for entry in manifest.files:
        shown = decoded(folder / entry.file)
        assert entry.ended_ms == pytest.approx(shown[-1][0] * 1000)
        lost.append(killed_at - manifest.began_unix_s - shown[-1][0])
    return lost


async def check_kills(data_dir: Path, count: int, seed: int = 1) -> list[float]:
    """The last start finishes what the one before left, and ends in order."""
    server, chance = RealServer(data_dir), random.Random(seed)
    kills = [await killed(server, chance.uniform(0.5, 3.0)) for _ in range(count)]
    await server.start()
    assert await server.end(signal.SIGTERM) == 0
    manifests = server.manifests()
    assert len(manifests) == count
    return [
        lost
        for manifest, at in zip(manifests, kills, strict=True)
        for lost in lost_s(server.root / manifest.recording, manifest, at)
    ]


async def test_five_kills_cost_two_seconds_each_at_most(tmp_path: Path) -> None:
    assert max(await check_kills(tmp_path, KILLS)) <= MAX_LOST_S


async def test_sigterm_truncates_nothing(tmp_path: Path) -> None:
    server = RealServer(tmp_path)
    await server.start()
    await server.record()
    await asyncio.sleep(1.5)
    ended_at = time.time()
    assert await server.end(signal.SIGTERM) == 0
    (manifest,) = server.manifests()
    assert manifest.state == "finished"
    for entry in manifest.files:
        last_s = decoded(server.root / manifest.recording / entry.file)[-1][0]
        assert entry.end_reason == "stopped"
        assert ended_at - manifest.began_unix_s - last_s < 0.5


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose recordings lie on a disk of their own."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("mounting a disk needs root")
    yield tmp_path
    subprocess.run(["umount", folder], check=True)


async def test_a_disk_that_fills_is_told_within_five_seconds_and_harms_nobody(
    small_disk: Path,
) -> None:
    server = RealServer(small_disk)
    await server.start()
    leader = await server.record()
    await asyncio.sleep(1.0)
    (server.root / "filler").write_bytes(bytes((DISK_MB - 125) * MEBIBYTE))
    told = await leader.hear("recording.state", timeout_s=5.0, alarm="disk_full")
    assert told["tracks"] == []
    # The session goes on: whoever speaks is answered, and cameras still publish.
    await leader.say("ping")
    await leader.hear("pong", timeout_s=2.0)
    (manifest,) = server.manifests()
    assert {entry.end_reason for entry in manifest.files} == {"disk"}
    for entry in manifest.files:
        assert decoded(server.root / manifest.recording / entry.file)
    await leader.say("recording.stop")
    assert await server.end(signal.SIGTERM) == 0
