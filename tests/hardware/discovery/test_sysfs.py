"""What /sys says of cameras and sound cards, on recorded and composed trees."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.discovery import Machine
from hardware.discovery.ports import controller_of, port_of
from tests.hardware.discovery.tree import Described, described, lay_out


@pytest.mark.parametrize("device", described("recorded"), ids=lambda device: device["product_name"])
def test_the_port_is_what_udev_recorded_on_the_real_machine(device: Described) -> None:
    port, _, _interface = device["id_path"].rpartition(":1.")
    assert port_of(device["devpath"]) == port


@pytest.mark.parametrize("device", described("recorded"), ids=lambda device: device["product_name"])
def test_a_real_camera_is_read_as_it_was_recorded(tmp_path: Path, device: Described) -> None:
    (camera,) = Machine(lay_out(tmp_path, [device])).cameras()
    assert camera.usb is not None
    assert (camera.usb.vendor, camera.usb.product) == (device["vendor"], device["product"])
    assert camera.usb.serial == device.get("serial")
    assert camera.name == device["name"]
    assert set(camera.links) == {f"/dev/v4l/{link}" for link in device["links"]}


@pytest.mark.parametrize(
    ("path", "port"),
    [
        # Raspberry Pi 4 and 3: the ports as published by their owners, the paths composed.
        (
            "/devices/platform/scb/fd500000.pcie/pci0000:00/0000:00:00.0/0000:01:00.0/usb1/1-1"
            "/1-1.3/1-1.3:1.0/video4linux/video0",
            "platform-fd500000.pcie-pci-0000:01:00.0-usb-0:1.3",
        ),
        (
            "/devices/platform/soc/3f980000.usb/usb1/1-1/1-1.4/1-1.4:1.0/video4linux/video0",
            "platform-3f980000.usb-usb-0:1.4",
        ),
        ("/devices/platform/soc/fe801000.csi/video4linux/video0", "platform-fe801000.csi"),
        ("/devices/virtual/video4linux/video7", "virtual-video7"),
        ("/devices/pci0000:00/0000:00:1f.3/sound/card0", "pci-0000:00:1f.3"),
    ],
)
def test_ports_of_other_buses(path: str, port: str) -> None:
    assert port_of(path) == port


def test_the_number_of_the_bus_is_no_part_of_the_port() -> None:
    path = "/devices/pci0000:00/0000:00:14.0/usb{n}/{n}-1/{n}-1.2/{n}-1.2:1.0/video4linux/video0"
    assert port_of(path.format(n=1)) == port_of(path.format(n=4)) == "pci-0000:00:14.0-usb-0:1.2"


def test_cameras_on_one_controller_share_it() -> None:
    one, other = (controller_of(f"/devices/pci0000:00/0000:00:14.0/usb1/1-{port}") for port in "12")
    assert one == other == "pci-0000:00:14.0"


def test_a_metadata_node_is_no_camera_and_cards_tell_what_they_do(tmp_path: Path) -> None:
    machine = Machine(lay_out(tmp_path, described("two-alike")))
    assert [camera.node for camera in machine.cameras()] == [
        "/dev/video0",
        "/dev/video2",
        "/dev/video4",
    ]
    cards = machine.sound_cards()
    assert [(card.card_id, card.captures, card.plays) for card in cards] == [
        ("PCH", False, True),
        ("USB", True, True),
        ("USB_1", True, True),
    ]
    assert cards[1].alsa_name == "plughw:CARD=USB"
    assert cards[0].usb is None


def test_a_machine_without_devices_has_none(tmp_path: Path) -> None:
    assert Machine(tmp_path).cameras() == ()
    assert Machine(tmp_path).sound_cards() == ()
