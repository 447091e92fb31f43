"""The sizes in which one camera's picture is sent (simulcast, RFC 8853). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from hardware.profiles import CameraProfile

ONLY = ""
"""The rid of a picture that is sent in one size."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """One size: the camera's divided by ``scale_down``. ``is_fixed``: as the camera compresses
    it, in as many bits as it likes."""

    rid: str
    scale_down: int
    bitrate_bps: int
    is_fixed: bool = False


def encodings_of(
    profile: CameraProfile, *, passes_through: bool = False, can_add: bool = True
) -> tuple[Encoding, ...]:
    """What a profile asks for, the smallest first.

    ``passes_through``: the camera compresses by itself, and the largest is its own;
    ``can_add``: smaller ones can be made beside it.
    """
    layers = sorted(profile.layers, key=lambda layer: -layer.scale_down)
    if passes_through and not can_add:
        layers = layers[-1:]
    if len(layers) < 2:
        bitrate_bps = layers[0].bitrate_bps if layers else profile.bitrate_bps
        return (Encoding(ONLY, 1, bitrate_bps, passes_through),)
    return tuple(
        Encoding(
            layer.rid,
            layer.scale_down,
            layer.bitrate_bps,
            passes_through and layer.scale_down == 1,
        )
        for layer in layers
    )


def total_bps(encodings: Sequence[Encoding]) -> int:
    """What all of them take."""
    return sum(encoding.bitrate_bps for encoding in encodings)
