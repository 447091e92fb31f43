"""Whether this kit keeps a browser on its screen."""

import logging
import os
from collections.abc import Mapping
from pathlib import Path

from hardware.errors import HardwareError
from hardware.profiles import load_profile
from hardware.screen.browser import find_browser, has_display
from hardware.screen.room_screen import RoomScreen

logger = logging.getLogger(__name__)


def screen_of(
    profile: str, data_dir: Path, environment: Mapping[str, str] = os.environ
) -> RoomScreen | None:
    """The screen of this profile (name or file); None, and the log says why, when it has none or
    nothing can be opened on it. The kit works all the same."""
    try:
        if load_profile(profile).screen is None:
            return None
    except HardwareError as error:
        logger.warning("%s", error.sentence)
        return None
    if not has_display(environment):
        logger.warning("The profile has a screen, and this process has no display to open it on.")
        return None
    browser = find_browser(environment.get("PATH"))
    if browser is None:
        logger.warning("The profile has a screen, and no browser is installed for it.")
        return None
    logger.info("The room's screen is shown by %s.", browser.path)
    return RoomScreen(data_dir, browser)
