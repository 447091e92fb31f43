"""Camera controls against what real cameras answered (recorded_controls.toml)."""

from __future__ import annotations

import errno
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.capture.camera_settings import CameraSettings
from hardware.capture.controls import ControlId, settings_of
from hardware.capture.v4l2_controls import (
    CONTROL,
    QUERY,
    VIDIOC_G_CTRL,
    VIDIOC_QUERYCTRL,
    VIDIOC_S_CTRL,
    ControlRange,
    Controls,
)
from hardware.profiles import CameraProfile
from hardware.profiles.camera_schema import CameraControls, PtzPreset
from hardware.profiles.schema import DemoPicture

RECORDED = tomllib.loads((Path(__file__).parent / "recorded_controls.toml").read_text())


class RecordedCamera:
    """Answers ioctl requests as the recorded camera did; ``values`` is what it is set to."""

    def __init__(self, name: str) -> None:
        self._ranges = {int(key, 16): row for key, row in RECORDED[name]["controls"].items()}
        self._menus = {int(key, 16): row for key, row in RECORDED[name]["menus"].items()}
        self.values = {control: row[3] for control, row in self._ranges.items()}
        self.set_in_order: list[ControlId] = []

    def ioctl(self, request: int, buffer: bytearray) -> None:
        control = int.from_bytes(buffer[:4], "little")
        if control not in self._ranges:
            raise OSError(errno.EINVAL, "no such control")
        low, high, step, default = self._ranges[control]
        if request == VIDIOC_QUERYCTRL:
            buffer[:] = QUERY.pack(control, 1, b"", low, high, step, default, 0)
        elif request == VIDIOC_G_CTRL:
            buffer[:] = CONTROL.pack(control, self.values[control])
        elif request == VIDIOC_S_CTRL:
            value = CONTROL.unpack(buffer)[1]
            if not low <= value <= high or value not in self._menus.get(control, [value]):
                raise OSError(errno.ERANGE, "out of range")
            self.values[control] = value
            self.set_in_order.append(ControlId(control))

    @contextmanager
    def open(self, node: Path) -> Iterator[Controls]:
        yield Controls(self.ioctl)


def test_the_numbers_are_those_of_the_kernel() -> None:
    # _IOWR(type, number, size) = 3 << 30 | size << 16 | type << 8 | number (asm-generic/ioctl.h).
    def iowr(number: int, size: int) -> int:
        return 3 << 30 | size << 16 | ord("V") << 8 | number

    assert (CONTROL.size, QUERY.size) == (8, 68)
    assert iowr(27, 8) == VIDIOC_G_CTRL
    assert iowr(28, 8) == VIDIOC_S_CTRL
    assert iowr(36, 68) == VIDIOC_QUERYCTRL


@pytest.mark.parametrize(
    ("value", "taken"), [(0, 0), (4000, 3600), (5401, 7200), (10**6, 468_000), (-(10**6), -468_000)]
)
def test_a_value_goes_to_the_nearest_step_that_there_is(value: int, taken: int) -> None:
    assert ControlRange(-468_000, 468_000, 3600, 0).nearest(value) == taken


@pytest.mark.parametrize(
    ("name", "wanted", "values"),
    [
        ("facecam", CameraControls(), {"EXPOSURE_AUTO": 0, "POWER_LINE_FREQUENCY": 1}),
        ("orbit", CameraControls(), {"EXPOSURE_AUTO": 3, "EXPOSURE_AUTO_PRIORITY": 0}),
        ("orbit", CameraControls(keep_rate_in_the_dark=False), {"EXPOSURE_AUTO_PRIORITY": 1}),
        ("orbit", CameraControls(exposure=120), {"EXPOSURE_AUTO": 1, "EXPOSURE_ABSOLUTE": 120}),
        ("facecam", CameraControls(white_balance=4130), {"WHITE_BALANCE_TEMPERATURE": 4100}),
        ("ptz", CameraControls(focus=42), {"FOCUS_AUTO": 0, "FOCUS_ABSOLUTE": 40}),
    ],
)
def test_a_profile_sets_what_the_camera_has(
    name: str, wanted: CameraControls, values: dict[str, int]
) -> None:
    camera = RecordedCamera(name)
    assert Controls(camera.ioctl).apply(settings_of(wanted)) == ()
    controls = Controls(camera.ioctl)
    assert {key: controls.value_of(ControlId[key]) for key in values} == values


def test_what_a_camera_will_not_take_is_named() -> None:
    camera = RecordedCamera("facecam")
    # Its menu has no manual mode.
    refused = Controls(camera.ioctl).apply(settings_of(CameraControls(exposure=100)))
    assert refused == (ControlId.EXPOSURE_AUTO,)


def test_an_automatic_is_switched_off_before_what_it_governs_is_set() -> None:
    camera = RecordedCamera("ptz")
    Controls(camera.ioctl).apply(settings_of(CameraControls(focus=40)))
    order = camera.set_in_order
    assert order.index(ControlId.FOCUS_AUTO) < order.index(ControlId.FOCUS_ABSOLUTE)


def test_a_camera_that_is_plugged_in_again_is_set_as_it_was_asked_from_afar() -> None:
    profile = CameraProfile(
        role="salle",
        label="Salle",
        source=DemoPicture(kind="demo", scene="salle"),
        presets=(
            PtzPreset(name="large", label="Toute la salle"),
            PtzPreset(name="piano", label="Le piano", pan=36_000, tilt=-7_200, zoom=40),
        ),
    )
    first = RecordedCamera("ptz")
    held = [first]
    settings = CameraSettings(profile, lambda node: held[0].open(node))
    settings.opened(Path("/dev/video0"))
    assert first.values[ControlId.PAN_ABSOLUTE] == 0
    assert settings.turn_to("piano")
    assert not settings.turn_to("jardin")
    again = RecordedCamera("ptz")
    held[0] = again
    settings.opened(Path("/dev/video2"))
    assert (again.values[ControlId.PAN_ABSOLUTE], again.values[ControlId.ZOOM_ABSOLUTE]) == (
        36_000,
        40,
    )
    assert first.values == again.values
