"""A role's device is found anew each time it is opened."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hardware.discovery import Binding, Machine, write_bindings
from hardware.discovery.locating import BINDINGS_FILE, Locator
from hardware.errors import DeviceMissing
from hardware.profiles import parse_profile
from tests.hardware.discovery.tree import described, lay_out

KIT = """
version = 1
name = "Essai"
[[cameras]]
role = "salle"
label = "Salle"
source = { kind = "device", model = "logitech-c920" }
[[cameras]]
role = "partition"
label = "Partition"
source = { kind = "device", model = "elgato-cam-link-4k" }
[microphone]
source = { kind = "device", model = "jabra-speak-510", serial = "50C2ED2222220x010600" }
"""


@pytest.fixture
def locator(tmp_path: Path) -> Locator:
    machine = Machine(lay_out(tmp_path / "root", described("two-alike")))
    return Locator(parse_profile(KIT, "essai.toml"), tmp_path / "data", machine)


def test_a_role_is_a_node_now_and_another_after_the_next_boot(
    locator: Locator, tmp_path: Path
) -> None:
    held = [Binding("salle", "046d", "0892", None, "pci-0000:00:14.0-usb-0:2.3")]
    write_bindings(tmp_path / "data" / BINDINGS_FILE, held)
    assert locator.camera_node("salle") == "/dev/video2"
    shutil.rmtree(tmp_path / "root")
    woken = [
        {**device, "node": f"video{8 - int(device['node'].removeprefix('video'))}"}
        for device in described("two-alike")
        if device["node"].startswith("video")
    ]
    lay_out(tmp_path / "root", woken)
    assert locator.camera_node("salle") == "/dev/video6"


def test_two_that_could_play_it_are_named_by_their_ports(locator: Locator) -> None:
    with pytest.raises(DeviceMissing, match=r"usb-0:1, .*usb-0:2\.3.* / Several"):
        locator.camera_node("salle")


def test_one_that_is_unplugged_is_missed(locator: Locator, tmp_path: Path) -> None:
    assert locator.camera_node("partition") == "/dev/video4"
    (tmp_path / "root/sys/class/video4linux/video4").unlink()
    with pytest.raises(DeviceMissing, match=r"« partition » n’est pas branché.* / .* not plugged"):
        locator.camera_node("partition")


def test_a_sound_card_is_named_by_its_serial_not_by_its_number(locator: Locator) -> None:
    assert locator.microphone_name() == "plughw:CARD=USB_1"
