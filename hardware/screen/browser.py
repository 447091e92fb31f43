"""Which browser this machine has, and how it is opened full-screen without asking anybody."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["chromium", "firefox", "cog"]
Language = Literal["fr", "en"]
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
    "--disable-component-update",
    "--disable-background-networking",
    "--password-store=basic",
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
user_pref("intl.accept_languages", "{language}");
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is opened: the address of a ``page``; ALSA's name of the loudspeaker (``sound``) and the
    ``size`` of a screen without a window manager, which only Chromium can be told."""

    page: str
    sound: str | None = None
    size: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Browser:
    """``extra``: further arguments, as for a machine without a screen. ``wayland``: the display is
    a Wayland compositor's; Chromium would take the X server that most of them offer as well."""

    kind: Kind
    path: str
    extra: tuple[str, ...] = ()
    wayland: bool = False
    language: Language = "fr"

    @property
    def talks(self) -> bool:
        """Can it be asked whether it is well?"""
        return self.kind == "chromium"

    def command(self, profile: Path, opening: Opening) -> list[str]:
        """What opens the page full-screen, with everything that it keeps below ``profile``."""
        match self.kind:
            case "chromium":
                own = [*_CHROMIUM, f"--user-data-dir={profile}", "--remote-debugging-pipe"]
                own += [f"--lang={self.language}", f"--accept-lang={self.language}"]
                own += ["--ozone-platform=wayland"] if self.wayland else []
                own += [f"--alsa-output-device={opening.sound}"] if opening.sound else []
                if opening.size:
                    # Of the screen's very size it would make one that is a pixel smaller.
                    width, height = (length + 1 for length in opening.size)
                    own += ["--window-position=0,0", f"--window-size={width},{height}"]
            case "firefox":
                own = ["--no-remote", "--profile", str(profile), "--kiosk"]
            case "cog":
                own = ["--webprocess-failure=exit"]
        return [self.path, *own, *self.extra, opening.page]

    def prepare(self, profile: Path) -> None:
        """Before each start: nothing of a start that was cut off stands in the way."""
        profile.mkdir(parents=True, exist_ok=True)
        for lock in ("SingletonLock", "SingletonSocket", "SingletonCookie", "lock", ".parentlock"):
            (profile / lock).unlink(missing_ok=True)
        if self.kind == "chromium":
            _translate_nothing(profile / "Default" / "Preferences")
        if self.kind == "firefox":
            (profile / "user.js").write_text(
                _FIREFOX.format(language=self.language), encoding="utf-8"
            )


def _translate_nothing(preferences: Path) -> None:
    """Chromium offers to translate, in kiosk too, whatever its command line says of it."""
    try:
        kept = json.loads(preferences.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    preferences.parent.mkdir(exist_ok=True)
    wanted = (kept if isinstance(kept, dict) else {}) | {"translate": {"enabled": False}}
    preferences.write_text(json.dumps(wanted), encoding="utf-8")


def language_of(environment: Mapping[str, str]) -> Language:
    """Of what the room reads: English where the machine speaks it, else French."""
    set_to = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next(filter(None, set_to), "").startswith("en") else "fr"


def find_browser(path: str | None = None) -> Browser | None:
    """The first that is installed, on ``path`` (by default PATH)."""
    for program, kind in PROGRAMS.items():
        if found := shutil.which(program, path=path):
            return Browser(kind, found)
    return None
