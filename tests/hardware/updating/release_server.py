"""A server of releases that is cut, lies or is away, as the test wants it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from aiohttp import web

from hardware.updating.description import Wheel
from tests.hardware.updating.stand_in import describe

TOKEN = "a-kit-token"


@dataclass
class ReleaseServer:
    """`files` by name; `cut_after`: bytes of each answer before the connection is cut; `asked`:
    what was asked for, with the first byte of it."""

    files: dict[str, bytes] = field(default_factory=dict)
    cut_after: int | None = None
    takes_ranges: bool = True
    asked: list[tuple[str, int]] = field(default_factory=list)
    sent: int = 0
    version: str = ""
    url: str = ""
    _runner: web.AppRunner | None = None

    def hold(self, wheels: list[Wheel], contents: list[bytes]) -> str:
        """These wheels make a release; returns its version."""
        self.version, description = describe(wheels)
        self.files["release.json"] = description
        self.files |= {wheel.file: data for wheel, data in zip(wheels, contents, strict=True)}
        return self.version

    async def start(self, port: int = 0) -> None:
        app = web.Application()
        app.router.add_get("/api/kit/releases/{version}", self._answer)
        app.router.add_get("/api/kit/releases/{version}/{file}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
        name = request.match_info.get("file", "release.json")
        if request.match_info["version"] != self.version or name not in self.files:
            raise web.HTTPNotFound
        data, at = self.files[name], 0
        if self.takes_ranges and "Range" in request.headers:
            at = int(request.headers["Range"].removeprefix("bytes=").rstrip("-"))
        self.asked.append((name, at))
        response = web.StreamResponse(status=206 if at else 200)
        response.content_length = len(data) - at
        await response.prepare(request)
        if self.cut_after is not None and name != "release.json":
            data = data[: at + self.cut_after]
        self.sent += len(data) - at
        await response.write(data[at:])
        if response.content_length > len(data) - at:
            await asyncio.sleep(0.05)
            assert request.transport is not None
            request.transport.close()
        return response
