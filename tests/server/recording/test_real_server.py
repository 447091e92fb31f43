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
from recorder.replay.source import recording_source
from tests.recorder.coded import decoded
from tests.server.recording.real_server import Camera, RealServer

KILLS = 5
MAX_LOST_S = 2.0
MEBIBYTE = 1 << 20
DISK_MB = 140
"""A little more than what the server leaves free."""


async def killed(server: RealServer, after_s: float, parts: int) -> float:
    """Starts, records, and is killed; when, in unix seconds. Of a recording that was interrupted
    (`parts`: how often) nobody has to ask for more."""
    await server.start()
    if parts:
        await server.publish(Camera("salle"))
        await server.wait_for_files(2 * (parts + 1))
    else:
        await server.record()
    await asyncio.sleep(after_s)
    at = time.time()
    await server.end(signal.SIGKILL)
    return at


def lost_s(folder: Path, manifest: Manifest, kills: list[float]) -> list[float]:
    """What each kill cost, of each track: every file plays to its end."""
    entries = sorted(manifest.files, key=lambda entry: entry.began_ms)
    assert len(entries) == 2 * len(kills) and len(manifest.interruptions) == len(kills) - 1
    lost = []
    for number, killed_at in enumerate(kills):
        part = entries[2 * number : 2 * number + 2]
        assert sorted(entry.kind for entry in part) == ["audio", "video"]
        for entry in part:
            shown = decoded(folder / entry.file)
            assert entry.ended_ms == pytest.approx(shown[-1][0] * 1000)
            # On one timeline: no part begins before the one before it was killed.
            if number:
                assert entry.began_ms / 1000 > kills[number - 1] - manifest.began_unix_s
            lost.append(killed_at - manifest.began_unix_s - shown[-1][0])
    return lost


async def check_kills(data_dir: Path, count: int, seed: int = 1) -> list[float]:
    """The last start finishes what the one before left, and ends in order."""
    server, chance = RealServer(data_dir), random.Random(seed)
    kills = [await killed(server, chance.uniform(0.5, 3.0), parts) for parts in range(count)]
    await server.start()
    assert await server.end(signal.SIGTERM) == 0
    (manifest,) = server.manifests()
    assert manifest.state == "recovered"
    return lost_s(server.root / manifest.recording, manifest, kills)


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
    # Nobody ended it: it goes on when the server is back.
    assert manifest.wanted is not None
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


async def test_it_goes_on_by_itself_after_a_restart_and_says_so(tmp_path: Path) -> None:
    server = RealServer(tmp_path)
    await server.start()
    before = await server.record()
    await asyncio.sleep(1.0)
    await server.end(signal.SIGTERM)
    await server.start()
    # The kit is back; whoever leads comes when it is written already, and ends it.
    await server.publish(Camera("salle"))
    await server.wait_for_files(4)
    leader = await server.lead(before.resume)
    # Their page came back with the secret of their place: they are who they were.
    assert leader.person == before.person
    told = await leader.hear("recording.state")
    while len(told["tracks"]) < 2:
        told = await leader.hear("recording.state")
    (interruption,) = told["interruptions"]
    assert interruption["missing_s"] > 0
    await leader.say("recording.stop")
    await leader.hear("recording", recording=None)
    await server.end(signal.SIGTERM)
    (manifest,) = server.manifests()
    assert (manifest.state, manifest.wanted) == ("finished", None)
    (gap,) = manifest.interruptions
    source = recording_source(server.root / manifest.recording)
    # One timeline: nothing is in the gap, and something before and behind it.
    pieces = [piece for track in source.tracks for piece in track.pieces]
    assert len(pieces) == 4
    assert all(p.ended_s <= gap.from_ms / 1000 or p.began_s >= gap.to_ms / 1000 for p in pieces)
