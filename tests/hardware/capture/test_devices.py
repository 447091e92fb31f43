"""Real devices, on a machine that has none: they are looked for, and missed in plain words."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from hardware.agent.sources import check_devices
from hardware.capture.alsa import AlsaSound
from hardware.capture.v4l2 import Ask, V4l2Picture, video_devices
from hardware.errors import DeviceMissing
from hardware.profiles import load_profile


def test_devices_are_found_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("video10", "video2", "video0", "videos", "vbi0"):
        (tmp_path / name).touch()
    assert [path.name for path in video_devices(tmp_path)] == ["video0", "video2", "video10"]


def test_a_camera_that_is_not_there_is_missed_in_both_languages() -> None:
    source = V4l2Picture("/dev/v4l/by-id/none-such", [Ask("mjpeg", 640, 360, 25)], (640, 360))
    with pytest.raises(DeviceMissing, match=r"La caméra .*none-such.* / Camera .*none-such"):
        source.open(threading.Event())
    source.close()


def test_a_microphone_that_is_not_there_is_missed_in_both_languages() -> None:
    source = AlsaSound("hw:none-such")
    with pytest.raises(DeviceMissing, match=r"Le micro .*none-such.* / The microphone"):
        source.open()
    source.close()


def test_a_kit_of_devices_does_not_start_without_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.agent.sources.video_devices", lambda: ())
    with pytest.raises(DeviceMissing, match=r"Aucune caméra .* / No camera"):
        check_devices(load_profile("devices"))


def test_a_kit_without_devices_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.agent.sources.video_devices", lambda: ())
    check_devices(load_profile("demo"))
