"""Adjustments from afar: levels, exposure, views, parts of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from hardware.agent.adjusting import Adjusting
from hardware.agent.camera import Camera
from hardware.capture.alsa import mixed
from hardware.capture.camera_settings import CameraSettings
from hardware.capture.controls import ControlId
from hardware.capture.mixer import MixerMissing, set_capture_percent, volumes_of
from hardware.capture.v4l2_controls import Controls
from hardware.discovery.locating import Locator
from hardware.profiles import load_profile, parse_profile
from tests.hardware.agent.virtual_devices import ClipCamera
from tests.hardware.capture.test_v4l2_controls import RecordedCamera

KIT = parse_profile(
    """
version = 1
name = "Essai"
[[cameras]]
role = "salle"
label = "Salle"
source = { kind = "v4l2", device = 0 }
presets = [{ name = "piano", label = "Le piano", pan = 36000 }]
[microphone]
source = { kind = "alsa", device = "plughw:CARD=USB" }
gain_percent = 70
[loudspeaker]
source = { kind = "alsa", device = "plughw:CARD=USB" }
level_limit_percent = 60
""",
    "essai.toml",
)
#: As amixer prints it of a speakerphone.
SCONTENTS = """Simple mixer control 'PCM',0
  Capabilities: pvolume pvolume-joined pswitch pswitch-joined
  Playback channels: Mono
  Limits: Playback 0 - 11
Simple mixer control 'Headset',0
  Capabilities: cvolume cvolume-joined cswitch cswitch-joined
  Capture channels: Mono
"""


class Mixer:
    def __init__(self) -> None:
        self.set: list[list[str]] = []

    def __call__(self, words: Sequence[str]) -> str:
        if "sset" in words:
            self.set.append(list(words)[-2:])
        return SCONTENTS


@pytest.fixture
def mixer(monkeypatch: pytest.MonkeyPatch) -> Mixer:
    mixer = Mixer()
    for name in ("set_capture_percent", "limit_playback_percent"):
        put = getattr(__import__("hardware.capture.mixer", fromlist=[name]), name)
        monkeypatch.setattr(
            f"hardware.agent.adjusting.{name}", lambda card, level, p=put: p(card, level, mixer)
        )
    return mixer


@pytest.fixture
async def kit(tmp_path: Path) -> tuple[Adjusting, Camera, RecordedCamera]:
    device = RecordedCamera("ptz")
    controls = Controls(device.ioctl)
    settings = CameraSettings(KIT.cameras[0], lambda node: nullcontext(controls))
    settings.opened(Path("/dev/video0"))
    camera = Camera(KIT.cameras[0], ClipCamera([]), settings)
    return Adjusting(KIT, {"salle": camera}, Locator(KIT, tmp_path)), camera, device


Kit = tuple[Adjusting, Camera, RecordedCamera]


def test_volumes_are_told_from_each_other() -> None:
    assert volumes_of(SCONTENTS, "cvolume") == ("'Headset',0",)
    assert volumes_of(SCONTENTS, "pvolume") == ("'PCM',0",)


async def test_the_profile_sets_the_levels_at_the_start(kit: Kit, mixer: Mixer) -> None:
    kit[0].begin()
    assert mixer.set == [["'Headset',0", "70%"], ["'PCM',0", "60%"]]


@pytest.mark.parametrize(
    ("device", "asked", "level"),
    [
        ("microphone", 35, ["'Headset',0", "35%"]),
        ("microphone", 400, ["'Headset',0", "100%"]),
        ("loudspeaker", 40, ["'PCM',0", "40%"]),
        ("loudspeaker", 95, ["'PCM',0", "60%"]),
    ],
)
async def test_levels_from_afar_stay_within_what_the_profile_allows(
    kit: Kit, mixer: Mixer, device: str, asked: int, level: list[str]
) -> None:
    kit[0].obey({"device": device, "gain_percent": asked})
    assert mixer.set == [level]


async def test_a_view_and_a_part_of_the_picture(kit: Kit) -> None:
    adjusting, camera, device = kit
    adjusting.obey({"device": "salle", "preset": "piano", "crop": [0.1, 0.2, 0.5, 0.5]})
    assert device.values[ControlId.PAN_ABSOLUTE] == 36_000
    assert camera.framing.crop == (0.1, 0.2, 0.5, 0.5)


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"device": "jardin", "restart": True},
        {"device": "salle", "crop": [1, 2]},
        {"device": "salle", "crop": [0, 0, 0, 1]},
        {"device": "salle", "crop": "all", "exposure": "bright", "preset": 4},
        {"device": "microphone", "gain_percent": True},
    ],
)
async def test_what_makes_no_sense_changes_nothing(
    kit: Kit, mixer: Mixer, order: dict[str, Any]
) -> None:
    adjusting, camera, device = kit
    before = dict(device.values)
    adjusting.obey(order)
    assert (device.values, mixer.set, camera.framing.passes_all) == (before, [], True)


def test_without_amixer_it_is_said_which_package_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MixerMissing, match="alsa-utils"):
        set_capture_percent("plughw:CARD=USB", 50)


def test_a_kit_without_devices_has_no_level_to_set(tmp_path: Path, mixer: Mixer) -> None:
    demo = load_profile("demo")
    Adjusting(demo, {}, Locator(demo, tmp_path)).begin()
    assert mixer.set == []


@pytest.mark.parametrize(
    ("channels", "level"), [((0,), 100), ((1,), 300), ((0, 1), 200), ((7,), 200)]
)
def test_channels_are_mixed_as_the_profile_says(channels: tuple[int, ...], level: int) -> None:
    samples = np.tile(np.array([100, 300], np.int16), 480)[None, :]
    frame = av.AudioFrame.from_ndarray(samples, "s16", "stereo")
    frame.sample_rate = 48_000
    mono = mixed(frame, channels)
    assert mono.layout.name == "mono"
    assert (mono.to_ndarray() == level).all()
    assert mono.samples == 480
