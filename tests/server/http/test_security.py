"""A compressed body is refused; a fault is told to nobody but the log."""

from __future__ import annotations

import pytest
from aiohttp import web

from server.http.security import answer_faults
from tests.server.conftest import Served


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "GZIP", "gzip, gzip", "x-unknown"])
async def test_compressed_bodies_are_refused(served: Served, encoding: str) -> None:
    headers = {"Content-Encoding": encoding}
    async with served.client.post("/api/code", data=b"xxxx", headers=headers) as response:
        assert response.status == 415


async def test_a_large_plain_body_is_refused(served: Served) -> None:
    async with served.client.post("/api/code", data=bytes(2_000_000)) as response:
        assert response.status in (404, 413)


async def test_a_fault_is_an_answer_without_its_reason(
    aiohttp_client: object, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(request: web.Request) -> web.StreamResponse:
        raise ValueError("canary")

    app = web.Application(middlewares=[answer_faults])
    app.router.add_get("/broken/{id}", broken)
    client = await aiohttp_client(app)  # type: ignore[operator]
    async with client.get("/broken/7") as response:
        assert response.status == 500
        assert await response.json() == {"reason": "internal"}
