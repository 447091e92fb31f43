"""A camera's thread: keyframes when asked for, and a device that comes and goes."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import AsyncIterator

import av
import pytest

from hardware.agent.camera import Camera
from hardware.capture.live_encoder import EncodedPicture
from hardware.errors import DeviceMissing
from hardware.profiles import CameraProfile
from hardware.profiles.schema import DemoPicture
from tests.support.waiting import until

PROFILE = CameraProfile(
    role="salle",
    label="Salle",
    source=DemoPicture(kind="demo", scene="salle"),
    width=160,
    height=90,
    rate_fps=25,
)


class FakeDevice:
    """A hundred grey pictures a second, while it is plugged in."""

    def __init__(self) -> None:
        self.plugged = threading.Event()
        self.plugged.set()
        self.opened = self.closed = 0

    def open(self, stopping: threading.Event) -> None:
        self._check()
        self.opened += 1

    def read(self) -> av.VideoFrame:
        time.sleep(0.01)
        self._check()
        return av.VideoFrame(160, 90, "yuv420p")

    def close(self) -> None:
        self.closed += 1

    def _check(self) -> None:
        if not self.plugged.is_set():
            raise DeviceMissing("Débranchée.", "Unplugged.")


@pytest.fixture
def device() -> FakeDevice:
    return FakeDevice()


@pytest.fixture
async def camera(device: FakeDevice) -> AsyncIterator[Camera]:
    camera = Camera(PROFILE, device)
    camera.start()
    yield camera
    await camera.stop()


async def test_whoever_attaches_gets_a_keyframe_first(camera: Camera) -> None:
    for _ in range(2):
        seen: list[EncodedPicture] = []
        camera.attach(seen.append)
        await until(lambda: len(seen) > 3)  # noqa: B023
        camera.detach()
        await asyncio.sleep(0.05)
        assert [picture.is_keyframe for picture in seen[:3]] == [True, False, False]


async def test_a_keyframe_comes_when_asked_for(camera: Camera) -> None:
    seen: list[EncodedPicture] = []
    camera.attach(seen.append)
    await until(lambda: len(seen) > 5)
    camera.request_keyframe("")
    before = len(seen)
    await until(lambda: any(picture.is_keyframe for picture in seen[before:]))


async def test_it_does_not_encode_for_nobody_but_keeps_a_still(camera: Camera) -> None:
    await until(lambda: camera.still)
    seen: list[EncodedPicture] = []
    camera.attach(seen.append)
    await until(lambda: seen)
    camera.detach()
    await asyncio.sleep(0.05)
    counted = len(seen)
    await asyncio.sleep(0.1)
    assert len(seen) == counted


async def test_an_unplugged_camera_is_missing_and_comes_back_by_itself(
    camera: Camera, device: FakeDevice
) -> None:
    seen: list[EncodedPicture] = []
    camera.attach(seen.append)
    await until(lambda: camera.state == "live" and seen)
    device.plugged.clear()
    await until(lambda: camera.state == "missing")
    assert device.closed >= 1, "the device must be let go to be found again"
    seen.clear()
    device.plugged.set()
    await until(lambda: camera.state == "live" and len(seen) > 2)
    assert seen[0].is_keyframe


async def test_time_runs_on_while_a_camera_is_away(camera: Camera, device: FakeDevice) -> None:
    seen: list[EncodedPicture] = []
    camera.attach(seen.append)
    await until(lambda: seen)
    device.plugged.clear()
    await until(lambda: camera.state == "missing")
    left_at = seen[-1].timestamp
    device.plugged.set()
    await until(lambda: seen[-1].timestamp > left_at)
    stamps = [picture.timestamp for picture in seen]
    assert stamps == sorted(stamps)
    # The first delay before the device is looked for again is half a second.
    assert max(b - a for a, b in itertools.pairwise(stamps)) > 0.4 * 90_000
