"""What the server asks of a running kit, over the kit's own connection."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hardware.agent.publication import Publication
from tests.hardware.agent.loopback_server import LoopbackServer
from tests.hardware.agent.test_agent import PROFILE, Running, until


@pytest.fixture
async def server() -> AsyncIterator[LoopbackServer]:
    server = LoopbackServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    (tmp_path / "kit.toml").write_text(PROFILE, encoding="utf-8")
    return tmp_path


async def test_it_tests_itself_when_it_is_asked_and_tells_once(
    server: LoopbackServer, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.agent.self_test.SOUND_S", 2.0)
    async with Running(server, data_dir):
        await until(lambda: len(server.published) == 2)
        for _ in range(2):
            await server.sockets[0].send_json({"type": "selftest.run", "asked": "session"})
        await until(lambda: server.messages_of("selftest.report"))
        (report,) = server.messages_of("selftest.report")
        assert report["asked"] == "session"
        assert not {row["key"] for row in report["findings"]} & {"picture_none", "picture_black"}


async def test_a_reference_picture_is_taken_of_what_a_camera_films(
    server: LoopbackServer, data_dir: Path
) -> None:
    async with Running(server, data_dir):
        await until(lambda: len(server.published) == 2)
        await server.sockets[0].send_json({"type": "kit.reference", "device": "mains"})
        await until(lambda: (data_dir / "references" / "mains.png").exists())


async def test_each_camera_hears_which_of_its_sizes_are_watched_while_somebody_tells(
    server: LoopbackServer, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: dict[str, list[str] | None] = {}
    monkeypatch.setattr(
        Publication,
        "watch_sizes",
        lambda self, rids: heard.update({self.camera.profile.role: rids}),
    )
    async with Running(server, data_dir):
        await until(lambda: server.messages_of("subscribe.answer"))
        await server.sockets[0].send_json({"type": "kit.layers", "layers": {"salle": ["q"]}})
        await until(lambda: heard == {"salle": ["q"], "mains": None})
        await server.sockets[0].close()
        await until(lambda: heard == {"salle": None, "mains": None})
