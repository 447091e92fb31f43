"""Howling noticed, and the right microphone named, on computed loops (see `loops`).

Measured (`python -m tests.media.awareness.measure`): 19 loops, named 0.6 s at most after saturation
is reached, half of them before; no false alarm in 12 minutes of sound played as loud as a limiter
lets through.
"""

from __future__ import annotations

import pytest

from media.awareness.howling import FORGIVEN_S, SETTLE_S, HowlingDetector
from tests.media.awareness.curves import FRAME_S, Scene, load
from tests.media.awareness.measure import established_at_s, howling_delays_s, howling_of

LOOPS = load("howling")
HOWLS = [scene for scene in LOOPS if established_at_s(scene) is not None]
ECHOES = [scene for scene in LOOPS if scene.levels[:, -100:].max() < -10]


def test_howling_is_noticed_within_a_second() -> None:
    delays = howling_delays_s()
    assert len(delays) >= 18
    assert max(delays) <= 1.0


@pytest.mark.parametrize("scene", HOWLS, ids=lambda scene: scene.name)
def test_the_microphone_named_is_in_the_loop_and_not_the_rooms(scene: Scene) -> None:
    """Track 0 is the room's: it is named first only when it howls alone."""
    first = int(howling_of(scene)[0][1])
    assert first in scene.howling
    assert first == max(scene.howling)


@pytest.mark.parametrize("scene", ECHOES, ids=lambda scene: scene.name)
def test_a_loop_with_a_gain_below_one_is_only_an_echo(scene: Scene) -> None:
    assert howling_of(scene) == []


@pytest.mark.parametrize("scene", load("everyday"), ids=lambda scene: scene.name)
def test_loud_is_not_howling(scene: Scene) -> None:
    assert howling_of(scene) == []


@pytest.mark.parametrize("scene", load("same_room")[:12], ids=lambda scene: scene.name)
def test_an_ordinary_session_is_not_howling(scene: Scene) -> None:
    assert howling_of(scene) == []


def sound(detector: HowlingDetector, levels: dict[str, int], start: float, end: float) -> list[str]:
    """Constant levels for a while; what is named meanwhile."""
    named = []
    for frame in range(round(start / FRAME_S), round(end / FRAME_S)):
        now = frame * FRAME_S
        for track, level in levels.items():
            detector.hear(track, level, now)
        if frame % 5 == 0 and (track := detector.howling(now)) is not None:
            named.append(track)
    return named


def session() -> HowlingDetector:
    detector = HowlingDetector()
    detector.open("kit", 5.0, of_the_room=True)
    detector.open("first", 1.0)
    detector.open("second", 3.0)
    return detector


@pytest.mark.parametrize(
    ("levels", "named"),
    [
        pytest.param({"kit": -4, "first": -5, "second": -6}, "second", id="the newest"),
        pytest.param({"kit": -4, "first": -5, "second": -30}, "first", id="of those in the loop"),
        pytest.param({"kit": -4, "first": -30}, "kit", id="the room's if there is no other"),
        pytest.param({"stranger": -4, "kit": -4}, "stranger", id="one that was not announced"),
        pytest.param({"first": -9, "second": -9}, None, id="as loud as a choir at its limit"),
        pytest.param({"first": -20, "second": -20}, None, id="steady, not loud"),
    ],
)
def test_which_is_cut(levels: dict[str, int], named: str | None) -> None:
    assert sound(session(), levels, 10.0, 10.9) == ([named] if named else [])


def test_in_turns() -> None:
    detector, named = session(), []
    for turn in range(12):
        loud, soft = ("first", "second") if turn % 2 else ("second", "first")
        start = 10 + turn * 0.1
        named += sound(detector, {loud: -5, soft: -35}, start, start + 0.1)
    assert named == ["second"]


def rounds(growth_db: float) -> list[int]:
    """Every 0.5 s the same shape, 0.2 s of it loud, each time louder; -5 dBov at last."""
    shape = [-13, -8, -4, -2, 0, 0, -1, 0, -2, -5, *[-15] * 15]
    return [round(-5 - growth_db * (7 - n) + level) for n in range(8) for level in shape]


@pytest.mark.parametrize(
    ("growth_db", "named"),
    [
        pytest.param(1.0, True, id="a slow loop, before it fills its pauses"),
        pytest.param(0.0, False, id="a rhythm"),
        pytest.param(-1.0, False, id="an echo that dies away"),
    ],
)
def test_rounds_that_grow(growth_db: float, named: bool) -> None:
    detector = session()
    levels = rounds(growth_db) if growth_db >= 0 else rounds(-growth_db)[::-1]
    found = [
        track
        for frame, level in enumerate(levels)
        for track in sound(
            detector, {"first": level}, 10 + frame * FRAME_S, 10.02 + frame * FRAME_S
        )
    ]
    assert bool(found) is named


def test_if_it_howls_on_the_next_one_is_named_and_none_twice() -> None:
    detector = session()
    levels = {"kit": -4, "first": -4, "second": -4}
    assert sound(detector, levels, 10.0, 10.9 + SETTLE_S) == ["second", "first"]
    assert sound(detector, levels, 11.9, 10.0 + FORGIVEN_S) == ["kit"]


def test_a_closed_microphone_is_not_named() -> None:
    detector = session()
    sound(detector, {"second": -4}, 10.0, 10.3)
    detector.close("second")
    assert detector.howling(10.6) is None
