"""Debian's Firefox ESR, driven by WebDriver BiDi: the stock browser, not a patched one."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp.connector import AddrInfoType

from tests.e2e.bidi import BidiSession, BidiTab
from tests.e2e.island import Island

EXECUTABLE = shutil.which("firefox-esr")
PROBE = Path(__file__).with_name("probe.js")
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
START_LIMIT_S = 60.0

PREFERENCES: dict[str, bool | str] = {
    # A camera and a microphone on a machine that has none, and a person who says yes.
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    # Nothing is asked of anybody outside.
    "app.update.disabledForTesting": True,
    "app.normandy.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.systemAddon.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "intl.accept_languages": "fr-FR, fr",
}


@asynccontextmanager
async def firefox(profile: Path, island: Island | None = None) -> AsyncIterator[BidiTab]:
    """A tab of a Firefox on the island, or on this machine's own network, with a new profile;
    French is its first language."""
    profile.mkdir(parents=True)
    lines = [f'user_pref("{name}", {_literal(value)});' for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines))
    process = await asyncio.create_subprocess_exec(
        *(island.prefix if island is not None else ()),
        EXECUTABLE or "firefox-esr",
        *("--headless", "--no-remote", "--profile", str(profile)),
        *("--remote-debugging-port", "0"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        address = await asyncio.wait_for(_address(process), START_LIMIT_S)
        async with (
            aiohttp.ClientSession(connector=_connector(island) if island else None) as http,
            http.ws_connect(f"{address}/session", max_msg_size=0) as socket,
        ):
            session = BidiSession(socket)
            yield await _new_tab(session)
            await session.close()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def _connector(island: Island) -> aiohttp.TCPConnector:
    def make_socket(address: AddrInfoType) -> socket.socket:
        made = island.socket(*address[:3])
        made.setblocking(False)
        return made

    return aiohttp.TCPConnector(socket_factory=make_socket)


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    async for line in process.stderr:
        if found := LISTENING.search(line.decode("utf-8", "replace")):
            return found.group(1)
    raise AssertionError("Firefox ended before it listened")


async def _new_tab(session: BidiSession) -> BidiTab:
    await session.command("session.new", capabilities={})
    await session.command(
        "script.addPreloadScript", functionDeclaration=f"() => {{ {PROBE.read_text()} }}"
    )
    # The tab that is there already never has the keyboard: keys reach it, but press no button.
    made = await session.command("browsingContext.create", type="tab", background=False)
    return BidiTab(session, made["context"])


def _literal(value: bool | str) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'
