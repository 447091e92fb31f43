"""The profile of a kit that needs no device and costs the machine little."""

from __future__ import annotations

_CAMERA = """
[[cameras]]
role = "{role}"
label = "{label}"
source = {{ kind = "demo", scene = "{role}" }}
width = {width}
height = {height}
rate_fps = {rate_fps}
"""
_MICROPHONE = """
[microphone]
source = { kind = "tune" }
"""


def kit_profile(rate_fps: int = 10, width: int = 320, **cameras: str) -> str:
    """TOML. `cameras`: the label of each by its role, which is also the scene that is drawn."""
    size = {"width": width, "height": width * 9 // 16, "rate_fps": rate_fps}
    drawn = (_CAMERA.format(role=role, label=label, **size) for role, label in cameras.items())
    return 'version = 1\nname = "Essai"\n' + "".join(drawn) + _MICROPHONE
