"""The self-test of running kits with virtual devices:
``python -m tests.hardware.selftest.measure_kit [--healthy 100] [--rooms 4]``.

Each room has a camera, a microphone and a loudspeaker of its own, at their real speed, from the
clips that the thresholds were not chosen on; several rooms run at once. Prints what was missed
and what was found where nothing was wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from hardware.selftest.uplink import Line
from tests.hardware.agent.test_self_test import GOOD_LINE, remember, report_of
from tests.hardware.agent.virtual_devices import ClipCamera, RoomSound
from tests.hardware.selftest import pictures, sounds

#: Raised after each correction, so that no set is checked on twice.
FRESH = 8_300_000
#: The rooms themselves are always fine; their machine is the one this runs on.
_MACHINE = {"disk_full", "machine_hot", "clock_unset"}


@dataclass(frozen=True)
class Room:
    """``fault`` is the key that has to be found; None: nothing may be."""

    name: str
    fault: str | None
    camera: Callable[[Path], ClipCamera]
    sound: Callable[[], RoomSound]
    line: Line = GOOD_LINE


def camera_of(clip: pictures.Clip, reference: pictures.Luma, rate_fps: float = 25.0) -> Camera:
    def make(folder: Path) -> ClipCamera:
        remember(folder, "salle", reference)
        return ClipCamera(clip.frames, rate_fps)

    return make


Camera = Callable[[Path], ClipCamera]


def healthy_rooms(count: int) -> list[Room]:
    clips = pictures.healthy((pictures.CHECKED_ON[0], FRESH), count)
    heard = sounds.healthy((sounds.CHECKED_ON[0], FRESH), count)
    return [
        Room(
            f"clip {index}",
            None,
            lambda folder, k=index: _camera(clips[k](), folder),
            lambda k=index: RoomSound(heard[k]().samples),
        )
        for index in range(count)
    ]


def _camera(clip: pictures.Clip, folder: Path) -> ClipCamera:
    return camera_of(clip, clip.reference)(folder)


def faulty_rooms() -> list[Room]:
    """Each fault once, in a room that is fine otherwise."""
    clip = pictures.healthy(pictures.CHECKED_ON, 6)[5]()
    heard = sounds.healthy(sounds.CHECKED_ON, 7)[6]()
    fine, well = camera_of(clip, clip.reference), lambda: RoomSound(heard.samples)
    rooms = [Room("none", "picture_none", lambda folder: ClipCamera([]), well)]
    for fault, inject in pictures.FAULTS.items():
        random = np.random.default_rng(zlib.crc32(fault.encode()))
        if "few" in fault:
            camera = camera_of(clip, clip.reference, 9.0 if "stalled" not in fault else 1.2)
        elif fault == "picture_frozen":
            still = pictures.Clip(clip.name, clip.frames[:1], [0.0], clip.reference)
            camera = camera_of(still, clip.reference)
        else:
            camera = camera_of(inject(clip, random), clip.reference)
        rooms.append(Room(fault, fault.partition(" ")[0], camera, well))
    for fault, spoil in sounds.FAULTS.items():
        random = np.random.default_rng(zlib.crc32(fault.encode()))
        spoilt = spoil(heard, random)
        rooms.append(Room(fault, fault.partition(" ")[0], fine, lambda s=spoilt: RoomSound(s)))
    quiet = next(s for m in sounds.healthy(sounds.CHECKED_ON, 6) if "empty" in (s := m()).name)
    for name, key, delay_ms, level_db in (
        ("echo at 120 ms, -6 dB", "loop_echo", 120.0, -6.0),
        ("echo at 400 ms, -12 dB", "loop_late", 400.0, -12.0),
        ("no loudspeaker", "loop_unheard", 0.0, None),
    ):
        make = partial(RoomSound, quiet.samples, delay_ms, level_db)
        rooms.append(Room(name, key, fine, make))
    noise = np.random.default_rng(3).normal(0, 10 ** (-32 / 20), sounds.SIZE).astype(np.float32)
    rooms.append(Room("ventilation", "loop_noise", fine, lambda: RoomSound(noise)))
    for key, line in (
        ("uplink_loss", Line(True, (0.1, 0.08), 1e6, 9e5, 9e5)),
        ("uplink_slow", Line(True, (0.0,), 1e6, 3e5, 3e5)),
        ("uplink_blocked", Line(False, (), 1e6, 0, 0)),
        ("uplink_tcp", Line(True, (0.0,), 1e6, 1e6, 9e5, "tcp")),
    ):
        rooms.append(Room(key, key, fine, well, line))
    return rooms


async def keys_of(room: Room) -> tuple[Room, set[str], float]:
    with tempfile.TemporaryDirectory() as folder:
        devices = await asyncio.to_thread(lambda: (room.camera(Path(folder)), room.sound()))
        began = time.monotonic()
        report = await report_of(Path(folder), {"salle": devices[0]}, devices[1], line=room.line)
        keys = {row["key"] for row in report["findings"]} - _MACHINE
        return room, keys, time.monotonic() - began


async def run(rooms: list[Room], at_once: int) -> None:
    longest_s, wrong = 0.0, 0
    for at in range(0, len(rooms), at_once):
        for room, keys, took_s in await asyncio.gather(*map(keys_of, rooms[at : at + at_once])):
            longest_s = max(longest_s, took_s)
            also = sounds.ALSO_RIGHT.get(room.fault or "", "-")
            if (room.fault and not keys & {room.fault, also}) or (not room.fault and keys):
                wrong += 1
                print(f"  {room.name}: {sorted(keys)}", flush=True)
    print(f"{len(rooms)} rooms, {wrong} wrong, {longest_s:.0f} s at most", flush=True)


def main() -> None:
    cv2.setNumThreads(1)
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--healthy", type=int, default=100)
    wanted.add_argument("--rooms", type=int, default=4)
    chosen = wanted.parse_args()
    print("with a fault:", flush=True)
    asyncio.run(run(faulty_rooms(), chosen.rooms))
    print("healthy:", flush=True)
    asyncio.run(run(healthy_rooms(chosen.healthy), chosen.rooms))


if __name__ == "__main__":
    main()
