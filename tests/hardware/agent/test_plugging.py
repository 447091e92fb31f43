"""Unplug, plug, plug elsewhere: roles kept, the picture back at once, the others undisturbed."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import threading
import time
from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path

import av
import pytest

from hardware.agent.camera import Camera
from hardware.agent.plugging import watch_plugging
from hardware.capture.live_encoder import EncodedPicture
from hardware.discovery import Binding, Machine, write_bindings
from hardware.discovery.locating import Locator
from hardware.errors import DeviceMissing
from hardware.profiles import parse_profile
from tests.hardware.discovery.tree import described, lay_out
from tests.support.waiting import until

LEFT, RIGHT = "pci-0000:00:14.0-usb-0:1", "pci-0000:00:14.0-usb-0:2.3"
# The promise; usually it is half a second.
BACK_S = 5.0
KIT = parse_profile(
    "version = 1\nname = 'Essai'\n"
    + "".join(
        f"[[cameras]]\nrole = '{role}'\nlabel = '{role}'\nwidth = 160\nheight = 90\n"
        "source = { kind = 'device', model = 'logitech-c920' }\n"
        for role in ("salle", "mains")
    ),
    "essai.toml",
)


class Kernel:
    """Stands for the netlink socket: messages are put in, the reader is woken by a pipe."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()
        self._waiting: deque[bytes] = deque()

    def tell(self, action: str, node: str, subsystem: str = "video4linux") -> None:
        path = f"/devices/x/{node}"
        fields = [f"{action}@{path}", f"SUBSYSTEM={subsystem}", f"DEVNAME={node}"]
        self._waiting.append("\0".join(fields).encode())
        os.write(self._writing, b"!")

    def fileno(self) -> int:
        return self._reading

    def recvfrom(self, size: int) -> tuple[bytes, tuple[int, int]]:
        if not self._waiting:
            raise BlockingIOError
        os.read(self._reading, 1)
        return self._waiting.popleft(), (0, 0)

    def close(self) -> None:
        os.close(self._reading)
        os.close(self._writing)


class PluggedCamera:
    """A device of the simulated machine: there while its node is, a hundred pictures a second."""

    def __init__(self, root: Path, locator: Locator, role: str) -> None:
        self._root, self._locator, self._role = root, locator, role
        self.node = ""
        self.opened = 0

    def open(self, stopping: threading.Event) -> None:
        self.node = self._locator.camera_node(self._role)
        self.opened += 1

    def read(self) -> av.VideoFrame:
        time.sleep(0.01)
        if not (self._root / "sys/class/video4linux" / Path(self.node).name).exists():
            raise DeviceMissing("Débranchée.", "Unplugged.")
        return av.VideoFrame(160, 90, "yuv420p")

    def close(self) -> None:
        pass


class Room:
    """Two identical cameras of one kit, told apart by their ports."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self._described = described("two-alike")
        lay_out(self.root, self._described)
        bindings = [
            Binding("salle", "046d", "0892", None, LEFT),
            Binding("mains", "046d", "0892", None, RIGHT),
        ]
        write_bindings(folder / "bindings.json", bindings)
        locator = Locator(KIT, folder, Machine(self.root))
        self.kernel = Kernel()
        self.devices = {c.role: PluggedCamera(self.root, locator, c.role) for c in KIT.cameras}
        self.cameras = {c.role: Camera(c, self.devices[c.role]) for c in KIT.cameras}
        self.seen: dict[str, list[EncodedPicture]] = {role: [] for role in self.cameras}
        for role, camera in self.cameras.items():
            camera.attach(self.seen[role].append)
            camera.start()
        watched = list(self.cameras.values())
        self.watching = asyncio.create_task(watch_plugging(watched, lambda: self.kernel))  # type: ignore[arg-type,return-value]

    def unplug(self, role: str) -> None:
        node = Path(self.devices[role].node).name
        entry = self.root / "sys/class/video4linux" / node
        self._away = entry.resolve()
        entry.unlink()
        self.kernel.tell("remove", node)

    def plug(self, node: str) -> None:
        """The same device in the same socket; the kernel counts on."""
        entry = self.root / "sys/class/video4linux" / node
        if self._away.name != node:
            moved = self._away.with_name(node)
            shutil.move(str(self._away), str(moved))
            self._away = moved
        entry.symlink_to(self._away)
        self.kernel.tell("add", node)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    room = Room(tmp_path)
    await until(lambda: all(camera.state == "live" for camera in room.cameras.values()))
    yield room
    room.watching.cancel()
    await asyncio.gather(room.watching, return_exceptions=True)
    await asyncio.gather(*(camera.stop() for camera in room.cameras.values()))


@pytest.mark.parametrize("role", ["salle", "mains"])
async def test_a_camera_that_is_plugged_in_again_is_back_and_the_other_never_notices(
    room: Room, role: str
) -> None:
    (other,) = set(room.cameras) - {role}
    room.unplug(role)
    await until(lambda: room.cameras[role].state == "missing")
    # By now it would be looked for every five seconds only.
    room.cameras[role]._wake.clear()
    await asyncio.sleep(2.0)
    room.seen[role].clear()
    plugged_s = time.monotonic()
    room.plug("video7")
    await until(lambda: room.cameras[role].state == "live" and room.seen[role])
    assert time.monotonic() - plugged_s < BACK_S
    assert room.devices[role].node == "/dev/video7", "found where it is now"
    assert room.seen[role][0].is_keyframe
    assert room.devices[other].opened == 1
    stamps = [picture.timestamp for picture in room.seen[other]]
    gaps = [later - earlier for earlier, later in itertools.pairwise(stamps)]
    assert max(gaps) < 90_000, "the other camera's pictures went on"


async def test_what_has_nothing_to_do_with_the_kit_wakes_nobody(room: Room) -> None:
    opened = {role: device.opened for role, device in room.devices.items()}
    for subsystem in ("usb", "input", "block"):
        room.kernel.tell("add", "thing", subsystem)
    await asyncio.sleep(0.5)
    assert {role: device.opened for role, device in room.devices.items()} == opened


async def test_without_the_kernels_messages_the_kit_goes_on() -> None:
    def refused() -> object:
        raise PermissionError("no netlink here")

    watching = asyncio.create_task(watch_plugging([], refused))  # type: ignore[arg-type]
    await asyncio.sleep(0.05)
    assert not watching.done()
    watching.cancel()
