"""A running kit is updated with the real program and brought back:
``python -m tests.hardware.updating.walk [--python /usr/bin/python3] [--locked]``.

The release is made of this tree with all that it needs (pip fetches that once, from wherever it
is set up to); the kit is installed without a network, runs against a small server on this
machine, and is started again whenever it ends, as systemd would. Prints how long each step took.
``--locked`` (as root) runs it as the unit does: no rights, nothing new by setuid, a root that is
read-only but for its data folder. ``--python`` is what the base is installed with.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hardware.agent.pairing_key import save_key
from server.releases import making
from server.releases.shelf import Shelf
from tests.hardware.agent.loopback_server import LoopbackServer
from tests.hardware.agent.test_agent import PROFILE
from tests.support.waiting import until

LIMIT_S = 900.0
#: systemd's RestartSec.
RESTART_S = 2.0


@contextlib.contextmanager
def timed(what: str) -> Iterator[None]:
    began_s = time.monotonic()
    yield
    print(f"{what:58s} {time.monotonic() - began_s:7.1f} s", flush=True)


def changed(shelf: Shelf, version: str, files: dict[str, str]) -> str:
    """Another release, whose program has other files in the place of these; the rest as it was."""
    folder = shelf.folder / ".changed"
    shutil.copytree(shelf.folder / version, folder, copy_function=os.link)
    (wheel,) = folder.glob("passerelle-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    wheel.unlink()
    (folder / "release.json").unlink()
    content |= {name: text.encode() for name, text in files.items()}
    # A record without digests holds too (PEP 376).
    record = next(name for name in content if name.endswith(".dist-info/RECORD"))
    content[record] = "".join(f"{name},,\n" for name in content).encode()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    made = making.describe(folder, version.partition("+")[0], making.MACHINES, datetime.now(UTC))
    shelf.add(folder, made)
    return made


class Kit:
    """What is installed, what it writes, and what starts it again."""

    def __init__(self, folder: Path, server: LoopbackServer, python: str, locked: bool) -> None:
        self.base, self.data, self.server = folder / "opt" / "current", folder / "data", server
        self.python, self.locked = python, locked
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def install(self, wheels: Path) -> None:
        subprocess.run([self.python, "-m", "venv", self.base], check=True)
        pip = [self.base / "bin" / "pip", "install", "--quiet", "--no-index", "--no-deps"]
        names = [str(path) for path in wheels.glob("*.whl") if "aarch64" not in path.name]
        subprocess.run([*pip, *names], check=True)
        self.data.mkdir()
        (self.data / "kit.toml").write_text(PROFILE, encoding="utf-8")
        save_key(self.data, self.server.url, self.server.keys[-1])
        if self.locked:
            subprocess.run(["chown", "-R", "65534:65534", self.data], check=True)

    def command(self) -> list[str]:
        words = ["kit", "--url", self.server.url, "--profile", str(self.data / "kit.toml")]
        program = [str(self.base / "bin" / "passerelle"), *words]
        if not self.locked:
            return program
        mounts = 'mount --bind "$0" "$0" && mount -o remount,bind,ro / && mount -t tmpfs tmp /tmp'
        rights = "--reuid 65534 --regid 65534 --clear-groups --no-new-privs --inh-caps=-all"
        inside = f'{mounts} && exec setpriv {rights} -- "$@"'
        return ["unshare", "--mount", "--", "sh", "-c", inside, str(self.data), *program]

    async def run(self) -> None:
        with (self.data / "log").open("wb") as log:
            while True:
                self.starts += 1
                self.process = subprocess.Popen(
                    self.command(),
                    cwd="/",
                    env={**os.environ, "PASSERELLE_DATA_DIR": str(self.data)},
                    stderr=log,
                )
                while self.process.poll() is None:
                    await asyncio.sleep(0.05)
                await asyncio.sleep(RESTART_S)

    def cut(self) -> None:
        """As if the power were: nothing of it has a last word."""
        assert self.process is not None
        for child in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            for pid in child.read_text().split():
                os.kill(int(pid), 9)
        self.process.kill()

    @property
    def told(self) -> dict[str, Any]:
        said = self.server.messages_of("kit.release")
        return said[-1] if said else {}

    def says(self, step: str, running: str | None = None) -> bool:
        told = self.told
        return told.get("step") == step and running in (None, told["running"])

    async def order(self, **order: object) -> None:
        await until(lambda: bool(self.server.messages_of("kit.status")), LIMIT_S)
        await self.server.sockets[-1].send_json(order)

    async def update(self, version: str, step: str, what: str) -> None:
        """Ordered, and done with; the longest that no picture came is printed."""
        watching = asyncio.create_task(self._gap())
        await self.order(type="kit.update", version=version, quiet_s=None)
        for seen in ("building", "trying"):
            with timed(f"{what}: until {seen}"):
                await until(lambda s=seen: self.says(s), LIMIT_S)
        with timed(f"{what}: until {step}"):
            await until(lambda: self.says(step) and self.told["version"] == version, LIMIT_S)
        await until(self.films, LIMIT_S)
        watching.cancel()
        print(f"{what + ': longest without a picture':58s} {self._longest_s:7.1f} s")

    def films(self) -> bool:
        return len(self.server.published) >= 2 and time.monotonic() - self._picture_s < 0.5

    _longest_s = 0.0
    _picture_s = 0.0

    async def _gap(self) -> None:
        seen, self._picture_s, self._longest_s = -1, time.monotonic(), 0.0
        while True:
            pictures = sum(each.pictures for each in self.server.published.values())
            if pictures != seen:
                seen, self._picture_s = pictures, time.monotonic()
            self._longest_s = max(self._longest_s, time.monotonic() - self._picture_s)
            await asyncio.sleep(0.05)


async def walk(folder: Path, python: str, locked: bool) -> None:
    shelf = Shelf(folder / "server")
    with timed("a release is made of this tree"):
        first = making.make(shelf, making.MACHINES, None, datetime.now(UTC))
    size = shelf.versions()[0].bytes
    print(f"{first}: {size / 1e6:.0f} MB for a kit")
    crashing = changed(shelf, first, {"hardware/agent/kit.py": "raise RuntimeError\n"})
    second = changed(shelf, first, {"server/walked.py": "# Changed.\n"})
    server = LoopbackServer(releases=shelf.folder, has_home=False)
    await server.start()
    kit = Kit(folder, server, python, locked)
    with timed("the base is installed"):
        kit.install(shelf.folder / first)
    keeping = asyncio.create_task(kit.run())
    try:
        with timed("the base films"):
            await until(lambda: len(server.published) == 2 and kit.says("none"), LIMIT_S)
        await kit.update(first, "kept", "the first release")
        print(f"on the kit's disk: {_megabytes(kit.data / 'releases'):.0f} MB")
        await kit.order(type="kit.update", version=second)
        await until(lambda: kit.says("building"), LIMIT_S)
        await asyncio.sleep(3)
        server.messages.clear()
        kit.cut()
        with timed("the power is cut in the building: until it is there again"):
            await until(lambda: kit.told.get("running") == first, LIMIT_S)
        await kit.update(second, "kept", "the second release")
        print(f"on the kit's disk: {_megabytes(kit.data / 'releases'):.0f} MB")
        await kit.update(crashing, "returned", "one that crashes")
        assert kit.told["reason"] == "start" and kit.told["running"] == second, kit.told
        server.messages.clear()
        with timed("going back, until it films"):
            await kit.order(type="kit.roll_back")
            await until(lambda: kit.says("returned", first) and len(server.published) == 2, LIMIT_S)
        assert kit.told["reason"] is None and kit.told["previous"] == "0.1.0", kit.told
        print(json.dumps(kit.told))
    finally:
        keeping.cancel()
        kit.cut()
        await server.stop()


def _megabytes(folder: Path) -> float:
    return int(subprocess.check_output(["du", "-sk", folder]).split()[0]) / 1000


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--python", default=sys.executable)
    arguments.add_argument("--locked", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="walk-", dir="/var/tmp") as scratch:
        Path(scratch).chmod(0o755)
        asyncio.run(walk(Path(scratch), given.python, given.locked))
