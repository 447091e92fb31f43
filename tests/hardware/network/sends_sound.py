"""A kit’s microphone to a server, as a process of its own, which may be in another network:
`python -m tests.hardware.network.sends_sound <url> <folder>` says what it goes over."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import aiohttp

from hardware.agent.microphone import Microphone
from hardware.agent.settings import AgentSettings
from hardware.agent.whip import WhipSession
from hardware.demo.tune import TunePlayer


async def main(url: str, folder: str) -> None:
    microphone = Microphone(TunePlayer())
    microphone.start()
    settings = AgentSettings(url, "cuisine", "a token", Path(folder))
    async with aiohttp.ClientSession(trust_env=True) as http:
        session = WhipSession(http, settings, None, microphone)
        await session.open("salle", "Salle")
        print(session.line.transport, flush=True)
        await session.watch()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
