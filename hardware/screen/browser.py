"""Which browser this machine has, and how it is opened full-screen without asking anybody."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["chromium", "firefox", "cog"]
#: In this order. Chromium is looked after best: see ``hardware.screen.devtools``.
PROGRAMS: Mapping[str, Kind] = {
    "chromium": "chromium",
    "chromium-browser": "chromium",
    "google-chrome": "chromium",
    "firefox-esr": "firefox",
    "firefox": "firefox",
    "cog": "cog",
}
_CHROMIUM = (
    "--kiosk",
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--hide-crash-restore-bubble",
    "--disable-features=Translate",
    "--disable-component-update",
    "--disable-background-networking",
    "--password-store=basic",
    "--ozone-platform-hint=auto",
    # The homes are heard without anybody touching the screen.
    "--autoplay-policy=no-user-gesture-required",
)
# Firefox takes these as they stand in ``user.js`` of its profile, at every start.
_FIREFOX = """user_pref("media.autoplay.default", 0);
user_pref("media.autoplay.blocking_policy", 0);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.sessionstore.resume_from_crash", false);
user_pref("toolkit.startup.max_resumed_crashes", -1);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("browser.translations.automaticallyPopup", false);
user_pref("app.update.auto", false);
"""


@dataclass(frozen=True, slots=True)
class Browser:
    """``extra``: further arguments, as for a machine without a screen."""

    kind: Kind
    path: str
    extra: tuple[str, ...] = ()

    @property
    def talks(self) -> bool:
        """Can it be asked whether it is well?"""
        return self.kind == "chromium"

    def command(self, profile: Path, page: str) -> list[str]:
        """What opens ``page`` full-screen, with everything that it keeps below ``profile``."""
        match self.kind:
            case "chromium":
                own = [*_CHROMIUM, f"--user-data-dir={profile}", "--remote-debugging-pipe"]
            case "firefox":
                own = ["--no-remote", "--profile", str(profile), "--kiosk"]
            case "cog":
                own = ["--webprocess-failure=exit"]
        return [self.path, *own, *self.extra, page]

    def prepare(self, profile: Path) -> None:
        """Before each start: nothing of a start that was cut off stands in the way."""
        profile.mkdir(parents=True, exist_ok=True)
        for lock in ("SingletonLock", "SingletonSocket", "SingletonCookie", "lock", ".parentlock"):
            (profile / lock).unlink(missing_ok=True)
        if self.kind == "firefox":
            (profile / "user.js").write_text(_FIREFOX, encoding="utf-8")


def find_browser(path: str | None = None) -> Browser | None:
    """The first that is installed, on ``path`` (by default PATH)."""
    for program, kind in PROGRAMS.items():
        if found := shutil.which(program, path=path):
            return Browser(kind, found)
    return None


def has_display(environment: Mapping[str, str]) -> bool:
    """Is there a graphical screen to open it on?"""
    return any(environment.get(name) for name in ("WAYLAND_DISPLAY", "DISPLAY"))
