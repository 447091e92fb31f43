"""Sound through a real PipeWire, in a room where the microphone hears the loudspeaker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hardware.capture.alsa import AlsaSound
from hardware.capture.mixer import MixerMissing, limit_playback_percent, set_capture_percent
from hardware.errors import DeviceMissing
from hardware.selftest.thresholds import LOOP
from tests.hardware.capture.echo_cancelling import CANCELLED, PLAIN, SHIPPED, loops_between
from tests.support import sound_server

# A busy machine loses some of the sound, and the canceller what it has learnt.
CHIRPS = 8

pytestmark = [
    pytest.mark.independent,
    pytest.mark.skipif(not sound_server.is_here(), reason="no PipeWire: apt-get install pipewire"),
]


@pytest.fixture
async def pipewire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    async with sound_server.running(tmp_path, SHIPPED) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield


async def test_what_the_loudspeaker_plays_the_microphone_hears(pipewire: None) -> None:
    (loop,) = await asyncio.to_thread(list, loops_between(*PLAIN, turns=1))
    assert loop.heard()
    assert loop.return_db > LOOP.echo_db


async def test_its_volumes_are_set(pipewire: None) -> None:
    assert set_capture_percent(PLAIN[1], 50) == limit_playback_percent(PLAIN[0], 80) == 1
    (loop,) = await asyncio.to_thread(list, loops_between(*PLAIN, turns=1))
    # Volumes are cubic: 0.5 and 0.8 are -18 and -6 dB.
    assert loop.return_db == pytest.approx(-24, abs=3)


def test_a_microphone_that_it_does_not_know_has_no_volume(pipewire: None) -> None:
    with pytest.raises(MixerMissing, match="nobody"):
        set_capture_percent("pipewire:NODE=nobody", 50)


async def test_the_shipped_configuration_cancels_the_echo(pipewire: None) -> None:
    def one_is_cancelled() -> bool:
        return any(loop.return_db < LOOP.echo_db for loop in loops_between(*CANCELLED, CHIRPS))

    assert await asyncio.to_thread(one_is_cancelled)


async def test_a_sound_server_that_is_gone_is_missed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(DeviceMissing, match="pipewire"):
        AlsaSound("pipewire").open()
