"""Devices to roles: two of a kind stay apart over reboots and swaps."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.discovery import (
    Binding,
    Camera,
    Machine,
    UsbDevice,
    Wanted,
    assign,
    bindings_of,
    read_bindings,
    wanted_of,
    write_bindings,
)
from hardware.errors import HardwareError
from hardware.profiles import load_profile
from hardware.profiles.device_schema import UsbIdentity
from tests.hardware.discovery.tree import described, lay_out

C920 = (UsbIdentity(vendor="046d", product="0892", source="a test's own"),)
SALLE, MAINS = Wanted("salle", C920), Wanted("mains", C920)


def camera(node: int, port: str, serial: str | None = None) -> Camera:
    usb = UsbDevice("046d", "0892", serial, "HD Pro Webcam C920", 480.0, "pci-0000:00:14.0")
    return Camera("C920", port, usb, f"/dev/video{node}")


def ports(wanted: list[Wanted], cameras: list[Camera], held: tuple[Binding, ...]) -> dict[str, str]:
    return {role: device.port for role, device in assign(wanted, cameras, held).devices.items()}


LEFT, RIGHT, SPARE = "pci-0-usb-0:1", "pci-0-usb-0:2", "pci-0-usb-0:3"
BY_PORT = (
    Binding("salle", "046d", "0892", None, LEFT),
    Binding("mains", "046d", "0892", None, RIGHT),
)
BY_SERIAL = (
    Binding("salle", "046d", "0892", "AAA", LEFT),
    Binding("mains", "046d", "0892", "BBB", RIGHT),
)


def test_two_alike_are_never_guessed_apart() -> None:
    found = assign([SALLE, MAINS], [camera(0, LEFT), camera(1, RIGHT)])
    assert found.devices == {}
    assert found.missing == ("salle", "mains")
    assert {len(some) for some in found.doubtful.values()} == {2}


@pytest.mark.parametrize("nodes", list(itertools.permutations((0, 2))))
@pytest.mark.parametrize("backwards", [False, True])
def test_without_serials_the_port_keeps_the_role_over_reboots(
    nodes: tuple[int, int], backwards: bool
) -> None:
    cameras = [camera(nodes[0], LEFT), camera(nodes[1], RIGHT)]
    if backwards:
        cameras.reverse()
    assert ports([SALLE, MAINS], cameras, BY_PORT) == {"salle": LEFT, "mains": RIGHT}


def test_with_serials_the_role_follows_the_camera_when_two_are_swapped() -> None:
    swapped = [camera(0, LEFT, "BBB"), camera(1, RIGHT, "AAA")]
    assert ports([SALLE, MAINS], swapped, BY_SERIAL) == {"salle": RIGHT, "mains": LEFT}


def test_the_same_serial_on_both_decides_nothing_and_the_port_does() -> None:
    alike = [camera(1, RIGHT, "SN0001"), camera(0, LEFT, "SN0001")]
    held = bindings_of(assign([SALLE, MAINS], alike, BY_PORT), alike)
    assert {binding.serial for binding in held} == {None}
    assert ports([SALLE, MAINS], alike, held) == {"salle": LEFT, "mains": RIGHT}


def test_the_one_left_after_an_unplug_keeps_its_own_role() -> None:
    found = assign([SALLE, MAINS], [camera(0, RIGHT)], BY_PORT)
    assert {role: device.port for role, device in found.devices.items()} == {"mains": RIGHT}
    assert found.missing == ("salle",)


def test_a_new_camera_at_the_place_of_the_old_one_takes_its_role() -> None:
    replaced = [camera(0, LEFT, "CCC"), camera(1, RIGHT, "BBB")]
    assert ports([SALLE, MAINS], replaced, BY_SERIAL) == {"salle": LEFT, "mains": RIGHT}


def test_one_moved_to_another_port_is_known_while_the_other_stays() -> None:
    moved = [camera(0, LEFT), camera(1, SPARE)]
    assert ports([SALLE, MAINS], moved, BY_PORT) == {"salle": LEFT, "mains": SPARE}


def test_both_moved_without_serials_is_asked_not_guessed() -> None:
    found = assign([SALLE, MAINS], [camera(0, SPARE), camera(1, "pci-0-usb-0:4")], BY_PORT)
    assert found.devices == {}
    assert set(found.doubtful) == {"salle", "mains"}


def test_the_profile_itself_may_pin_a_port_or_a_serial() -> None:
    wanted = [Wanted("salle", C920, port=RIGHT), Wanted("mains", C920, serial="AAA")]
    cameras = [camera(0, LEFT, "AAA"), camera(1, RIGHT, "BBB")]
    assert ports(wanted, cameras, ()) == {"salle": RIGHT, "mains": LEFT}


def test_a_camera_of_another_kind_at_the_remembered_port_does_not_play_the_role() -> None:
    usb = UsbDevice("0fd9", "0066", None, "Cam Link 4K", 5000.0, "pci-0")
    found = assign([SALLE], [Camera("Cam Link", LEFT, usb, "/dev/video0")], BY_PORT)
    assert found.missing == ("salle",)


@given(st.permutations(range(6)), st.permutations(range(6)), st.booleans())
def test_whatever_the_order_of_waking_roles_stay(
    nodes: list[int], order: list[int], serials: bool
) -> None:
    cameras = [camera(2 * k, f"pci-0-usb-0:{k}", f"S{k}" if serials else None) for k in range(6)]
    wanted = [Wanted(f"role-{k}", C920) for k in range(6)]
    held = tuple(
        Binding(f"role-{k}", "046d", "0892", one.usb.serial if one.usb else None, one.port)
        for k, one in enumerate(cameras)
    )
    woken = [replace(cameras[k], node=f"/dev/video{nodes[k]}") for k in order]
    expected = {f"role-{k}": f"pci-0-usb-0:{k}" for k in range(6)}
    assert ports(wanted, woken, held) == expected


def test_the_mini_pc_kit_finds_its_devices_by_model(tmp_path: Path) -> None:
    machine = Machine(lay_out(tmp_path, described("two-alike")))
    kit = load_profile("mini-pc")
    wanted = [wanted_of("microphone", kit.microphone.source)] if kit.microphone else []
    found = assign(wanted, machine.sound_cards())
    assert len(found.doubtful["microphone"]) == 2
    only_one = [card for card in machine.sound_cards() if card.card_id != "USB_1"]
    assert assign(wanted, only_one).devices["microphone"].card_id == "USB"


def test_a_name_stands_in_for_numbers_that_nobody_published() -> None:
    usb = UsbDevice("047f", "ffff", None, "Poly Sync 20-M", 12.0, "pci-0")
    wanted = wanted_of("salle", type("Source", (), {"model": "poly-sync-20"}))
    assert wanted.accepts(Camera("x", LEFT, usb, "/dev/video0"))
    assert not wanted.accepts(Camera("x", LEFT, replace(usb, product_name="Sync"), "/dev/video0"))


def test_bindings_are_remembered_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "kit" / "bindings.json"
    assert read_bindings(path) == ()
    write_bindings(path, BY_SERIAL)
    assert read_bindings(path) == BY_SERIAL
    assert [file.name for file in path.parent.iterdir()] == ["bindings.json"]


@pytest.mark.parametrize("text", ["", "{}", json.dumps({"version": 9, "bindings": []}), "[1]"])
def test_a_damaged_file_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bindings.json"
    path.write_text(text)
    with pytest.raises(HardwareError, match=r"bindings\.json .*abîmé.* / .*damaged"):
        read_bindings(path)
