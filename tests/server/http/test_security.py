"""A compressed body is refused before it is inflated; a fault is told to nobody but the log."""

from __future__ import annotations

import gzip
import time
import tracemalloc

import pytest
from aiohttp import web

from server.http.security import answer_faults
from tests.server.conftest import Served


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "GZIP", "gzip, gzip", "x-unknown"])
async def test_compressed_bodies_are_refused(served: Served, encoding: str) -> None:
    headers = {"Content-Encoding": encoding}
    async with served.client.post("/api/code", data=b"xxxx", headers=headers) as response:
        assert response.status == 415


async def test_a_gzip_bomb_costs_nothing(served: Served) -> None:
    bomb = gzip.compress(bytes(200_000_000), compresslevel=9)
    assert 150_000 < len(bomb) < 250_000
    tracemalloc.start()
    started_s = time.process_time()
    async with served.client.post(
        "/api/code", data=bomb, headers={"Content-Encoding": "gzip"}
    ) as response:
        assert response.status == 415
    spent_s = time.process_time() - started_s
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Inflated, it would be 200 MB; the client's own copy of the body is counted here too.
    assert peak_bytes < 20_000_000
    assert spent_s < 2.0


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
