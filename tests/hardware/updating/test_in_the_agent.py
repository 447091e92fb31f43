"""The agent hears of releases, says how it goes, and begins anew: a real one, with grey cameras."""

from __future__ import annotations

import asyncio
from pathlib import Path
from unittest import mock

import pytest

from hardware.agent.camera import Camera
from hardware.agent.homes import Received
from hardware.agent.pairing_key import save_key
from hardware.agent.pairing_run import PairedKit
from hardware.agent.signaling import MAX_WAITING, Signaling
from hardware.profiles import CameraProfile
from hardware.updating import updates
from hardware.updating.description import Description
from hardware.updating.shelf import Shelf
from tests.hardware.agent.loopback_server import LoopbackServer
from tests.hardware.agent.soak import Pluggable
from tests.hardware.agent.test_agent import PROFILE
from tests.hardware.updating.stand_in import describe, make_wheel
from tests.hardware.updating.test_updates import put
from tests.support.waiting import until


def grey(profile: CameraProfile, *_: object) -> Camera:
    return Camera(profile, Pluggable())


async def test_it_is_ordered_tells_and_ends_to_begin_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def build(shelf: Shelf, description: Description, python: str) -> None:
        put(shelf, description.version)

    monkeypatch.setattr(updates, "build", build)
    released = tmp_path / "server"
    version, described = describe([make_wheel(released / "new", "is well")])
    (released / "new").rename(released / version)
    (released / version / "release.json").write_bytes(described)
    server = LoopbackServer(releases=released, has_home=False)
    await server.start()
    save_key(tmp_path, server.url, server.keys[-1])
    (tmp_path / "kit.toml").write_text(PROFILE, encoding="utf-8")
    with mock.patch("hardware.agent.kit.open_camera", grey):
        kit = PairedKit(server.url, str(tmp_path / "kit.toml"), tmp_path)
        running = asyncio.create_task(kit.run(asyncio.Event()))
        await until(lambda: server.messages_of("kit.release"), 60)
        assert server.messages_of("kit.release")[0]["step"] == "none"
        await until(lambda: all_work(server), 60)
        await server.sockets[-1].send_json({"type": "kit.update", "version": version})
        async with asyncio.timeout(60):
            assert await running is True
    trial = Shelf(tmp_path).state.trial
    assert trial is not None
    assert trial.devices == ("mains", "microphone", "salle")
    assert server.messages_of("kit.release")[-1]["step"] == "trying"
    await server.stop()


def all_work(server: LoopbackServer) -> bool:
    said = server.messages_of("kit.status")
    return bool(said) and all(
        each["state"] == "live" for each in (*said[-1]["cameras"], said[-1]["microphone"])
    )


async def test_of_the_releases_only_the_latest_waits_for_a_connection() -> None:
    signaling = Signaling(
        mock.Mock(), mock.Mock(), Received(), dict, lambda muted: False, lambda order: None
    )
    signaling.say({"type": "selftest.report"})
    for share in range(2 * MAX_WAITING):
        signaling.say({"type": "kit.release", "share": share})
    assert [each["type"] for each in signaling._waiting] == ["selftest.report", "kit.release"]
    assert signaling._waiting[-1]["share"] == 2 * MAX_WAITING - 1
