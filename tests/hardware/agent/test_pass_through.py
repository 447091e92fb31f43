"""A camera's own H.264 reaches the server as it is."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from hardware.agent.camera import Camera
from hardware.capture.live_encoder import EncodedPicture
from hardware.profiles import CameraProfile
from tests.hardware.agent.loopback_server import LoopbackServer
from tests.hardware.agent.test_agent import PROFILE, Running
from tests.hardware.agent.test_camera import PROFILE as CAMERA
from tests.hardware.agent.virtual_devices import H264Camera
from tests.hardware.capture.test_h264 import encoded
from tests.support.waiting import until

#: A key picture every 0.8 s.
UNITS = encoded(20, {0})


async def test_pictures_are_those_of_the_camera_beginning_with_a_key_picture() -> None:
    camera = Camera(CAMERA, H264Camera(UNITS))
    camera.start()
    try:
        await until(lambda: camera.state == "live")
        assert (camera.codec, camera.passes_through) == ("H264", True)
        seen: list[EncodedPicture] = []
        camera.attach(seen.append)
        await until(lambda: len(seen) >= 25)
        assert seen[0].is_keyframe
        assert [picture.content for picture in seen[:20]] == UNITS
        await until(lambda: camera.still)
    finally:
        await camera.stop()


async def test_it_can_be_looked_at_without_a_change_to_what_is_sent() -> None:
    camera = Camera(CAMERA, H264Camera(UNITS))
    camera.start()
    try:
        seen: list[EncodedPicture] = []
        looked: list[av.VideoFrame] = []
        camera.attach(seen.append)
        camera.tap(lambda frame, now: looked.append(frame))
        await until(lambda: len(looked) >= 25)
        assert {picture.content for picture in seen} <= set(UNITS)
    finally:
        await camera.stop()


async def test_the_server_decodes_what_the_camera_compressed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_camera(profile: CameraProfile, *_: object) -> Camera:
        return Camera(profile, H264Camera(UNITS))

    monkeypatch.setattr("hardware.agent.kit.open_camera", open_camera)
    (tmp_path / "kit.toml").write_text(PROFILE, encoding="utf-8")
    server = LoopbackServer()
    await server.start()
    try:
        async with Running(server, tmp_path):
            await until(
                lambda: (
                    len(server.published) == 2
                    and all(session.pictures > 10 for session in server.published.values())
                )
            )
            assert all("H264/90000" in each.offer for each in server.published.values())
            assert not any("VP8/90000" in each.offer for each in server.published.values())
    finally:
        await server.stop()
