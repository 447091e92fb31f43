"""Making in its own process: what it can touch, how it is slowed and ended, what becomes of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recorder.replay.edits import Edits
from recorder.replay.errors import NotMade
from recorder.replay.manifest import read_manifest
from recorder.replay.messages import read_line, write_end, write_progress
from recorder.replay.order import Order
from recorder.replay.process import make_apart
from recorder.replay.progress import Progress
from recorder.replay.work import WORK
from tests.recorder.replay.filming import RecordedSession, plain, tone


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    session = RecordedSession(tmp_path_factory.mktemp("recordings") / "r")
    session.camera("awa", plain((200, 40, 40)), 0, 8, role="Salle")
    session.microphone("awa", tone(440), 0, 8)
    return session.finish()


def order_for(tmp_path: Path, recording: Path) -> Order:
    folder = tmp_path / "replay"
    folder.mkdir(exist_ok=True)
    return Order(folder, Edits(), recording=recording)


async def test_it_is_made_without_network_and_other_files(tmp_path: Path, recording: Path) -> None:
    told: list[Progress] = []
    order = order_for(tmp_path, recording)
    confinement = await make_apart(order, told.append, lambda: 1.0)
    assert confinement >= {"limits"}
    assert told and told[-1].done > 0.5
    made = read_manifest(order.folder)
    assert made is not None and len(made.videos) == 2


async def test_it_opens_nothing_outside(tmp_path: Path, recording: Path) -> None:
    """In the same confinement, another program tries."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("canary")
    inside = tmp_path / "replay"
    inside.mkdir()
    program = """
import os, socket, sys
from pathlib import Path
from recorder.examination.confinement import confine_to
done = confine_to(Path(sys.argv[1]), [Path(sys.argv[2])], memory_bytes=1 << 30, file_bytes=1 << 20)
def tries(work):
    try:
        work()
    except OSError as error:
        return type(error).__name__
    return "done"
print(done)
print(tries(lambda: Path(sys.argv[1], "a").write_text("a")))
print(tries(lambda: next(Path(sys.argv[2]).iterdir()).read_bytes()))
print(tries(lambda: Path(sys.argv[2], "a").write_text("a")))
print(tries(lambda: Path(sys.argv[3], "secret").read_bytes()))
print(tries(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[4])), 2)))
"""
    listening = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    ran = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, inside, recording, outside, str(port)),
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    lines = (await ran.communicate())[0].decode().splitlines()
    listening.close()
    if "files" not in lines[0]:
        pytest.skip("this kernel has no Landlock")
    assert lines[1:5] == ["done", "done", "PermissionError", "PermissionError"]
    assert lines[5] != "done"


async def test_killed_it_goes_on_from_what_was_done(tmp_path: Path, recording: Path) -> None:
    order = order_for(tmp_path, recording)
    heard = asyncio.Event()

    def hear(progress: Progress) -> None:
        if progress.done > 0.15:
            heard.set()

    making = asyncio.create_task(make_apart(order, hear, lambda: 1.0))
    await heard.wait()
    making.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await making
    sound = list((order.folder / WORK).glob("heard.json"))
    assert sound and read_manifest(order.folder) is None
    before = sound[0].stat().st_mtime_ns
    seen: list[int] = []

    def look(_progress: Progress) -> None:
        with contextlib.suppress(OSError):
            seen.append(sound[0].stat().st_mtime_ns)

    await make_apart(order, look, lambda: 1.0)
    assert set(seen) == {before}
    assert read_manifest(order.folder) is not None


async def test_while_somebody_is_live_it_stands_still(tmp_path: Path, recording: Path) -> None:
    order = order_for(tmp_path, recording)
    asked: list[float] = []

    def share() -> float:
        asked.append(time.monotonic())
        return 0.0

    making = asyncio.create_task(make_apart(order, lambda progress: None, share))
    while len(asked) < 3:
        await asyncio.sleep(0.05)
    assert _states() == {"T"}
    making.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await making
    assert _states() == set()


async def test_a_server_that_is_killed_leaves_nobody_behind(
    tmp_path: Path, recording: Path
) -> None:
    """Not even one that stood still."""
    order = order_for(tmp_path, recording)
    program = """
import asyncio, json, sys
from recorder.replay.order import Order
from recorder.replay.process import make_apart
order = Order.from_json(json.loads(sys.argv[1]))
asyncio.run(make_apart(order, lambda progress: print("told", flush=True), lambda: 0.0))
"""
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, json.dumps(order.to_json())),
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert server.stdout is not None
    await server.stdout.readline()
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    assert children
    server.kill()
    await server.wait()
    for _ in range(200):
        if not any(_is_at_work(child) for child in children):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("left behind")


def _is_at_work(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _states() -> set[str]:
    """Of the making processes that are this process's children."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    states = set()
    for child in children:
        with contextlib.suppress(OSError):
            if b"recorder.replay" in Path(f"/proc/{child}/cmdline").read_bytes():
                states.add(Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0])
    return states


async def test_why_it_was_not_made_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotMade) as refusal:
        await make_apart(
            order_for(tmp_path, tmp_path / "nowhere"), lambda progress: None, lambda: 1.0
        )
    assert refusal.value.reason == "gone"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "fault"),
        (b"[]", "fault"),
        (b'{"done": 0.5}', "fault"),
        (b'{"done": "1", "left_s": null, "watchable": false}', "fault"),
        (b'{"done": NaN, "left_s": null, "watchable": false}', "fault"),
        (b'{"end": "disk", "confinement": []}', "disk"),
        (b'{"end": "rm -rf", "confinement": []}', "fault"),
        (b'{"end": null, "confinement": 1}', "fault"),
    ],
)
def test_what_the_process_says_is_not_believed(line: bytes, reason: str) -> None:
    with pytest.raises(NotMade) as refusal:
        read_line(line)
    assert refusal.value.reason == reason


def test_messages_there_and_back() -> None:
    progress = Progress(0.5, 12.5, watchable=True)
    assert read_line(write_progress(progress).encode()) == progress
    assert read_line(write_end(None, ["limits"]).encode()) == {"limits"}
    assert read_line(json.dumps({"done": 7, "left_s": -1, "watchable": 0}).encode()) == Progress(
        1.0, 0.0
    )
