"""A server in a process of its own, a camera and a microphone that publish to it over real sockets,
and whoever leads, who has it recorded.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from media.dtls.certificate import Certificate
from media.rtcp import SenderReport
from media.rtcp.ntp import ntp_from_unix
from recorder.manifest import Manifest
from rooms.roles import Role
from server.revocation import Revocations
from server.secret_key import load_secret
from server.signaling.websocket import PROTOCOL
from server.tokens import Tokens
from tests.bench.clients import SocketClient
from tests.e2e.house import ROOT, environment, free_port, passerelle
from tests.recorder.coded import coded_pictures, coded_voice
from tests.support.descriptions import OPUS, VP8, publish_offer

ROOM = "cuisine"
START_LIMIT_S = 60.0
SSRC = {"audio": 0x1000_0001, "video": 0x1000_0002}


class Camera:
    """Films and is heard: 30 pictures and 50 packets of sound a second, a report every second."""

    def __init__(self, role: str, kinds: tuple[str, ...] = ("audio", "video")) -> None:
        self.role, self.kinds = role, kinds
        self.client = SocketClient(Certificate.generate(), server_is_lite=True)
        self.bulk = b""
        """Added to each packet of pictures, to make them as large as those of a real camera."""
        self._sequence = dict.fromkeys(kinds, 1000)
        self._number = dict.fromkeys(kinds, 0)
        self._due = dict.fromkeys((*kinds, "report"), 0.0)

    @property
    def offer(self) -> str:
        return publish_offer(self.client.peer, self.kinds, ssrcs=SSRC)

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            now = time.monotonic()
            self.client.drain()
            self.client.poll(now)
            if self.client.peer.connected:
                self._send(now)
            await asyncio.sleep(0.01)

    def _send(self, now: float) -> None:
        for kind, step_s in (("audio", 0.02), ("video", 1 / 30)):
            if kind not in self.kinds:
                continue
            self._due[kind] = self._due[kind] or now
            while self._due[kind] <= now:
                self._due[kind] += step_s
                self._send_frame(kind)
        if now >= self._due["report"]:
            self._due["report"] = now + 1.0
            for kind in self.kinds:
                timestamp = self._timestamp(kind)
                report = SenderReport(SSRC[kind], ntp_from_unix(time.time()), timestamp, 1, 1)
                self.client.send(self.client.peer.rtcp(report))

    def _send_frame(self, kind: str) -> None:
        number, timestamp = self._number[kind], self._timestamp(kind)
        self._number[kind] += 1
        if kind == "audio":
            payloads: tuple[bytes, ...] = (coded_voice()[number % 50],)
        else:
            payloads = coded_pictures("VP8", 30, 30)[number % 30]
            if self.bulk:
                payloads = (*payloads, *[b"\x00" + self.bulk] * 7)
        for index, payload in enumerate(payloads):
            last = kind == "audio" or index == len(payloads) - 1
            self._sequence[kind] += 1
            head = bytes([0x80, (OPUS if kind == "audio" else VP8) | (0x80 if last else 0)])
            head += (self._sequence[kind] & 0xFFFF).to_bytes(2, "big")
            head += (timestamp & 0xFFFFFFFF).to_bytes(4, "big") + SSRC[kind].to_bytes(4, "big")
            self.client.send(self.client.peer.rtp(head + payload))

    def _timestamp(self, kind: str) -> int:
        return self._number[kind] * (960 if kind == "audio" else 3000)


class Leader:
    """The connection of whoever leads, read all the time as a page does."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._heard: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        self.reading = asyncio.create_task(self._read())
        self.person = self.resume = ""

    async def say(self, type_: str, **fields: Any) -> None:
        await self._socket.send_json({"type": type_, **fields})

    async def hear(self, type_: str, timeout_s: float = 10.0, **wanted: Any) -> dict[str, Any]:
        """The next message of this type with these fields, from what was not heard yet. Raises
        TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while True:
                while self._heard:
                    message = self._heard.pop(0)
                    if message["type"] == type_ and wanted.items() <= message.items():
                        return message
                self._news.clear()
                await self._news.wait()

    def forget(self) -> None:
        """What came so far is not waited for."""
        self._heard.clear()

    async def _read(self) -> None:
        async for message in self._socket:
            self._heard.append(json.loads(message.data))
            self._news.set()


@dataclass
class RealServer:
    """`passerelle serve` over one data folder, again and again."""

    data_dir: Path
    process: asyncio.subprocess.Process | None = None
    port: int = 0
    media_port: int = 0
    _session: aiohttp.ClientSession | None = None
    _clients: list[asyncio.Task[None]] = field(default_factory=list)
    _sockets: list[aiohttp.ClientWebSocketResponse] = field(default_factory=list)

    @property
    def root(self) -> Path:
        return self.data_dir / "recordings"

    def manifests(self) -> list[Manifest]:
        found = (path.read_bytes() for path in sorted(self.root.glob("*/manifest.json")))
        loaded = [Manifest.from_json(json.loads(data)) for data in found]
        return sorted(loaded, key=lambda manifest: manifest.began_unix_s)

    async def start(self) -> None:
        self.port, self.media_port = free_port(), free_port()
        await self._run()

    async def start_again(self) -> None:
        """Where it was before: whoever was there finds it."""
        await self._run()

    async def _run(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            *passerelle("serve"),
            env=environment(self.data_dir, self.port, self.media_port),
            cwd=ROOT,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        self._session = aiohttp.ClientSession(f"http://127.0.0.1:{self.port}")
        give_up_at = time.monotonic() + START_LIMIT_S
        while not await self._ready():
            assert self.process.returncode is None and time.monotonic() < give_up_at
            await asyncio.sleep(0.1)

    async def _ready(self) -> bool:
        assert self._session is not None
        try:
            async with self._session.get("/readyz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    async def figure(self, name: str) -> float:
        """One that `/metrics` gives, 0 before it does."""
        assert self._session is not None
        async with self._session.get("/metrics") as answer:
            lines = (await answer.text()).splitlines()
        return next((float(line.split()[1]) for line in lines if line.startswith(f"{name} ")), 0.0)

    async def publish(self, camera: Camera) -> None:
        """The room is filmed from now on."""
        assert self._session is not None
        headers = {"Authorization": f"Bearer {self.token(Role.KIT)}"}
        headers["Content-Type"] = "application/sdp"
        address = f"/whip/{ROOM}?camera={camera.role}"
        async with self._session.post(address, data=camera.offer, headers=headers) as answer:
            assert answer.status == 201, await answer.text()
            camera.client.learn(await answer.text())
        self._clients.append(asyncio.create_task(camera.run()))

    async def lead(self, resume: str = "") -> Leader:
        assert self._session is not None
        socket = await self._session.ws_connect("/ws", protocols=(PROTOCOL,))
        leader = Leader(socket)
        self._clients.append(leader.reading)
        self._sockets.append(socket)
        before = {"resume": resume} if resume else {}
        await leader.say("join", token=self.token(Role.ANIMATEUR), name="Sandrine", **before)
        welcome = await leader.hear("welcome")
        leader.person, leader.resume = welcome["person"], welcome["resume"]
        return leader

    async def record(self) -> Leader:
        """A camera and a microphone, which everybody in the room agrees to: both are written."""
        await self.publish(Camera("salle"))
        leader = await self.lead()
        await leader.say("recording.start")
        await leader.say("recording.room", agree=True)
        while len((await leader.hear("recording.state"))["tracks"]) < 2:
            pass
        return leader

    async def wait_for_files(self, count: int) -> None:
        """Until so many were begun."""
        give_up_at = time.monotonic() + START_LIMIT_S
        while sum(len(one.files) for one in self.manifests()) < count:
            assert time.monotonic() < give_up_at
            await asyncio.sleep(0.05)

    async def end(self, how: signal.Signals) -> int:
        """Ends the process; its return code."""
        for client in self._clients:
            client.cancel()
        self._clients.clear()
        assert self.process is not None and self._session is not None
        os.kill(self.process.pid, how)
        code = await self.process.wait()
        for one in self._sockets:
            await one.close()
        self._sockets.clear()
        await self._session.close()
        return code

    def cpu_s(self) -> float:
        """Of the process so far, with its threads and the children that have ended."""
        assert self.process is not None
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def token(self, role: Role) -> str:
        with sqlite3.connect(self.data_dir / "passerelle.db") as db:
            query = "SELECT s.id FROM session s JOIN room r ON s.room_id = r.id WHERE r.slug = ?"
            (session,) = db.execute(query, (ROOM,)).fetchone()
        tokens = Tokens(load_secret(self.data_dir), Revocations())
        led = session if role is Role.ANIMATEUR else None
        return tokens.issue(room=ROOM, role=role, session=led, wall_s=time.time(), lifetime_s=3600)
