"""What the doctor says of a machine, on a composed one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hardware.discovery import Binding, Machine, write_bindings
from hardware.discovery.locating import Locator
from hardware.doctor import examine, report
from hardware.doctor_sound import switch_lines
from hardware.profiles import load_profile
from tests.hardware.discovery.tree import described, lay_out

LEFT, RIGHT = "pci-0000:00:14.0-usb-0:1", "pci-0000:00:14.0-usb-0:2.3"


def examined(root: Path, data: Path, name: str = "mini-pc") -> str:
    return report(examine(load_profile(name), data, Machine(root)))


def test_an_empty_machine_is_told_what_it_lacks(tmp_path: Path) -> None:
    said = examined(tmp_path, tmp_path)
    assert "[!]  Aucune caméra n’est branchée." in said
    assert "[!]  Aucun micro n’est branché." in said
    assert "L’appareil du rôle « salle » n’est pas branché." in said
    assert "[ok] Gros plan mains (facultatif)" in said


def test_two_cameras_alike_ask_to_be_told_apart_and_then_are(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "root", described("two-alike"))
    said = examined(root, tmp_path / "data")
    assert "Plusieurs appareils pareils" in said
    assert said.index("[!]") < said.index("[ok]")
    bindings = [Binding("salle", "046d", "0892", None, RIGHT)]
    write_bindings(tmp_path / "data" / "bindings.json", bindings)
    assert "[ok] Salle : /dev/video2." in examined(root, tmp_path / "data")


def test_what_is_known_of_the_devices_is_said(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "root", described("two-alike"))
    english = report(examine(load_profile("mini-pc"), tmp_path, Machine(root)), ("en",))
    assert "About Elgato Cam Link 4K: With a kernel older than" in english
    assert "About Jabra Speak 510: On Linux the mute key" in english


def test_what_opening_a_sound_card_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALSA_CONFIG_PATH", raising=False)
    assert "installez le paquet libasound2-data" in examined(tmp_path, tmp_path)
    (tmp_path / "usr/share/alsa").mkdir(parents=True)
    assert "libasound2-data" not in examined(tmp_path, tmp_path)


@pytest.mark.parametrize(
    ("said", "off"),
    [
        ("  Front Left: Capture 30 [41%] [-44.00dB] [off]\n", {"micro"}),
        ("  Mono: Playback 0 [0%] [-74.00dB] [off]\n", {"haut-parleur"}),
        ("  Mono: Playback 5 [50%] [off] Capture 7 [70%] [on]\n", {"haut-parleur"}),
        ("  Left: Capture 3 [4%] [on]\n  Right: Capture 3 [4%] [off]\n", set()),
        ("  Mono: Playback 5 [50%]\n", set()),
        ("", set()),
    ],
)
def test_a_card_whose_switch_is_off(tmp_path: Path, said: str, off: set[str]) -> None:
    one_speakerphone = [each for each in described("two-alike") if each["node"] != "card2"]
    root = lay_out(tmp_path / "root", one_speakerphone)
    locator = Locator(load_profile("mini-pc"), tmp_path, Machine(root))
    lines = [line.french for line in switch_lines(locator, lambda words: said)]
    assert {
        word for word in ("micro", "haut-parleur") for one in lines if f"le {word} " in one
    } == off
    assert len(lines) == len(off)


@pytest.mark.parametrize(("milli_c", "good"), [(45_000, True), (92_000, False)])
def test_heat(tmp_path: Path, milli_c: int, good: bool) -> None:
    zone = tmp_path / "sys/class/thermal/thermal_zone0"
    zone.mkdir(parents=True)
    (zone / "temp").write_text(f"{milli_c}\n")
    lines = examine(load_profile("demo"), tmp_path, Machine(tmp_path))
    about_heat = [line.good for line in lines if "°C" in line.french]
    assert about_heat == [good]


@pytest.mark.parametrize("synchronized", [True, False])
def test_the_clock(tmp_path: Path, synchronized: bool) -> None:
    timesync = tmp_path / "run/systemd/timesync"
    timesync.mkdir(parents=True)
    if synchronized:
        (timesync / "synchronized").touch()
    said = examined(tmp_path, tmp_path, "demo")
    assert ("L’heure du boîtier n’est pas bonne." in said) is not synchronized


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_camera_that_may_not_be_opened(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "root", described("recorded")[:1])
    (root / "dev/video0").touch(mode=0o000)
    assert "groupe video" in examined(root, tmp_path)
