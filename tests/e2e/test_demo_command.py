"""`make run` from the outside: it starts, says where to go, and ends when asked to."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.house import ROOT, environment, free_port, open_house, passerelle

pytestmark = pytest.mark.asyncio(loop_scope="session")

STOP_LIMIT_S = 5.0


@pytest.mark.slow
async def test_ctrl_c_ends_everything_and_it_starts_again_at_once(tmp_path: Path) -> None:
    house = await open_house(tmp_path / "house")
    async with aiohttp.ClientSession() as http, http.get(f"{house.origin}/readyz") as response:
        assert response.status == 200
    stopped_in_s = await house.stop()
    assert stopped_in_s <= STOP_LIMIT_S
    assert house.process.returncode == 0
    assert not [line for line in house.output if "Traceback" in line]

    again = await open_house(house.data_dir, http_port=house.http_port, media_port=house.media_port)
    assert again.addresses.keys() == {"s", "animer", "salle"}
    await again.stop()


async def test_a_busy_port_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        code, said = await attempt(tmp_path, port, free_port())
    assert code != 0
    assert str(port) in said
    assert "Traceback" not in said


async def test_a_busy_media_port_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as busy:
        busy.bind(("127.0.0.1", 0))
        port = busy.getsockname()[1]
        code, said = await attempt(tmp_path, free_port(), port)
    assert code != 0
    assert str(port) in said
    assert "Traceback" not in said


async def attempt(data_dir: Path, http_port: int, media_port: int) -> tuple[int | None, str]:
    """The exit code and the output of a demo that cannot start."""
    process = await asyncio.create_subprocess_exec(
        *passerelle("demo"),
        env=environment(data_dir, http_port, media_port),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, out.decode("utf-8", "replace")
