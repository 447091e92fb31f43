"""Which microphones stand in one room, on the levels of rendered sound (see `make_curves`).

Measured (`python -m tests.media.awareness.measure`): 36 pairs of one room, delays of 0 to 300 ms,
gains up to 20 dB apart, found after 5 s (median), 8 s (95 %), 12 s at most; no false pair in
11.4 hours of pairs of different rooms.
"""

from __future__ import annotations

import numpy as np
import pytest

from media.awareness.same_room import SameRoomDetector
from media.awareness.timeline import Timeline
from tests.media.awareness.curves import FRAME_S, Scene, load
from tests.media.awareness.measure import mixed_session, pairs_of

FOUND_WITHIN_S = 20.0
ONE_ROOM = load("same_room")
OTHER_ROOMS = load("other_rooms")
#: What two Chromiums sent of one voice, 8 dB and 60 ms apart, from when the first microphone
#: opened, with everything that echo cancellation does at first. On a busy machine; the last two
#: while it hardly went on, so that even packets were missing.
IN_CHROMIUM = load("browser")


def test_the_curves_are_what_they_are_said_to_be() -> None:
    delays = [scene.delay_ms for scene in ONE_ROOM]
    assert len(ONE_ROOM) == 36 and min(delays) < 20 and max(delays) > 280
    assert any(scene.duration_s >= 600 for scene in OTHER_ROOMS)
    assert all(scene.together == [(0, 1)] for scene in ONE_ROOM)


@pytest.mark.parametrize("number", range(len(ONE_ROOM)))
def test_two_microphones_of_one_room_are_found(number: int) -> None:
    scene = ONE_ROOM[number]
    after_s, pair = pairs_of(scene)["0", "1"]
    assert after_s <= FOUND_WITHIN_S
    assert pair.delay_ms == pytest.approx(scene.delay_ms, abs=60)


@pytest.mark.parametrize("scene", IN_CHROMIUM[:3], ids=lambda scene: scene.name)
def test_two_browsers_of_one_room_are_found(scene: Scene) -> None:
    assert pairs_of(scene)["0", "1"][0] <= FOUND_WITHIN_S


@pytest.mark.parametrize("number", [1, 4, 13, 16])
def test_echo_cancellation_that_at_first_holds_one_side_back_costs_little(number: int) -> None:
    """For seconds it lets through only bursts of a voice that it also hears from the session."""
    held_s, bursts_s = 8.0, (1.0, 2.6, 4.4, 6.1)
    scene, plainly = ONE_ROOM[number], pairs_of(ONE_ROOM[number])["0", "1"][0]
    levels = scene.levels.copy()
    held = np.ones(round(held_s / FRAME_S), bool)
    for burst_s in bursts_s:
        held[round(burst_s / FRAME_S) :][:12] = False
    levels[1, : len(held)][held] = -74
    assert pairs_of(Scene("held back", levels))["0", "1"][0] <= held_s + max(plainly, 7.0)


def test_missing_packets_are_not_taken_for_silence() -> None:
    scene = ONE_ROOM[1]
    levels = scene.levels.copy()
    for at in range(100, levels.shape[1], 75):
        levels[at // 75 % 2, at : at + 12] = -127
    assert pairs_of(Scene("lost", levels))["0", "1"][0] <= FOUND_WITHIN_S


@pytest.mark.parametrize("scene", OTHER_ROOMS, ids=lambda scene: scene.name)
def test_different_rooms_are_never_taken_for_one(scene: Scene) -> None:
    assert pairs_of(scene) == {}


def test_a_dozen_strangers_speaking_at_once_stay_strangers() -> None:
    random = np.random.default_rng(11)
    chosen = [ONE_ROOM[n] for n in random.choice(len(ONE_ROOM), 12, replace=False)]
    assert pairs_of(mixed_session(chosen, random)) == {}


def test_the_order_in_which_microphones_come_does_not_matter() -> None:
    scene = ONE_ROOM[0]
    turned = Scene(scene.name, scene.levels[::-1])
    assert pairs_of(turned)["0", "1"][1].delay_ms == -pairs_of(scene)["0", "1"][1].delay_ms


@pytest.mark.parametrize("number", [0, 1, 10, 24, 27])
def test_jitter_and_loss_are_survived_when_packets_are_placed_by_their_timestamps(
    number: int,
) -> None:
    random = np.random.default_rng(number)
    scene, detector = ONE_ROOM[number], SameRoomDetector()
    timelines = [Timeline(48_000), Timeline(48_000)]
    arrived = [0.0, 0.0]
    for sent_at, levels in scene.frames():
        for track, level in enumerate(levels):
            jitter_s = min(0.15, random.exponential(0.025))
            arrived[track] = max(arrived[track], sent_at + jitter_s)
            if random.random() < 0.03:
                continue
            timestamp = (round(sent_at / FRAME_S) * 960 + 2**32 - 50_000) % 2**32
            detector.hear(str(track), level, timelines[track].place(timestamp, arrived[track]))
        if detector.pairs(sent_at):
            break
    assert detector.pairs(sent_at) and sent_at <= 2 * FOUND_WITHIN_S


def hear(detector: SameRoomDetector, scene: Scene, from_s: float, *shifts: int) -> float:
    """All of a scene, its tracks rolled by these frames; the time when it is over."""
    now = from_s
    rolled = [np.roll(row, shift) for row, shift in zip(scene.levels, shifts, strict=True)]
    for frame in range(scene.levels.shape[1]):
        now = from_s + frame * FRAME_S
        for track, row in enumerate(rolled):
            detector.hear(str(track), int(row[frame]), now)
        detector.pairs(now)
    return now


def test_a_pair_stays_in_silence_ends_by_contradiction_and_is_forgotten_with_a_track() -> None:
    detector = SameRoomDetector()
    now = hear(detector, ONE_ROOM[0], 0.0, 0, 0)
    assert len(detector.pairs(now)) == 1
    assert len(detector.pairs(now + 60)) == 1
    moved_out = hear(detector, ONE_ROOM[0], now + 60, 0, 1000)
    assert detector.pairs(moved_out + 1) == []
    now = hear(detector, ONE_ROOM[0], moved_out + 60, 0, 0)
    assert len(detector.pairs(now)) == 1
    detector.forget("1")
    assert detector.pairs(now) == []


def test_a_delay_that_changes_sides_takes_the_pair_back() -> None:
    """So do two rooms without echo cancellation, when first the one speaks and then the other."""
    detector = SameRoomDetector()
    now = hear(detector, ONE_ROOM[0], 0.0, 0, 0)
    assert len(detector.pairs(now)) == 1
    later = ONE_ROOM[0].levels[:, :900]
    now = hear(detector, Scene("other way", later), now + 30, 18, 0)
    assert detector.pairs(now) == []


def test_nobody_and_one_alone() -> None:
    detector = SameRoomDetector()
    assert detector.pairs(0.0) == []
    detector.hear("a", -30, 1.0)
    assert detector.pairs(2.0) == []
