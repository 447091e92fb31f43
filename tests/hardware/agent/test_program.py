"""The agent as a process: it learns its room from its token, and ends when it is told to."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import jwt
import pytest

from hardware.agent.program import room_of_token
from hardware.errors import AgentRefused

ROOT = Path(__file__).resolve().parents[3]
TOKEN = jwt.encode({"room": "cuisine", "role": "kit"}, "x" * 32, algorithm="HS256")


def test_a_token_names_its_room() -> None:
    assert room_of_token(TOKEN) == "cuisine"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "cuisine",
        "a.b.c",
        "a.é.c",
        jwt.encode({"role": "kit"}, "x" * 32, algorithm="HS256"),
        jwt.encode({"room": 3}, "x" * 32, algorithm="HS256"),
        "a.W10.c",
    ],
)
def test_what_names_no_room_is_refused_in_both_languages(token: str) -> None:
    with pytest.raises(AgentRefused, match=r"Ce lien .* / This token"):
        room_of_token(token)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    program = "import sys; from hardware.agent import run; run(*sys.argv[1:])"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, "http://127.0.0.1:9", TOKEN),
        cwd=ROOT,
        env={**os.environ, "PASSERELLE_DATA_DIR": str(tmp_path), "PASSERELLE_LOG_LEVEL": "info"},
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    async with asyncio.timeout(60):
        # It is making the demo clip and looking for the server: the busiest moment.
        first = await process.stderr.readline()
        await asyncio.sleep(0.3)
        began = time.monotonic()
        process.send_signal(number)
        rest = await process.stderr.read()
        assert await process.wait() == 0
    # The promise is two seconds, on a machine that does nothing else.
    assert time.monotonic() - began < 10
    assert b"kit: " in first
    assert b"Traceback" not in first + rest
    assert TOKEN.encode() not in first + rest
