"""Whether this kit keeps a browser on its screen."""

import logging
import os
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from hardware.discovery.locating import Locator
from hardware.errors import HardwareError
from hardware.profiles import KitProfile, load_profile
from hardware.profiles.schema import AlsaSound
from hardware.screen.browser import find_browser, language_of
from hardware.screen.display import has_display, is_there, is_wayland
from hardware.screen.room_screen import RoomScreen

logger = logging.getLogger(__name__)


def screen_of(
    profile: str, data_dir: Path, environment: Mapping[str, str] = os.environ
) -> RoomScreen | None:
    """The screen of this profile (name or file); None, and the log says why, when it has none or
    nothing can be opened on it. The kit works all the same."""
    try:
        kit = load_profile(profile)
    except HardwareError as error:
        logger.warning("%s", error.sentence)
        return None
    if kit.screen is None:
        return None
    if not has_display(environment):
        logger.warning("The profile has a screen, and this process has no display to open it on.")
        return None
    browser = find_browser(environment.get("PATH"))
    if browser is None:
        logger.warning("The profile has a screen, and no browser is installed for it.")
        return None
    logger.info("The room's screen is shown by %s.", browser.path)
    browser = replace(browser, wayland=is_wayland(environment), language=language_of(environment))
    sound = partial(_sound, kit, Locator(kit, data_dir))
    return RoomScreen(data_dir, browser, partial(is_there, environment), sound)


def _sound(kit: KitProfile, locator: Locator) -> str | None:
    """ALSA's name of the profile's loudspeaker; None, the system's own, when there is none or it
    is not plugged in."""
    if kit.loudspeaker is None:
        return None
    if isinstance(kit.loudspeaker.source, AlsaSound):
        return kit.loudspeaker.source.device
    try:
        return locator.loudspeaker_name()
    except HardwareError as error:
        logger.warning("%s", error.sentence)
        return None
