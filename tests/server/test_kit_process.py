"""The kit's process: started again later each time, ended with us, no orphan left."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from server.kit_process import Backoff, keep_running


@pytest.mark.parametrize(
    ("lives_s", "delays_s"),
    [
        ([0] * 8, [1, 2, 4, 8, 16, 30, 30, 30]),
        ([59, 59], [1, 2]),
        ([0, 0, 60, 0], [1, 2, 1, 2]),
        ([0] * 6 + [3600], [1, 2, 4, 8, 16, 30, 1]),
    ],
)
def test_later_each_time_but_not_without_end(lives_s: list[float], delays_s: list[float]) -> None:
    backoff = Backoff()
    assert [backoff.delay_s(lived_s) for lived_s in lives_s] == delays_s


def script(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "kit.py"
    path.write_text(text)
    return [sys.executable, str(path)]


async def lines_of(path: Path, count: int) -> list[str]:
    """The first `count` lines that come in `path`."""
    async with asyncio.timeout(20):
        while not path.exists() or len(path.read_text().split()) < count:
            await asyncio.sleep(0.02)
    return path.read_text().split()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()


async def gone(pid: int, within_s: float) -> bool:
    ends_s = time.monotonic() + within_s
    while alive(pid) and time.monotonic() < ends_s:
        await asyncio.sleep(0.02)
    return not alive(pid)


async def test_a_kit_that_dies_is_started_again_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("server.kit_process.FIRST_DELAY_S", 0.01)
    out = tmp_path / "out"
    command = script(
        tmp_path, f"import os, sys; print(os.getpid(), file=open({str(out)!r}, 'a')); sys.exit(3)"
    )
    task = asyncio.create_task(keep_running(command, {}))
    pids = await lines_of(out, 3)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(set(pids)) == len(pids)
    said = capsys.readouterr().err
    assert "Le boîtier de démonstration s’est arrêté (code 3)" in said
    assert "The demo kit has ended (code 3)" in said


@pytest.mark.parametrize("stubborn", [False, True])
async def test_ended_with_us_helpers_included(tmp_path: Path, stubborn: bool) -> None:
    out = tmp_path / "out"
    ignore = "signal.signal(signal.SIGTERM, signal.SIG_IGN)" if stubborn else ""
    command = script(
        tmp_path,
        f"""
import os, signal, subprocess, sys, time
{ignore}
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open({str(out)!r}, "w") as file:
    print(os.getpid(), helper.pid, file=file)
time.sleep(600)
""",
    )
    task = asyncio.create_task(keep_running(command, {}))
    kit, helper = map(int, await lines_of(out, 2))
    began_s = time.monotonic()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert time.monotonic() - began_s < 4.5
    assert await gone(kit, 2)
    assert await gone(helper, 2)


async def test_the_token_comes_by_the_environment(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = script(
        tmp_path,
        f"import os, time; print(os.environ['PASSERELLE_TOKEN'], file=open({str(out)!r}, 'w'));"
        "time.sleep(600)",
    )
    task = asyncio.create_task(keep_running(command, {"PASSERELLE_TOKEN": "canary"}))
    assert await lines_of(out, 1) == ["canary"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_kit_ends_even_when_its_parent_is_killed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    child = tmp_path / "child.py"
    child.write_text(
        "import os, sys, time\n"
        "from server.kit_command import end_with\n"
        "assert end_with(int(sys.argv[1]))\n"
        f"print(os.getpid(), file=open({str(out)!r}, 'w'))\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, subprocess, sys, time;"
            f"subprocess.Popen([sys.executable, {str(child)!r}, str(os.getpid())]);"
            "time.sleep(600)",
        ],
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    (pid,) = map(int, await lines_of(out, 1))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert await gone(pid, 5)
