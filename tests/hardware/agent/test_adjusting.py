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
from hardware.agent.kept import FILE_NAME, Kept
from hardware.capture.alsa import mixed
from hardware.capture.camera_settings import CameraSettings
from hardware.capture.controls import ControlId
from hardware.capture.mixer import MixerMissing, set_capture_percent, volumes_of
from hardware.capture.v4l2_controls import Controls
from hardware.discovery import Machine
from hardware.discovery.locating import Locator
from hardware.profiles import KitProfile, load_profile, parse_profile
from tests.hardware.agent.virtual_devices import ClipCamera
from tests.hardware.capture.test_v4l2_controls import RecordedCamera
from tests.hardware.discovery.tree import described, lay_out

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
SEVERAL = """
version = 1
name = "Essai"
[[cameras]]
role = "salle"
label = "Salle"
source = {{ kind = "device", vendor = "{vendor}", product = "{product}" }}
"""
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
    return started(tmp_path)


def started(
    tmp_path: Path,
    profile: KitProfile = KIT,
    machine: Machine | None = None,
    recorded: str = "ptz",
) -> tuple[Adjusting, Camera, RecordedCamera]:
    """A kit whose camera has just been opened."""
    device = RecordedCamera(recorded)
    controls = Controls(device.ioctl)
    settings = CameraSettings(profile.cameras[0], lambda node: nullcontext(controls))
    camera = Camera(profile.cameras[0], ClipCamera([]), settings)
    locator = Locator(profile, tmp_path, machine)
    adjusting = Adjusting(profile, {"salle": camera}, locator, Kept(tmp_path))
    open_now(camera)
    return adjusting, camera, device


def open_now(camera: Camera) -> None:
    """What happens when a camera is plugged in."""
    assert camera.settings is not None
    camera.before_opening()
    camera.settings.opened(Path("/dev/video0"))


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


SET = {"device": "salle", "exposure": 120, "preset": "piano", "crop": [0.1, 0.2, 0.5, 0.5]}


async def test_what_was_set_is_so_after_a_restart_too(tmp_path: Path, mixer: Mixer) -> None:
    adjusting, _, _ = started(tmp_path)
    adjusting.obey(SET)
    adjusting.obey({"device": "microphone", "gain_percent": 35})
    adjusting.obey({"device": "loudspeaker", "gain_percent": 95})
    adjusting.obey({"device": "salle", "exposure": 90})
    again, camera, device = started(tmp_path)
    mixer.set.clear()
    again.begin()
    assert device.values[ControlId.PAN_ABSOLUTE] == 36_000
    fixed = started(tmp_path, recorded="orbit")[2]
    assert fixed.values[ControlId.EXPOSURE_ABSOLUTE] == 90
    assert camera.framing.crop == (0.1, 0.2, 0.5, 0.5)
    assert mixer.set == [["'Headset',0", "35%"], ["'PCM',0", "60%"]]
    assert again.adjusted == [
        {"device": "loudspeaker", "gain_percent": 60},
        {"device": "microphone", "gain_percent": 35},
        SET | {"exposure": 90},
    ]


async def test_back_to_the_profile_at_once_and_for_good(tmp_path: Path, mixer: Mixer) -> None:
    adjusting, camera, device = started(tmp_path, recorded="orbit")
    as_the_profile = dict(device.values)
    adjusting.obey({"device": "salle", "exposure": 120, "crop": [0.1, 0.2, 0.5, 0.5]})
    adjusting.obey({"device": "microphone", "gain_percent": 35})
    mixer.set.clear()
    adjusting.obey({"device": "salle", "reset": True})
    adjusting.obey({"device": "microphone", "reset": True})
    automatic = ControlId.EXPOSURE_AUTO
    assert device.values[automatic] == as_the_profile[automatic]
    assert camera.framing.passes_all
    assert mixer.set[0] == ["'Headset',0", "70%"]
    assert adjusting.adjusted == started(tmp_path)[0].adjusted == []


async def test_another_camera_in_the_same_role_is_set_by_the_profile(tmp_path: Path) -> None:
    """The first one finds its values again when it comes back."""
    one, other = (each for each in described("two-alike") if each["node"] in ("video0", "video2"))
    profile = parse_profile(SEVERAL.format(**one), "essai.toml")
    machines = [
        Machine(lay_out(tmp_path / name, [each]))
        for name, each in zip("ab", (one, other), strict=True)
    ]
    started(tmp_path, profile, machines[0])[0].obey({"device": "salle", "exposure": 120})
    values = [started(tmp_path, profile, each)[0].adjusted for each in (machines[1], machines[0])]
    assert values == [[], [{"device": "salle", "exposure": 120}]]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 2}', '{"version": 1, "devices": 3}'])
async def test_a_damaged_file_leaves_the_profile_in_force(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    adjusting, _, _ = started(tmp_path)
    assert adjusting.adjusted == []
    adjusting.obey({"device": "salle", "exposure": 120})
    assert started(tmp_path)[0].adjusted == [{"device": "salle", "exposure": 120}]


async def test_a_view_that_the_profile_has_no_more_is_left_alone(tmp_path: Path) -> None:
    started(tmp_path)[0].obey({"device": "salle", "preset": "piano"})
    bare = KIT.model_copy(update={"cameras": (KIT.cameras[0].model_copy(update={"presets": ()}),)})
    device = started(tmp_path, bare)[2]
    assert device.values[ControlId.PAN_ABSOLUTE] == 0


def test_without_amixer_it_is_said_which_package_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MixerMissing, match="alsa-utils"):
        set_capture_percent("plughw:CARD=USB", 50)


def test_a_kit_without_devices_has_no_level_to_set(tmp_path: Path, mixer: Mixer) -> None:
    demo = load_profile("demo")
    Adjusting(demo, {}, Locator(demo, tmp_path), Kept(tmp_path)).begin()
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
