"""The server's recordings on a real disk: begun, ended, told, found again, deleted when old."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from recorder.disk.recording_folder import MANIFEST
from recorder.errors import DiskFull
from recorder.manifest import Manifest
from recorder.recording_writer import DiskLimits
from server.recording.recordings import Recordings, RecordingUnderWay

NO_LIMITS = DiskLimits(0, 0)
NOW_S = 2_000_000_000.0
YEAR_S = 365 * 86_400.0


def no_tap(_track: Any) -> Any:
    raise AssertionError("nothing is recorded here")


@asynccontextmanager
async def running(root: Path, **more: Any) -> AsyncIterator[Recordings]:
    """From the server's start to its end."""
    recordings = Recordings(root, lambda: 10.0, lambda: NOW_S, limits=NO_LIMITS, **more)
    life = recordings.context(cast(Any, None))
    await anext(life)
    yield recordings
    with pytest.raises(StopAsyncIteration):
        await anext(life)


def lay(root: Path, state: str, ended_s: float | None) -> str:
    """A recording that an earlier server left."""
    manifest = Manifest("r", "crepes", NOW_S - 2 * YEAR_S, state, ended_s)
    folder = root / f"left-{state}-{ended_s}"
    folder.mkdir(parents=True)
    (folder / MANIFEST).write_text(json.dumps(manifest.to_json()))
    return folder.name


async def test_its_end_is_told_once_its_files_are_finished(tmp_path: Path) -> None:
    told: list[tuple[str, str, str]] = []
    async with running(tmp_path) as recordings:

        async def hear(name: str, session: str) -> None:
            found = await recordings.find(name)
            assert found is not None
            told.append((name, session, found.state))

        recordings.on_ended = hear
        recording, thread = await recordings.open("crepes", no_tap)
        assert [one.state for one in await recordings.all()] == ["running"]
        with pytest.raises(RecordingUnderWay):
            await recordings.delete(thread.folder.name)
        recordings.end(recording, thread)
        await recordings.settled(30)
        assert told == [(thread.folder.name, "crepes", "finished")]
        await recordings.delete(thread.folder.name)
        assert await recordings.all() == [] and list(tmp_path.iterdir()) == []


async def test_what_ends_with_the_server_is_finished_and_left_to_the_next_start(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as recordings:
        recordings.on_ended = cast(Any, lambda *_: pytest.fail("too late to begin anything"))
        recording, thread = await recordings.open("crepes", no_tap)
        recordings.server_ends()
        recordings.end(recording, thread)
    async with running(tmp_path) as again:
        assert [one.state for one in await again.all()] == ["finished"]


async def test_a_start_finishes_what_a_crash_left(tmp_path: Path) -> None:
    name = lay(tmp_path, "running", None)
    async with running(tmp_path) as recordings:
        found = await recordings.find(name)
        assert found is not None and found.state == "recovered"


async def test_what_is_kept_no_longer_is_deleted_and_nothing_else(tmp_path: Path) -> None:
    lay(tmp_path, "finished", NOW_S - YEAR_S - 1)
    kept = lay(tmp_path, "finished", NOW_S - YEAR_S + 60)
    (tmp_path / "no-manifest").mkdir()
    async with running(tmp_path, kept_s=YEAR_S) as recordings:
        async with asyncio.timeout(10):
            while len(await recordings.all()) > 1:
                await asyncio.sleep(0.01)
        assert [one.name for one in await recordings.all()] == [kept]
        assert (tmp_path / "no-manifest").exists()


async def test_without_room_it_does_not_begin(tmp_path: Path, monkeypatch: Any) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    async with running(tmp_path) as recordings:
        monkeypatch.setattr("os.posix_fallocate", full)
        with pytest.raises(DiskFull):
            await recordings.open("crepes", no_tap)
        monkeypatch.undo()
        assert await recordings.all() == []


async def test_a_fault_of_whoever_is_told_harms_nothing(tmp_path: Path) -> None:
    async def fail(_name: str, _session: str) -> None:
        raise ValueError("a fault")

    async with running(tmp_path) as recordings:
        recordings.on_ended = fail
        recording, thread = await recordings.open("crepes", no_tap)
        recordings.end(recording, thread)
        await recordings.settled(30)
        assert [one.state for one in await recordings.all()] == ["finished"]
