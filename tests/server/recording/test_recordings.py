"""The server's recordings on a real disk: begun, ended, told, found again, deleted when old."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from recorder.disk.recording_folder import MANIFEST
from recorder.errors import DiskFull
from recorder.manifest import Manifest
from recorder.recording_writer import DiskLimits
from rooms.consent import Answer, Asking, Consent
from server.care.ledger import THE_ROOM, Respondent
from server.recording.awaited import may_go_on, wanted_by
from server.recording.recordings import Recordings, RecordingUnderWay

NO_LIMITS = DiskLimits(0, 0)
NOW_S = 2_000_000_000.0
YEAR_S = 365 * 86_400.0


def no_tap(_track: Any) -> Any:
    raise AssertionError("nothing is recorded here")


@asynccontextmanager
async def running(
    root: Path, wall_clock: Callable[[], float] = lambda: NOW_S, **more: Any
) -> AsyncIterator[Recordings]:
    """From the server's start to its end."""
    recordings = Recordings(root, lambda: 10.0, wall_clock, limits=NO_LIMITS, **more)
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


ASKING = Asking(NOW_S - 50, "Sandrine", NOW_S + YEAR_S, "v1")


async def a_no(_session: str) -> list[tuple[Respondent, Consent]]:
    yes, no = (Consent(answer, "v1", "fr", NOW_S) for answer in (Answer.YES, Answer.NO))
    return [
        (Respondent("p1", "Paule"), yes),
        (Respondent("p2", "Zoé", minor=True), yes),
        (Respondent("p2", "Zoé"), yes),
        (Respondent("p1", "Paule"), no),
        (Respondent(THE_ROOM, "Sandrine"), yes),
    ]


async def test_what_the_servers_end_interrupts_is_awaited_with_its_sessions_answers(
    tmp_path: Path,
) -> None:
    # The threads that write tell the time by themselves.
    async with running(tmp_path, wall_clock=time.time) as recordings:
        recording, thread = await recordings.open("crepes", no_tap, ASKING)
        recordings.server_ends()
        recordings.end(recording, thread)
    again = Recordings(tmp_path, lambda: 99.0, time.time, limits=NO_LIMITS)
    again.answers_of = a_no
    life = again.context(cast(Any, None))
    await anext(life)
    assert again.take_awaited("guitare") is None
    found = again.take_awaited("crepes")
    assert found is not None and again.take_awaited("crepes") is None
    assert (found.folder, found.asking) == (thread.folder, ASKING)
    # The latest of each, and once a child, always a child.
    assert [(p, c.answer.value, m) for p, (c, m) in found.answers.items()] == [
        ("p1", "no", False),
        ("p2", "yes", True),
    ]
    assert found.of_room is not None and found.of_room.by == "Sandrine"
    # It is gone on with in the same folder, and ended for good by whoever leads.
    recording, thread = await again.go_on(found.folder, no_tap)
    with pytest.raises(RecordingUnderWay):
        await again.delete(thread.folder.name)
    again.end(recording, thread)
    await again.settled(30)
    (stored,) = await again.all()
    assert (stored.state, stored.wanted) == ("finished", None)
    with pytest.raises(StopAsyncIteration):
        await anext(life)


@pytest.mark.parametrize(
    ("ago_s", "wanted", "found"), [(599, True, True), (601, True, False), (5, False, False)]
)
async def test_only_what_was_wanted_and_lately(
    tmp_path: Path, ago_s: float, wanted: bool, found: bool
) -> None:
    name = lay(tmp_path, "finished", NOW_S - ago_s)
    path = tmp_path / name / MANIFEST
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"wanted": wanted_by(ASKING) if wanted else None}))
    async with running(tmp_path) as recordings:
        assert (recordings.take_awaited("crepes") is not None) is found
    # And no replay is made of it before it is over.
    assert may_go_on(Manifest.from_json(json.loads(path.read_text())), NOW_S) is found


async def test_what_whoever_leads_ended_is_not_awaited(tmp_path: Path) -> None:
    async with running(tmp_path) as recordings:
        recording, thread = await recordings.open("crepes", no_tap, ASKING)
        recordings.end(recording, thread)
        await recordings.settled(30)
    async with running(tmp_path) as again:
        assert again.take_awaited("crepes") is None
