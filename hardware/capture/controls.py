"""A profile's words on exposure, focus and views as V4L2 control values. Pure.

The numbers are those of linux/v4l2-controls.h; what they mean: Linux media documentation, "User
Controls" and "Camera Control Reference".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from hardware.profiles.camera_schema import CameraControls, PtzPreset


class ControlId(IntEnum):
    """V4L2_CID_*."""

    AUTO_WHITE_BALANCE = 0x0098090C
    POWER_LINE_FREQUENCY = 0x00980918
    WHITE_BALANCE_TEMPERATURE = 0x0098091A
    EXPOSURE_AUTO = 0x009A0901
    EXPOSURE_ABSOLUTE = 0x009A0902
    EXPOSURE_AUTO_PRIORITY = 0x009A0903
    PAN_ABSOLUTE = 0x009A0908
    TILT_ABSOLUTE = 0x009A0909
    FOCUS_ABSOLUTE = 0x009A090A
    FOCUS_AUTO = 0x009A090C
    ZOOM_ABSOLUTE = 0x009A090D


# enum v4l2_exposure_auto_type. Webcams call it aperture priority when they choose the time alone.
_EXPOSURE_AUTO, _EXPOSURE_MANUAL, _EXPOSURE_APERTURE = 0, 1, 3
_POWER_LINE = {0: 0, 50: 1, 60: 2}


@dataclass(frozen=True, slots=True)
class Setting:
    """``values`` are tried in turn until the camera takes one."""

    control: ControlId
    values: tuple[int, ...]


def settings_of(wanted: CameraControls) -> Iterator[Setting]:
    """In the order in which a camera takes them: an automatic is switched off before what it
    governs is set."""
    yield Setting(ControlId.POWER_LINE_FREQUENCY, (_POWER_LINE[wanted.power_line_hz],))
    if wanted.exposure == "auto":
        yield Setting(ControlId.EXPOSURE_AUTO, (_EXPOSURE_APERTURE, _EXPOSURE_AUTO))
        may_slow_down = 0 if wanted.keep_rate_in_the_dark else 1
        yield Setting(ControlId.EXPOSURE_AUTO_PRIORITY, (may_slow_down,))
    else:
        yield Setting(ControlId.EXPOSURE_AUTO, (_EXPOSURE_MANUAL,))
        yield Setting(ControlId.EXPOSURE_ABSOLUTE, (wanted.exposure,))
    if wanted.focus == "auto":
        yield Setting(ControlId.FOCUS_AUTO, (1,))
    else:
        yield Setting(ControlId.FOCUS_AUTO, (0,))
        yield Setting(ControlId.FOCUS_ABSOLUTE, (wanted.focus,))
    if wanted.white_balance == "auto":
        yield Setting(ControlId.AUTO_WHITE_BALANCE, (1,))
    else:
        yield Setting(ControlId.AUTO_WHITE_BALANCE, (0,))
        yield Setting(ControlId.WHITE_BALANCE_TEMPERATURE, (wanted.white_balance,))


def settings_of_view(view: PtzPreset) -> Iterator[Setting]:
    """Where a motorised camera turns to."""
    yield Setting(ControlId.PAN_ABSOLUTE, (view.pan,))
    yield Setting(ControlId.TILT_ABSOLUTE, (view.tilt,))
    yield Setting(ControlId.ZOOM_ABSOLUTE, (view.zoom,))
