"""Real environments of tiny wheels, started through the real launcher by something like systemd.

The program in them is a stand-in (`stand_in.py`): what decides, builds and starts is real.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from hardware.updating import build_environment, deciding, launching
from hardware.updating.building import build
from hardware.updating.description import Description, parse_description
from hardware.updating.fetching import NotFetched
from hardware.updating.shelf import Shelf, now
from hardware.updating.state import Outcome
from tests.hardware.updating.stand_in import describe, make_wheel
from tests.support import waiting

# Releases are built at the lowest priority: on a busy machine that takes its time.
until = partial(waiting.until, limit_s=90.0)


async def made(shelf: Shelf, behaviour: str, number: str) -> str:
    """A release is complete on the shelf; its version."""
    description = fetched(shelf, behaviour, number)
    await build(shelf, description, sys.executable)
    return description.version


def fetched(shelf: Shelf, behaviour: str, number: str) -> Description:
    scratch = shelf.folder / "scratch"
    wheel = make_wheel(scratch, behaviour, number)
    version, text = describe([wheel], number)
    wheels = shelf.release(version) / "wheels"
    wheels.mkdir(parents=True)
    (scratch / wheel.file).replace(wheels / wheel.file)
    scratch.rmdir()
    return parse_description(text, version)


def scripted(shelf: Shelf, version: str, script: str) -> str:
    """A release that is complete, whose program is this script."""
    program = shelf.program(version)
    program.parent.mkdir(parents=True)
    program.write_text(script)
    program.chmod(0o755)
    (shelf.release(version) / "complete").touch()
    return version


@dataclass
class House:
    """A kit's data folder, an installed base, and what starts it again whenever it ends."""

    data: Path
    base: Path
    process: subprocess.Popen[bytes] | None = None
    ends: list[int] = field(default_factory=list)

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.data)

    @property
    def log(self) -> list[str]:
        """What was begun, one after the other."""
        path = self.data / "log"
        return [line.split()[0] for line in path.read_text().splitlines()] if path.exists() else []

    async def run(self) -> None:
        while True:
            self.process = subprocess.Popen(
                [self.base / "bin" / "passerelle", "kit", "--url", "http://127.0.0.1:9"],
                env={**os.environ, "PASSERELLE_DATA_DIR": str(self.data)},
                stderr=subprocess.DEVNULL,
            )
            while self.process.poll() is None:
                await asyncio.sleep(0.02)
            self.ends.append(self.process.returncode)

    def try_release(self, version: str) -> None:
        """As the agent does it: written down, then begun anew."""
        devices = ("salle", "mains")
        self.shelf.change(lambda state: deciding.begin_trial(state, version, devices, now()))
        self.end()

    def end(self) -> None:
        assert self.process is not None
        self.process.kill()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installed program, in an environment of its own."""
    shelf = Shelf(tmp_path_factory.mktemp("opt"))
    return shelf.release(asyncio.run(made(shelf, "is well", "0.1")))


@pytest.fixture
async def house(base: Path, tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path, base)
    keeping = asyncio.create_task(house.run())
    await until(lambda: house.log == ["base"])
    yield house
    keeping.cancel()
    house.end()


async def test_one_that_works_is_kept_one_that_crashes_or_loses_a_camera_is_left(
    house: House,
) -> None:
    good = await made(house.shelf, "is well", "1.0")
    house.try_release(good)
    await until(lambda: house.shelf.state.current == good)
    assert house.shelf.state.outcome == Outcome("kept", good)
    assert house.log == ["base", good]

    crashing = await made(house.shelf, "crashes", "2.0")
    house.try_release(crashing)
    await until(lambda: house.log[2:] == [crashing] * deciding.TRIAL_STARTS + [good])
    assert house.shelf.state.outcome == Outcome("returned", crashing, "start")

    blind = await made(house.shelf, "misses", "3.0")
    before = len(house.ends)
    house.try_release(blind)
    await until(lambda: house.log[-2:] == [blind, good])
    assert house.shelf.state.outcome == Outcome("returned", blind, "devices_lost")
    # It left by itself: whatever watches over the process saw none end but the one killed above.
    assert len(house.ends) == before + 1

    house.shelf.change(deciding.to_base)
    house.end()
    await until(lambda: house.log[-1] == "base")


async def test_one_that_hangs_and_is_ended_three_times_is_left(house: House) -> None:
    script = f"#!/bin/sh\necho 2.0+hangs $$ >> {house.data}/log\nexec sleep 60\n"
    hanging = scripted(house.shelf, "2.0+hangs", script)
    house.try_release(hanging)
    for starts in range(1, deciding.TRIAL_STARTS + 1):
        await until(lambda n=starts: house.log[1:] == [hanging] * n)
        # The same process, for whatever watches over it.
        pid = int((house.data / "log").read_text().splitlines()[-1].split()[1])
        assert house.process is not None and pid == house.process.pid
        house.end()
    await until(lambda: house.log[-1] == "base")
    assert house.shelf.state.outcome == Outcome("returned", hanging, "start")


def test_the_alarm_of_a_trial_does_not_end_the_base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(launching.BASE_VARIABLE, raising=False)
    Shelf(tmp_path).folder.mkdir()
    signal.alarm(1000)
    launching.launch(tmp_path)
    assert signal.alarm(0) == 0


async def test_without_a_watchdog_the_alarm_ends_one_that_hangs(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launching, "_ALARM_S", 1)
    monkeypatch.delenv(launching.BASE_VARIABLE, raising=False)
    version = scripted(house.shelf, "2.0+hangs", "#!/bin/sh\nexec sleep 60\n")
    house.shelf.change(lambda state: deciding.begin_trial(state, version, (), now()))
    if (child := os.fork()) == 0:
        launching.launch(house.data)
        os._exit(1)
    _, status = await asyncio.to_thread(os.waitpid, child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM


async def test_what_is_broken_on_the_disk_is_not_begun(house: House) -> None:
    broken = scripted(house.shelf, "2.0+broken", f"#!{house.data}/no/python\n")
    house.try_release(broken)
    await until(lambda: house.log == ["base", "base"])
    assert house.shelf.state.outcome == Outcome("returned", broken, "start")


async def test_the_power_is_cut_while_it_is_built_at_the_lowest_priority(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    description = fetched(shelf, "is well", "1.0")
    building = asyncio.create_task(build(shelf, description, sys.executable))
    await until(lambda: priorities(str(shelf.folder)))
    # proc(5): 5 is SCHED_IDLE.
    assert priorities(str(shelf.folder)) <= {(19, 5)}
    building.cancel()
    await asyncio.wait([building])
    assert shelf.whole() == set()
    await build(shelf, description, sys.executable)
    assert shelf.whole() == {description.version}


def priorities(folder: str) -> set[tuple[int, int]]:
    """Niceness and policy of what pip does there now."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if folder.encode() in words and b"pip" in words:
            # The 19th and the 41st of all fields.
            found.add((int(fields[16]), int(fields[38])))
    return found


