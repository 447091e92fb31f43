"""The two drawn scenes, as layers that move and come back to where they began.

Each ``scenes/<scene>-<layer>.png`` is the group of that id in ``scenes/<scene>.svg``, rendered
alone at 960 x 540 on a transparent ground.
"""

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from hardware.demo.digits import read_image

LOOP_S = 8


@dataclass(frozen=True)
class Layer:
    """A picture with transparency that sways about its place.

    ``reach_x``, ``reach_y`` are fractions of the picture's height, ``turn_deg`` turns about
    ``pivot`` (fractions of width and height); ``cycles`` whole sways in one loop, 0: it is still.
    """

    image: str
    reach_x: float = 0.0
    reach_y: float = 0.0
    turn_deg: float = 0.0
    pivot: tuple[float, float] = (0.5, 0.5)
    cycles: int = 0
    phase: float = 0.0


@dataclass(frozen=True)
class Steam:
    """Soft puffs that rise from a place (fractions of width and height)."""

    place: tuple[float, float]
    width: float
    rise: float
    cycles: int
    puffs: int = 6


BACKS = {"salle": "salle-back.png", "mains": "mains-back.png"}
PARTS: dict[str, tuple[Layer | Steam, ...]] = {
    "salle": (
        Layer("salle-people-1.png", reach_x=0.010, reach_y=0.006, cycles=2),
        Layer("salle-people-2.png", reach_x=0.008, reach_y=0.008, cycles=3, phase=0.3),
        Layer("salle-front.png"),
        Steam((0.515, 0.80), width=0.10, rise=0.26, cycles=2),
    ),
    "mains": (
        Layer(
            "mains-gesture.png",
            reach_x=0.045,
            reach_y=0.03,
            turn_deg=2.5,
            pivot=(0.95, 1.05),
            cycles=3,
        ),
        Steam((0.47, 0.42), width=0.22, rise=0.38, cycles=1),
    ),
}


class Scene:
    """Paints one moment of a scene; ``at`` runs from 0 to 1 over the loop."""

    def __init__(self, name: str, width: int, height: int) -> None:
        size = (width, height)
        back = read_image(BACKS[name], cv2.IMREAD_COLOR)
        self._back = cv2.resize(back, size, interpolation=cv2.INTER_AREA)
        self._parts = [
            _MovingLayer(part, size) if isinstance(part, Layer) else _RisingSteam(part, size)
            for part in PARTS[name]
        ]

    def paint(self, at: float) -> Any:
        """A (height, width, 3) uint8 picture, blue first."""
        picture = self._back.copy()
        for part in self._parts:
            part.paint(picture, at)
        return picture


class _MovingLayer:
    """A layer cut out of its picture with the room it needs to move in."""

    def __init__(self, layer: Layer, size: tuple[int, int]) -> None:
        width, height = size
        image = read_image(layer.image, cv2.IMREAD_UNCHANGED)
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        image[..., :3] = cv2.multiply(image[..., :3], _triple(image[..., 3]), scale=1 / 255)
        left, top, wide, tall = cv2.boundingRect(image[..., 3])
        room = 0
        if layer.cycles:
            swing = math.radians(layer.turn_deg) * math.hypot(width, height)
            room = math.ceil(max(layer.reach_x, layer.reach_y) * height + swing) + 2
        left, top = max(0, left - room), max(0, top - room)
        right, bottom = min(width, left + wide + 2 * room), min(height, top + tall + 2 * room)
        self._layer, self._height = layer, height
        self._place = np.s_[top:bottom, left:right]
        self._image = np.ascontiguousarray(image[self._place])
        self._pivot = (layer.pivot[0] * width - left, layer.pivot[1] * height - top)

    def paint(self, picture: Any, at: float) -> None:
        moved = self._moved(at) if self._layer.cycles else self._image
        _lay(picture[self._place], moved[..., :3], moved[..., 3])

    def _moved(self, at: float) -> Any:
        layer, image = self._layer, self._image
        angle = 2 * math.pi * (layer.cycles * at + layer.phase)
        move = cv2.getRotationMatrix2D(self._pivot, layer.turn_deg * math.sin(angle), 1.0)
        move[0, 2] += layer.reach_x * self._height * math.sin(angle)
        move[1, 2] += layer.reach_y * self._height * math.cos(angle)
        return cv2.warpAffine(image, move, image.shape[1::-1], flags=cv2.INTER_LINEAR)


class _RisingSteam:
    """Puffs drawn small, then softened and enlarged."""

    def __init__(self, steam: Steam, size: tuple[int, int]) -> None:
        width, height = size
        self._steam = steam
        self._scale = 160 / height
        half = (steam.width + 0.1) * width
        left = max(0, int(steam.place[0] * width - half))
        right = min(width, int(steam.place[0] * width + half))
        top = max(0, int((steam.place[1] - steam.rise - 0.15) * height))
        bottom = min(height, int((steam.place[1] + 0.08) * height))
        self._place = np.s_[top:bottom, left:right]
        self._size = (right - left, bottom - top)
        self._origin = (steam.place[0] * width - left, steam.place[1] * height - top)
        self._picture = size

    def paint(self, picture: Any, at: float) -> None:
        steam, scale, (width, height) = self._steam, self._scale, self._picture
        small = np.zeros([round(length * scale) for length in self._size[::-1]], np.uint8)
        for puff in range(steam.puffs):
            age = (steam.cycles * at + puff / steam.puffs) % 1.0
            drift = math.sin(2 * math.pi * (age + puff / 3)) * steam.width * 0.25
            aside = (puff / max(1, steam.puffs - 1) - 0.5) * steam.width + drift
            centre = (
                round((self._origin[0] + aside * width) * scale),
                round((self._origin[1] - age * steam.rise * height) * scale),
            )
            radius = round((0.02 + 0.05 * age) * height * scale)
            strength = round(70 * math.sin(math.pi * age))
            cv2.ellipse(small, centre, (radius, radius * 2), 0, 0, 360, strength, -1)
        veil = cv2.resize(cv2.GaussianBlur(small, (0, 0), 6), self._size)
        _lay(picture[self._place], _triple(veil), veil)


def _lay(ground: Any, colours: Any, cover: Any) -> None:
    """Lay premultiplied colours on the ground, in place; ``cover`` is 0 to 255."""
    kept = cv2.multiply(ground, _triple(cv2.bitwise_not(cover)), scale=1 / 255)
    ground[...] = cv2.add(kept, colours)


def _triple(mask: Any) -> Any:
    return cv2.merge([mask, mask, mask])
