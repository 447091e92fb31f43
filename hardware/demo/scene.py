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
    ``pivot`` (fractions of width and height); ``cycles`` whole sways in one loop.
    """

    image: str
    reach_x: float = 0.0
    reach_y: float = 0.0
    turn_deg: float = 0.0
    pivot: tuple[float, float] = (0.5, 0.5)
    cycles: int = 1
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
        self._size = (width, height)
        self._back = self._fit(read_image(BACKS[name], cv2.IMREAD_COLOR))
        self._parts = [
            (part, self._premultiplied(part) if isinstance(part, Layer) else None)
            for part in PARTS[name]
        ]

    def paint(self, at: float) -> Any:
        """A (height, width, 3) uint8 picture, blue first."""
        picture = self._back.copy()
        for part, image in self._parts:
            if isinstance(part, Layer):
                self._paint_layer(picture, part, image, at)
            else:
                self._paint_steam(picture, part, at)
        return picture

    def _fit(self, image: Any) -> Any:
        return cv2.resize(image, self._size, interpolation=cv2.INTER_AREA)

    def _premultiplied(self, layer: Layer) -> Any:
        image = self._fit(read_image(layer.image, cv2.IMREAD_UNCHANGED))
        image[..., :3] = cv2.multiply(image[..., :3], _triple(image[..., 3]), scale=1 / 255)
        return image

    def _paint_layer(self, picture: Any, layer: Layer, image: Any, at: float) -> None:
        width, height = self._size
        angle = 2 * math.pi * (layer.cycles * at + layer.phase)
        move = cv2.getRotationMatrix2D(
            (layer.pivot[0] * width, layer.pivot[1] * height), layer.turn_deg * math.sin(angle), 1.0
        )
        move[0, 2] += layer.reach_x * height * math.sin(angle)
        move[1, 2] += layer.reach_y * height * math.cos(angle)
        moved = cv2.warpAffine(image, move, self._size, flags=cv2.INTER_LINEAR)
        kept = cv2.multiply(picture, _triple(255 - moved[..., 3]), scale=1 / 255)
        cv2.add(kept, moved[..., :3], dst=picture)

    def _paint_steam(self, picture: Any, steam: Steam, at: float) -> None:
        width, height = self._size
        veil = np.zeros((height, width), np.uint8)
        for puff in range(steam.puffs):
            age = (steam.cycles * at + puff / steam.puffs) % 1.0
            drift = math.sin(2 * math.pi * (age + puff / 3)) * steam.width * 0.25
            offset = (puff / max(1, steam.puffs - 1) - 0.5) * steam.width
            centre = (
                int((steam.place[0] + offset + drift) * width),
                int((steam.place[1] - age * steam.rise) * height),
            )
            radius = int(height * (0.02 + 0.05 * age))
            strength = int(70 * math.sin(math.pi * age))
            cv2.ellipse(veil, centre, (radius, radius * 2), 0, 0, 360, strength, -1)
        step = max(1, height // 180)
        small = cv2.resize(veil, (width // step, height // step), interpolation=cv2.INTER_AREA)
        soft = cv2.resize(cv2.GaussianBlur(small, (0, 0), 6), self._size)
        kept = cv2.multiply(picture, _triple(cv2.bitwise_not(soft)), scale=1 / 255)
        cv2.add(kept, _triple(soft), dst=picture)


def _triple(mask: Any) -> Any:
    return cv2.merge([mask, mask, mask])
