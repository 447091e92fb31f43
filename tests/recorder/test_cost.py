"""What recording costs: two cameras of 2 Mb/s and a microphone, with the disk and the proofs."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from pathlib import Path

import pytest

from media.control.tap import TapBatch
from recorder.handle import TrackHandle
from recorder.recording_writer import Batch
from tests.recorder.coded import Sender, coded_voice
from tests.recorder.studio import BEGAN, Studio, camera_handle, microphone_handle

SECONDS = 60
PACKET_BYTES = 1100
PACKETS_PER_PICTURE = 8
TICK_S = 0.02


def pictures(number: int) -> tuple[bytes, ...]:
    """As large as those of a camera of 2 Mb/s: what is in them is looked at by nobody."""
    first = (
        bytes.fromhex("1010020 09d012a00050002".replace(" ", ""))
        if number % 300 == 0
        else b"\x10\x31"
    )
    return (
        first + bytes(PACKET_BYTES),
        *[b"\x00" + bytes(PACKET_BYTES)] * (PACKETS_PER_PICTURE - 1),
    )


def ticks() -> list[tuple[float, list[tuple[TrackHandle, TapBatch]]]]:
    """What the media loop takes from its taps, every 20 ms."""
    out = []
    cameras = [(camera_handle(str(n)), Sender(n)) for n in (1, 2)]
    microphone, voice = (microphone_handle(), Sender(3)), coded_voice()
    for tick in range(round(SECONDS / TICK_S)):
        at = BEGAN + tick * TICK_S
        batches = []
        number = round(tick * TICK_S * 30)
        if number != round((tick - 1) * TICK_S * 30):
            for handle, sender in cameras:
                packets = sender.packets(pictures(number), number * 3000, at)
                batches.append((handle, sender.batch(packets)))
        handle, sender = microphone
        packets = sender.packets((voice[tick % 50],), tick * 960, at)
        batches.append((handle, sender.batch(packets)))
        out.append((at, batches))
    return out


@pytest.mark.slow
def test_three_tracks_cost_less_than_a_twentieth_of_a_core() -> None:
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        studio, script = Studio(Path(folder)), ticks()
        began, next_step = time.process_time(), BEGAN
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        for at, batches in script:
            for handle, batch in batches:
                studio.writer.handle(Batch(handle, batch), at)
            if at >= next_step:
                next_step = at + 0.1
                studio.writer.step(at)
        own_s = time.process_time() - began
        while studio.writer._proving._check.busy:
            time.sleep(0.05)
            studio.writer.step(studio.now)
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.process_time()
        studio.finish()
        finish_s = time.process_time() - began
        decoder_s = children.ru_utime + children.ru_stime - before.ru_utime - before.ru_stime
    share = (own_s + finish_s) / SECONDS + decoder_s / SECONDS
    parts = f"writing {own_s:.2f} s, decoders {decoder_s:.2f} s, end {finish_s:.2f} s"
    print(f"{share:.2%} of a core: {parts}")
    assert share < 0.05
