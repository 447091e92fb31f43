"""Which display a browser is opened on, and that one which is not there is waited for."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from hardware.screen import room_screen
from hardware.screen.browser import Browser, Opening, language_of
from hardware.screen.display import has_display, is_there, is_wayland
from hardware.screen.room_screen import PAGE_NAME, RoomScreen
from tests.support.waiting import until


@pytest.mark.parametrize(
    ("environment", "named", "wayland"),
    [
        ({}, False, False),
        ({"DISPLAY": ""}, False, False),
        ({"DISPLAY": ":0"}, True, False),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, True, True),
    ],
)
def test_wayland_comes_before_the_x_that_its_compositor_offers(
    environment: dict[str, str], named: bool, wayland: bool
) -> None:
    assert (has_display(environment), is_wayland(environment)) == (named, wayland)


@pytest.mark.parametrize("named", ["wayland-0", "{folder}/wayland-0"])
def test_a_compositor_is_there_while_its_socket_is(tmp_path: Path, named: str) -> None:
    wayland = named.format(folder=tmp_path)
    environment = {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": wayland}
    assert not is_there(environment)
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        assert is_there(environment)
    (tmp_path / "wayland-0").unlink()
    assert not is_there(environment)


def test_an_x_server_is_there_while_it_listens() -> None:
    assert not is_there({"DISPLAY": ":4711"})
    with socket.socket(socket.AF_UNIX) as server:
        # In the abstract namespace, which a private /tmp does not hide.
        server.bind("\0/tmp/.X11-unix/X4711")
        assert is_there({"DISPLAY": ":4711.0"})
    assert is_there({"DISPLAY": "elsewhere:0"}), "nobody can tell from here"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "fr_FR.UTF-8", "LANG": "en_GB.UTF-8"}, "fr"),
    ],
)
def test_french_unless_the_machine_speaks_english(
    environment: dict[str, str], language: str
) -> None:
    assert language_of(environment) == language


def test_what_chromium_is_told_of_the_display_and_the_loudspeaker(tmp_path: Path) -> None:
    browser = Browser("chromium", "/usr/bin/chromium", wayland=True, language="fr")
    plain = browser.command(tmp_path, Opening("file:///page"))
    assert {"--ozone-platform=wayland", "--accept-lang=fr"} <= set(plain)
    assert not [word for word in plain if word.startswith(("--window-", "--alsa-"))]
    told = Opening("file:///page", "plughw:CARD=USB", (1920, 1080))
    words = {"--alsa-output-device=plughw:CARD=USB", "--window-size=1921,1081"}
    assert words <= set(browser.command(tmp_path, told))


def test_nothing_is_offered_for_translation_and_the_rest_is_kept(tmp_path: Path) -> None:
    preferences = tmp_path / "Default" / "Preferences"
    browser = Browser("chromium", "/usr/bin/chromium")
    browser.prepare(tmp_path)
    assert preferences.read_text() == '{"translate": {"enabled": false}}'
    preferences.write_text('{"kept": 1, "translate": {"enabled": true}}')
    browser.prepare(tmp_path)
    assert preferences.read_text() == '{"kept": 1, "translate": {"enabled": false}}'
    preferences.write_text("cut of")
    browser.prepare(tmp_path)
    assert preferences.read_text() == '{"translate": {"enabled": false}}'


async def test_a_display_that_is_switched_off_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser is a program that writes down that it was opened, and stays."""
    monkeypatch.setattr(room_screen, "DISPLAY_S", 0.02)
    opened, display = tmp_path / "opened", tmp_path / "display"
    program = tmp_path / "cog"
    program.write_text(f'#!/bin/sh\necho "$2" >> {opened}\nexec sleep 60\n')
    program.chmod(0o755)
    screen = RoomScreen(tmp_path, Browser("cog", str(program)), display.exists)
    running = asyncio.create_task(screen.run())
    screen.show("salle", "https://passerelle.example/salle")
    await asyncio.sleep(0.2)
    assert not opened.exists()
    display.touch()
    await until(opened.exists)
    await until(lambda: opened.read_text().strip() == (tmp_path / PAGE_NAME).as_uri())
    running.cancel()
    await asyncio.wait([running])
