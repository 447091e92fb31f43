"""Parts on their way to a server that is a script: what the kit makes of each answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from hardware.local_recording import sending
from hardware.local_recording.sending import PartSender
from hardware.local_recording.spool import SpoolFrame, SpoolWriter
from tests.hardware.local_recording.test_local_spool import FRAMES, HEAD


@dataclass
class Script:
    """``keep``: what the server lets pass; ``refusals``: answered once each, before anything."""

    keep: list[list[int]] = field(default_factory=lambda: [[0, 1000]])
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    came: bytes = b""
    asked: int = 0

    async def announce(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer a-token"
        self.asked += 1
        self.size = int((await request.json())["bytes"])
        if self.refusals:
            status, body = self.refusals.pop(0)
            return web.json_response(body, status=status)
        return web.json_response({"offset": len(self.came), "keep": self.keep, "kept": False})

    async def receive(self, request: web.Request) -> web.Response:
        piece = await request.read()
        if self.refusals:
            status, body = self.refusals.pop(0)
            return web.json_response(body, status=status)
        if int(request.query["offset"]) == len(self.came):
            self.came += piece
        kept = len(self.came) == self.size
        return web.json_response({"offset": len(self.came), "kept": kept})


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def part(tmp_path: Path) -> Path:
    writer = SpoolWriter(tmp_path, HEAD)
    writer.write(FRAMES)
    path = writer.close()
    assert path is not None
    return path


@pytest.fixture
async def sender(
    script: Script, part: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[PartSender]:
    for name, value in (("PIECE_BYTES", 100), ("SEND_BPS", 1e9), ("RETRY_S", 0.02)):
        monkeypatch.setattr(sending, name, value)
    app = web.Application()
    app.router.add_post("/api/kit/parts", script.announce)
    app.router.add_put("/api/kit/parts/{recording}/{part}", script.receive)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        sender = PartSender(
            http,
            lambda path: str(server.make_url("")).rstrip("/") + path,
            lambda: "a-token",
            lambda: list(part.parent.glob("*.spool")),
        )
        task = asyncio.create_task(sender.run())
        yield sender
        task.cancel()


async def gone(part: Path) -> None:
    async with asyncio.timeout(10):
        while part.exists():
            await asyncio.sleep(0.01)


async def test_it_is_sent_and_deleted(script: Script, part: Path, sender: PartSender) -> None:
    content = part.read_bytes()
    await gone(part)
    assert script.came == content


@pytest.mark.parametrize(
    "refusals",
    [
        [(503, {}), (401, {"reason": "token"}), (507, {"reason": "full"})],
        [(404, {"reason": "forbidden"}), (410, {}), (500, {})],
    ],
)
async def test_what_may_pass_is_waited_for(
    script: Script,
    part: Path,
    sender: PartSender,
    refusals: list[tuple[int, dict[str, str]]],
) -> None:
    script.refusals = list(refusals)
    content = part.read_bytes()
    await gone(part)
    assert script.came == content
    assert script.asked > len(refusals)


@pytest.mark.parametrize("reason", ["withdrawn", "gone"])
async def test_what_will_never_be_wanted_is_deleted(
    script: Script, part: Path, sender: PartSender, reason: str
) -> None:
    script.refusals = [(410, {"reason": reason})]
    await gone(part)
    assert script.came == b""


async def test_what_may_not_be_kept_is_never_sent(
    script: Script, part: Path, sender: PartSender, tmp_path: Path
) -> None:
    script.keep = [[2, 4], [30, 31]]
    await gone(part)
    (tmp_path / "kept").mkdir()
    writer = SpoolWriter(tmp_path / "kept", HEAD)
    writer.write([SpoolFrame(t * 1000, t % 5 == 0, bytes([t]) * (t + 1)) for t in (2, 3, 30)])
    expected = writer.close()
    assert expected is not None
    assert script.came == expected.read_bytes()
    assert script.asked == 2


async def test_without_room_to_take_it_out_all_of_it_goes(
    script: Script, part: Path, sender: PartSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(sending, "keep_only", full)
    script.keep = [[2, 4]]
    await gone(part)
    assert script.came == b""
