"""Which browser is taken, how it is opened, and when there is none."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from hardware.doctor_screen import screen_lines
from hardware.profiles import load_profile
from hardware.screen.browser import Browser, Kind, Opening, find_browser
from hardware.screen.opening import screen_of

KIT = load_profile("mini-pc")


def installed(folder: Path, *names: str) -> str:
    """A PATH on which these programs are."""
    for name in names:
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return str(folder)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("firefox-esr", "chromium"), "chromium"),
        (("cog", "firefox"), "firefox"),
        (("cog",), "cog"),
        (("lynx",), None),
    ],
)
def test_the_first_that_is_installed(
    tmp_path: Path, names: tuple[str, ...], found: str | None
) -> None:
    browser = find_browser(installed(tmp_path, *names))
    assert (browser and browser.kind) == found


@pytest.mark.parametrize("kind", ["chromium", "firefox", "cog"])
def test_nothing_is_asked_of_anybody(tmp_path: Path, kind: Kind) -> None:
    browser = Browser(kind, f"/usr/bin/{kind}", ("--extra",))
    page = "file:///var/lib/kit/screen.html"
    command = browser.command(tmp_path / "screen", Opening(page))
    assert (command[0], command[-1]) == (f"/usr/bin/{kind}", page)
    assert "--extra" in command
    browser.prepare(tmp_path / "screen")
    if kind == "chromium":
        assert {"--kiosk", "--no-first-run"} <= set(command)
        assert "--autoplay-policy=no-user-gesture-required" in command
        assert f"--user-data-dir={tmp_path / 'screen'}" in command
    if kind == "firefox":
        assert "--kiosk" in command
        assert '"media.autoplay.default", 0' in (tmp_path / "screen/user.js").read_text()


def test_what_was_cut_off_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "SingletonLock").symlink_to("another-machine-4711")
    Browser("chromium", "/usr/bin/chromium").prepare(tmp_path)
    assert not (tmp_path / "SingletonLock").is_symlink()


@pytest.mark.parametrize(
    ("profile", "names", "display", "said"),
    [
        ("demo", ("chromium",), ":0", None),
        ("mini-pc", ("chromium",), ":0", "is shown by"),
        ("mini-pc", ("chromium",), "", "no display"),
        ("mini-pc", (), ":0", "no browser is installed"),
        ("absent", ("chromium",), ":0", "absent"),
    ],
)
async def test_a_kit_without_a_screen_works_all_the_same_and_says_why(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    profile: str,
    names: tuple[str, ...],
    display: str,
    said: str | None,
) -> None:
    caplog.set_level(logging.INFO)
    environment = {"PATH": installed(tmp_path, *names), "DISPLAY": display}
    screen = screen_of(profile, tmp_path / "data", environment)
    assert (screen is not None) is (said == "is shown by")
    assert said is None or said in caplog.text


@pytest.mark.parametrize(("names", "good"), [(("chromium",), True), ((), False)])
def test_the_doctor_says_which_browser_is_found(
    tmp_path: Path, names: tuple[str, ...], good: bool
) -> None:
    environment = {"PATH": installed(tmp_path, *names), "DISPLAY": ":0"}
    (line,) = screen_lines(KIT, environment)
    assert line.good is good
    wanted = str(tmp_path / "chromium") if good else "aucun navigateur n’est installé"
    assert wanted in line.french
    assert list(screen_lines(load_profile("demo"), environment)) == []
