"""A session is recorded, the kit's line is cut, and the recording lacks nothing afterwards."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import av
import pytest

from hardware.demo import clock
from hardware.local_recording.recording import FOLDER
from recorder.manifest import FileEntry, Manifest
from recorder.replay.edits import Edits
from recorder.replay.plan import Kept, kept_ranges
from recorder.replay.source import recording_source
from tests.server.recording.cut_line import CutLine, kit_on, line_to, until
from tests.server.recording.real_server import Leader, RealServer

CUT_S = 4.0


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RealServer]:
    server = RealServer(tmp_path / "server")
    await server.start()
    yield server
    await server.end(signal.SIGTERM)


@pytest.fixture(autouse=True)
def noticed_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.agent.whip.SILENCE_S", 1.0)
    monkeypatch.setattr("hardware.local_recording.sending.RETRY_S", 0.5)


@pytest.fixture
async def line(server: RealServer, tmp_path: Path) -> AsyncIterator[CutLine]:
    """With a kit at its end."""
    async with line_to(server) as line, kit_on(line, server, tmp_path / "kit"):
        yield line


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where the kit keeps what it could not send."""
    return tmp_path / "kit" / FOLDER


async def recorded(server: RealServer) -> Leader:
    """Whoever leads has the room recorded."""
    leader = await server.lead()
    await leader.say("recording.start")
    await leader.say("recording.room", agree=True)
    await both_written(leader)
    return leader


async def both_written(leader: Leader) -> None:
    """The kit's picture and its sound."""
    while len((await leader.hear("recording.state", timeout_s=30.0))["tracks"]) < 2:
        pass


async def brought(server: RealServer, kept: Path) -> None:
    """What the kit kept of both tracks has come, and it has nothing of it any more."""
    await until(lambda: len(list(server.root.glob("*/parts/*.spool"))) >= 2)
    await until(lambda: not list(kept.iterdir()))


async def over(server: RealServer, leader: Leader) -> tuple[Path, Manifest]:
    """Stops it, and waits for what came of the kit to be put into it."""
    await leader.say("recording.stop")
    await until(
        lambda: (
            server.manifests()[0].state == "finished"
            and not list(server.root.glob("*/parts/*.spool"))
        )
    )
    (manifest,) = server.manifests()
    return server.root / manifest.recording, manifest


def of_kind(manifest: Manifest, kind: str) -> list[FileEntry]:
    return sorted((e for e in manifest.files if e.kind == kind), key=lambda e: e.began_ms)


def filmed_at_ms(path: Path, entry: FileEntry) -> list[int]:
    """How much later each picture was filmed than it stands in the recording (modulo)."""
    found = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            read_ms = clock.read(frame.to_ndarray(format="gray8"))
            if read_ms is not None and frame.time is not None:
                found.append(round(read_ms - frame.time * 1000) % clock.PERIOD_MS)
    assert len(found) > entry.frames / 2
    return found


async def test_what_the_line_did_not_carry_comes_afterwards(
    server: RealServer, line: CutLine, kept: Path
) -> None:
    leader = await recorded(server)
    await asyncio.sleep(1.5)
    line.cut()
    await asyncio.sleep(CUT_S)
    line.mend()
    await brought(server, kept)
    folder, manifest = await over(server, leader)
    for kind in ("audio", "video"):
        files = of_kind(manifest, kind)
        parts = [one for one in files if one.end_reason == "kit"]
        for before, after in pairwise(files):
            assert 0 < after.began_ms - (before.ended_ms or 0) < 300
        assert sum((one.ended_ms or 0) - one.began_ms for one in parts) > 1000 * CUT_S / 2
    pictures = of_kind(manifest, "video")
    offsets = [sorted(filmed_at_ms(folder / one.file, one)) for one in pictures]
    middles = [one[len(one) // 2] for one in offsets]
    assert max(middles) - min(middles) < 250
    assert not list((folder / "parts").iterdir())
    tracks = recording_source(folder).of_kind("video")
    at_s = (pictures[0].ended_ms or 0) / 1000 + CUT_S / 2
    assert any(track.piece_at(at_s) for track in tracks)


async def test_what_a_killed_server_did_not_hear_is_in_the_replay(
    server: RealServer, line: CutLine, kept: Path
) -> None:
    leader = await recorded(server)
    await asyncio.sleep(1.5)
    await server.end(signal.SIGKILL)
    await server.start_again()
    leader = await server.lead(resume=leader.resume)
    # The kit comes back, and the recording goes on by itself.
    await both_written(leader)
    await brought(server, kept)
    folder, manifest = await over(server, leader)
    (hole,) = manifest.interruptions
    assert hole.to_ms - hole.from_ms > 1000
    for kind in ("audio", "video"):
        files = of_kind(manifest, kind)
        assert [one.end_reason == "kit" for one in files] == [False, True, False]
        for before, after in pairwise(files):
            assert after.began_ms - (before.ended_ms or 0) < 300
    source = recording_source(folder)
    # Nothing is left out: three seconds of a hole would be shown, and no more.
    assert kept_ranges(source, Edits()) == (Kept(source.began_s, source.ended_s),)
    for at_s in (hole.from_ms / 1000 + 0.5, hole.to_ms / 1000 - 0.5):
        for kind in ("audio", "video"):
            assert any(track.piece_at(at_s) for track in source.of_kind(kind)), (kind, at_s)


async def test_nothing_is_sent_of_what_was_withdrawn_meanwhile(
    server: RealServer, line: CutLine, kept: Path
) -> None:
    leader = await recorded(server)
    line.cut()
    await until(lambda: len(list(kept.glob("*.open"))) == 2)
    await leader.say("recording.room", agree=False)
    await leader.hear("recording.state")
    withdrawn_ms = 1000 * (await leader.hear("recording.state"))["seconds"] + 1000
    await asyncio.sleep(CUT_S)
    line.mend()
    await until(lambda: not list(kept.iterdir()))
    folder, manifest = await over(server, leader)
    assert manifest.files
    assert max(one.ended_ms or 0 for one in manifest.files) <= withdrawn_ms
    assert not list(folder.glob("parts/*"))