async def test_what_a_killed_kit_left_at_work_is_waited_for(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    description = fetched(shelf, "is well", "1.0")
    release = shelf.release(description.version)
    (release / "wheels" / "requirements.txt").write_text(description.requirements)
    words = ["-I", build_environment.__file__, str(release)]
    with subprocess.Popen([sys.executable, *words]) as left:
        await until((release / "bin" / "python").exists)
        # The program alone is killed, what it had begun goes on.
        left.kill()
    await build(shelf, description, sys.executable)
    assert shelf.whole() == {description.version}


async def test_a_build_that_fails_says_why(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    description = fetched(shelf, "is well", "1.0")
    wheel = shelf.release(description.version) / "wheels" / description.wheels[0].file
    wheel.write_bytes(wheel.read_bytes()[:-10] + b"0123456789")
    with pytest.raises(NotFetched, match="DO NOT MATCH THE HASHES") as refused:
        await build(shelf, description, sys.executable)
    assert refused.value.reason == "build"
    assert shelf.whole() == set()


async def test_a_python_without_pip_or_venv_is_told(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    description = fetched(shelf, "is well", "1.0")
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)
    with pytest.raises(NotFetched, match="No module named pip") as refused:
        await build(shelf, description, str(bare / "bin" / "python"))
    assert refused.value.reason == "build"
