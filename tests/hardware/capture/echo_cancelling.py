"""How much of a chirp comes back from a room with an open loudspeaker, with and without PipeWire's
echo cancellation as it is shipped: ``python -m tests.hardware.capture.echo_cancelling``."""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hardware.capture.alsa import AlsaSound
from hardware.capture.alsa_player import AlsaPlayer
from hardware.capture.source import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from hardware.selftest.acoustic_loop import LoopMeasures, chirp, measure_loop
from tests.support import sound_server

SHIPPED = Path("deploy/pipewire/passerelle-echo-cancel.conf").resolve()
PLAIN = ("pipewire:NODE=room-loudspeaker", "pipewire:NODE=room-microphone")
CANCELLED = ("pipewire:NODE=passerelle-loudspeaker", "pipewire:NODE=passerelle-microphone")
TURNS = 10
_TAIL_S, _BETWEEN_S = 0.5, 0.5


def loops_between(loudspeaker: str, microphone: str, turns: int) -> Iterator[LoopMeasures]:
    """What comes back of chirps, one after the other, as the self-test measures it: the microphone
    stays open, as the kit's does. Each takes four seconds."""
    sound = AlsaSound(microphone)
    sound.open()
    with closing(sound):
        for _ in range(turns):
            _heard(sound, _BETWEEN_S)
            played = chirp(SAMPLE_RATE_HZ)
            playing = threading.Thread(target=AlsaPlayer(lambda: loudspeaker).play, args=(played,))
            playing.start()
            heard = _heard(sound, len(played) / SAMPLE_RATE_HZ + _TAIL_S)
            playing.join()
            yield measure_loop(heard, SAMPLE_RATE_HZ)


def _heard(sound: AlsaSound, seconds: float) -> NDArray[np.float32]:
    count = round(seconds * SAMPLE_RATE_HZ / BLOCK_SAMPLES)
    blocks = [sound.read().to_ndarray()[0] for _ in range(count)]
    return np.concatenate(blocks).astype(np.float32) / 32768


async def _measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with sound_server.running(Path(folder), SHIPPED) as environment:
            os.environ.update(environment)
            for name, ways in (("plain", PLAIN), ("cancelled", CANCELLED)):
                loops = await asyncio.to_thread(list, loops_between(*ways, TURNS))
                print(name, *(f"{loop.return_db:.0f} dB" for loop in loops))


if __name__ == "__main__":
    asyncio.run(_measure())
