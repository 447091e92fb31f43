"""A home whose network lets nothing through but a relay (TURN): Debian's coturn carries it all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.house import open_house
from tests.e2e.people import Home
from tests.support.coturn import EXECUTABLE, MISSING, SECRET, coturn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# What a closed network does to a browser: no way but those through a relay.
RELAY_ONLY = """
const Peer = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Peer {
  constructor(configuration) { super({ ...configuration, iceTransportPolicy: "relay" }); }
};
"""


async def test_picture_and_sound_both_ways_through_a_relay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Home
) -> None:
    if EXECUTABLE is None:
        pytest.skip(MISSING)
    async with coturn(tmp_path) as relay:
        monkeypatch.setenv("PASSERELLE_TURN_URLS", f"{relay.url('udp')},{relay.url('tcp')}")
        monkeypatch.setenv("PASSERELLE_TURN_SECRET", SECRET)
        house = await open_house(tmp_path / "house")
        try:
            await home.page.add_init_script(RELAY_ONLY)
            await home.open(house.take_part)
            await home.enter("Paule")
            await home.sees(1)
            await home.hears()
            await home.open_microphone()
            await home.open_camera()
            assert {way["type"] for way in await home.ways_out()} == {"relay"}
        finally:
            await house.stop()
        assert SECRET not in "\n".join(house.output)
