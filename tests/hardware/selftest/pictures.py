"""Drawn clips of a room's cameras: healthy ones, and the same with a fault.

Two sets that share neither scenes nor random numbers: ``MADE_ON`` is what the thresholds were
chosen on, ``CHECKED_ON`` is what they were checked on afterwards. They are drawn, not filmed:
real sensors, lenses and codecs differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.uint8]
Random = np.random.Generator
WIDTH, HEIGHT, RATE_FPS, FRAMES = 640, 360, 25.0, 66


@dataclass(frozen=True)
class Clip:
    """``reference`` is the picture of the installation: same place, other day."""

    name: str
    frames: list[Luma]
    times_s: list[float]
    reference: Luma


def _room(random: Random) -> NDArray[np.float32]:
    scene = np.full((HEIGHT, WIDTH), random.uniform(110, 170), np.float32)
    cv2.rectangle(scene, (0, 250), (WIDTH, HEIGHT), random.uniform(70, 110), -1)
    for _ in range(int(random.integers(8, 16))):
        x, y = random.integers(0, WIDTH - 60), random.integers(0, HEIGHT - 60)
        size = random.integers(25, 140, 2)
        cv2.rectangle(scene, (x, y), (x + size[0], y + size[1]), random.uniform(30, 210), -1)
    return scene


def _table(random: Random) -> NDArray[np.float32]:
    grain = cv2.resize(random.normal(0, 9, (90, 40)).astype(np.float32), (WIDTH, HEIGHT))
    scene = grain + random.uniform(90, 140)
    for _ in range(int(random.integers(6, 12))):
        centre = tuple(int(v) for v in (random.integers(0, WIDTH), random.integers(0, HEIGHT)))
        axes = tuple(int(v) for v in random.integers(12, 70, 2))
        angle = random.uniform(0, 180)
        cv2.ellipse(scene, centre, axes, angle, 0, 360, random.uniform(20, 225), -1)
    return scene


def _score(random: Random) -> NDArray[np.float32]:
    scene = np.full((HEIGHT, WIDTH), random.uniform(60, 110), np.float32)
    left, top = int(random.integers(40, 120)), int(random.integers(10, 40))
    cv2.rectangle(scene, (left, top), (left + 380, HEIGHT), random.uniform(205, 232), -1)
    for stave in range(5):
        for line in range(5):
            y = top + 30 + stave * 62 + line * 7
            cv2.line(scene, (left + 20, y), (left + 360, y), 60.0, 1)
        for _ in range(14):
            x = int(left + 25 + random.integers(0, 330))
            y = int(top + 30 + stave * 62 + random.integers(0, 28))
            cv2.circle(scene, (x, y), 3, 25.0, -1)
    return scene


def _kitchen(random: Random) -> NDArray[np.float32]:
    x = np.linspace(-1, 1, WIDTH, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, HEIGHT, dtype=np.float32)[:, None]
    scene = (135 + 40 * x * random.uniform(-1, 1) + 35 * y).astype(np.float32)
    for step in range(0, WIDTH, int(random.integers(38, 60))):
        cv2.line(scene, (step, 0), (step, 150), 105.0, 2)
    for _ in range(int(random.integers(4, 9))):
        centre = (int(random.integers(60, WIDTH - 60)), int(random.integers(170, HEIGHT - 40)))
        radius = int(random.integers(15, 50))
        cv2.circle(scene, centre, radius, random.uniform(150, 235), -1)
        cv2.circle(scene, centre, radius - 6, random.uniform(60, 150), -1)
    return scene


def _window(random: Random) -> NDArray[np.float32]:
    scene = _room(random) * 0.62
    x = int(random.integers(30, 330))
    cv2.rectangle(scene, (x, 20), (x + int(random.integers(130, 230)), 190), 262.0, -1)
    cv2.line(scene, (x + 70, 20), (x + 70, 190), 120.0, 5)
    return scene


def _evening(random: Random) -> NDArray[np.float32]:
    scene = _room(random) * random.uniform(0.38, 0.5)
    lamp = np.zeros_like(scene)
    at = (int(random.integers(80, WIDTH - 80)), 60)
    cv2.circle(lamp, at, 16, 400.0, -1)
    return scene + cv2.GaussianBlur(lamp, (0, 0), 6) + 4 * cv2.GaussianBlur(lamp, (0, 0), 50)


def _bare_wall(random: Random) -> NDArray[np.float32]:
    x = np.linspace(0, random.uniform(10, 40), WIDTH, dtype=np.float32)[None, :]
    return np.repeat(random.uniform(120, 180) + x, HEIGHT, axis=0)


Scene = Callable[[Random], NDArray[np.float32]]
MADE_ON: tuple[tuple[Scene, ...], int] = ((_room, _table), 1_000)
CHECKED_ON: tuple[tuple[Scene, ...], int] = (
    (_score, _kitchen, _window, _evening, _bare_wall, _room, _table),
    3_700_000,
)


def healthy(which: tuple[tuple[Scene, ...], int], count: int) -> list[Callable[[], Clip]]:
    """``count`` clips, each drawn when it is called for."""
    scenes, seed = which
    return [lambda k=k: _clip(scenes[k % len(scenes)], seed + k) for k in range(count)]  # type: ignore[misc]


def _clip(scene: Scene, seed: int) -> Clip:
    random = np.random.default_rng(seed)
    still = scene(random)
    lens, noise = random.uniform(0, 0.9), random.uniform(0.7, 4.0)
    light, quality = random.uniform(0.8, 1.15), int(random.integers(55, 96))
    moves = random.random() < 0.6
    fields = random.normal(0, noise, (5, HEIGHT, WIDTH)).astype(np.float32)
    frames, times_s = [], []
    for index in range(FRAMES):
        picture = _with_person(still, index) if moves else still
        picture = cv2.GaussianBlur(picture, (0, 0), lens) if lens > 0.25 else picture
        shift = random.integers(0, HEIGHT)
        grain = np.roll(fields[int(random.integers(5))], shift, axis=0)
        frames.append(_compressed(picture * light + grain, quality))
        times_s.append(index / RATE_FPS + random.normal(0, 0.003))
    dropped = random.integers(5, FRAMES - 5)
    del frames[dropped], times_s[dropped]
    day = still * random.uniform(0.75, 1.2)
    cv2.ellipse(day, (420, 260), (40, 90), 0, 0, 360, 90.0, -1)
    return Clip(f"{scene.__name__[1:]}-{seed}", frames, times_s, _compressed(day, 80))


def _with_person(still: NDArray[np.float32], index: int) -> NDArray[np.float32]:
    moved = still.copy()
    x = int(200 + 60 * np.sin(index / 12))
    cv2.ellipse(moved, (x, 300), (45, 110), 0, 0, 360, 75.0, -1)
    cv2.circle(moved, (x, 170), 30, 150.0, -1)
    return moved


def _compressed(picture: NDArray[np.float32], quality: int) -> Luma:
    plain = np.clip(picture, 0, 255).astype(np.uint8)
    _, content = cv2.imencode(".jpg", plain, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def _each(clip: Clip, change: Callable[[Luma], NDArray[np.float32]]) -> Clip:
    return replace(clip, frames=[_compressed(change(frame), 80) for frame in clip.frames])


def black(clip: Clip, random: Random) -> Clip:
    level = random.uniform(0, 7)
    return _each(clip, lambda f: level + random.normal(0, 1.5, f.shape).astype(np.float32))


def frozen(clip: Clip, random: Random) -> Clip:
    at = int(random.integers(2, 8))
    return replace(clip, frames=clip.frames[:at] + [clip.frames[at]] * (len(clip.frames) - at))


def blurred(clip: Clip, random: Random) -> Clip:
    sigma = random.uniform(3.0, 8.0)
    grain = random.normal(0, 1.5, clip.frames[0].shape).astype(np.float32)
    return _each(
        clip,
        lambda f: (
            cv2.GaussianBlur(f.astype(np.float32), (0, 0), sigma)
            + np.roll(grain, int(random.integers(300)), axis=0)
        ),
    )


def dark(clip: Clip, random: Random) -> Clip:
    """Two to three stops too dark; darker still, and anybody would call it black."""
    gain = random.uniform(24, 40) / max(40.0, float(clip.frames[0].mean()))
    return _each(clip, lambda f: f * np.float32(gain) + random.normal(0, 2, f.shape))


def bright(clip: Clip, random: Random) -> Clip:
    """Half of the picture and more is burnt out."""
    gain = random.uniform(1.15, 1.8) * 255 / float(np.median(clip.frames[0]))
    return _each(clip, lambda f: f * np.float32(gain))


def upside_down(clip: Clip, random: Random) -> Clip:
    return replace(clip, frames=[np.ascontiguousarray(f[::-1, ::-1]) for f in clip.frames])


def few(clip: Clip, random: Random) -> Clip:
    keep = int(random.integers(2, 5))
    return replace(clip, frames=clip.frames[::keep], times_s=clip.times_s[::keep])


def stalled(clip: Clip, random: Random) -> Clip:
    late = random.uniform(0.8, 2.0)
    times_s = [t + (late if k > 30 else 0) for k, t in enumerate(clip.times_s)]
    return replace(clip, times_s=times_s)


def wrong_size(clip: Clip, random: Random) -> Clip:
    return replace(clip, frames=[cv2.resize(f, (320, 180)) for f in clip.frames])


FAULTS: dict[str, Callable[[Clip, Random], Clip]] = {
    "picture_black": black,
    "picture_frozen": frozen,
    "picture_blurred": blurred,
    "picture_dark": dark,
    "picture_bright": bright,
    "picture_upside_down": upside_down,
    "picture_few": few,
    "picture_few (stalled)": stalled,
    "picture_format": wrong_size,
}
