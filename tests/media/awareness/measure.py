"""What room awareness achieves on the kept curves, and what it costs.

python -m tests.media.awareness.measure [FOLDER]
"""

from __future__ import annotations

import sys
import time
from itertools import combinations
from pathlib import Path

import numpy as np

from media.awareness.howling import HowlingDetector
from media.awareness.same_room import Pair, SameRoomDetector
from tests.media.awareness.curves import FOLDER, FRAME_S, Scene, load

SATURATED_DBOV = -6
FOUND_WITHIN_S, CUT_WITHIN_S = 20.0, 1.0
PEOPLE, SPEAKING, COST_S = 200, 12, 20


def pairs_of(scene: Scene) -> dict[tuple[str, str], tuple[float, Pair]]:
    """Each pair that is ever found: when, and as what; tracks are named by their number."""
    detector = SameRoomDetector()
    found: dict[tuple[str, str], tuple[float, Pair]] = {}
    for now, levels in scene.frames():
        for track, level in enumerate(levels):
            detector.hear(str(track), level, now)
        for pair in detector.pairs(now):
            found.setdefault((pair.first, pair.second), (now, pair))
    return found


def mixed_session(scenes: list[Scene], random: np.random.Generator) -> Scene:
    """One microphone of each scene, at some point of it, played for 90 s: all different rooms."""
    rows = []
    for scene in scenes:
        row = scene.levels[random.integers(len(scene.levels))]
        rows.append(np.resize(np.roll(row, random.integers(len(row))), int(90 / FRAME_S)))
    return Scene("strangers", np.stack(rows))


def howling_of(scene: Scene) -> list[tuple[float, str]]:
    """Which microphone is named when; the second one of a scene opens when the loop closes."""
    detector = HowlingDetector()
    detector.open("0", 0.0, of_the_room=True)
    if scene.howls_at_s is not None:
        detector.open("1", scene.howls_at_s)
    named = []
    for now, levels in scene.frames():
        for track, level in enumerate(levels):
            detector.hear(str(track), level, now)
        if round(now / FRAME_S) % 5 == 0 and (track_named := detector.howling(now)) is not None:
            named.append((now, track_named))
    return named


def established_at_s(scene: Scene) -> float | None:
    """When the howling reaches saturation: over 0.2 s, it is within 4 dB of where it ends; None
    if nothing saturates.
    """
    loudest = scene.levels[scene.howling].max(axis=0).astype(float)
    final_dbov = float(np.median(loudest[-50:]))
    if final_dbov < SATURATED_DBOV:
        return None
    mean = np.convolve(loudest, np.ones(10) / 10, mode="valid")
    return float(np.argmax(mean >= final_dbov - 4) + 9) * FRAME_S


def howling_delays_s(folder: Path = FOLDER) -> list[float]:
    """From established to named, for every scene that howls; infinite where it is missed."""
    delays = []
    for scene in load("howling", folder):
        established = established_at_s(scene)
        if established is not None:
            named = howling_of(scene)
            delays.append(named[0][0] - established if named else float("inf"))
    return delays


def cost_of_a_core() -> tuple[float, float]:
    """The part of a core for a session of 200 open microphones: both detectors, a dozen voices
    at a time, the others quiet; and the same with every one of them speaking.
    """
    kept = load("same_room")
    speaking = [row for scene in kept for row in scene.levels[:, : int(COST_S / FRAME_S)].tolist()]
    quiet = [[-75] * int(COST_S / FRAME_S)]
    some = [speaking[n] if n < SPEAKING else quiet[0] for n in range(PEOPLE)]
    everyone = [speaking[n % len(speaking)] for n in range(PEOPLE)]
    return _cost(some), _cost(everyone)


def _cost(rows: list[list[int]]) -> float:
    rooms, loops = SameRoomDetector(), HowlingDetector()
    tracks = [f"track-{n}" for n in range(len(rows))]
    before = time.process_time()
    for frame in range(len(rows[0])):
        now = frame * FRAME_S
        for track, row in zip(tracks, rows, strict=True):
            rooms.hear(track, row[frame], now)
            loops.hear(track, row[frame], now)
        if frame % 5 == 0:
            rooms.pairs(now)
            loops.howling(now)
    return (time.process_time() - before) / (len(rows[0]) * FRAME_S)


def main(folder: Path = FOLDER) -> None:
    """By the kept curves, or by those of a folder."""
    _one_room(folder)
    if folder == FOLDER:
        _in_a_browser()
    _other_rooms(folder)
    _loops(folder)
    some, everyone = cost_of_a_core()
    print(f"{PEOPLE} microphones cost {some:.1%} of a core; {everyone:.1%} if all speak at once")


def _one_room(folder: Path) -> None:
    times, errors_ms = [], []
    for scene in load("same_room", folder):
        found = pairs_of(scene).get(("0", "1"))
        times.append(found[0] if found else float("inf"))
        if found:
            errors_ms.append(abs(found[1].delay_ms - scene.delay_ms))
        if times[-1] > FOUND_WITHIN_S:
            weaker_db = abs(np.diff(np.percentile(scene.levels, 90, axis=1))[0])
            print(f"  late: {scene.name}, {scene.delay_ms:.0f} ms, {weaker_db:.0f} dB apart")
    print(f"one room, {len(times)} pairs: found after {_spread(times)} s")
    print(f"  delay wrong by {np.median(errors_ms):.0f} ms (median), {max(errors_ms):.0f} at most")


def _in_a_browser() -> None:
    for scene in load("browser"):
        found = pairs_of(scene).get(("0", "1"))
        print(f"  recorded in Chromium, {scene.name}: {found[0] if found else float('inf'):.1f} s")


def _other_rooms(folder: Path) -> None:
    hours, false = 0.0, 0
    for scene in load("other_rooms", folder):
        found_pairs = pairs_of(scene)
        rooms = len(scene.levels)
        hours += len(list(combinations(range(rooms), 2))) * scene.duration_s / 3600
        false += len(found_pairs)
        print(f"  {scene.name}, {scene.duration_s / 60:.0f} min: {len(found_pairs)} false")
    random, kept = np.random.default_rng(3), load("same_room", folder)
    for _ in range(6):
        chosen = [kept[n] for n in random.choice(len(kept), 12, replace=False)]
        false += len(pairs_of(mixed_session(chosen, random)))
        hours += 66 * 90 / 3600
    print(f"other rooms: {false} false pairs in {hours:.1f} hours of pairs of rooms")


def _loops(folder: Path) -> None:
    delays = howling_delays_s(folder)
    in_time = np.mean([delay <= CUT_WITHIN_S for delay in delays])
    print(
        f"howling, {len(delays)} loops: named after {_spread(delays)} s, {in_time:.0%} within 1 s"
    )
    for scene in load("everyday", folder):
        print(f"  {scene.name}, {scene.duration_s / 60:.0f} min: {len(howling_of(scene))} false")


def _spread(values: list[float]) -> str:
    median, late = np.percentile(values, (50, 95))
    return f"{median:.1f} (median), {late:.1f} (95 %), {max(values):.1f} (at most)"


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
