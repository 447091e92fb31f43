"""What the doctor says of the room's screen."""

import os
from collections.abc import Iterator, Mapping

from hardware.doctor_line import Line
from hardware.profiles import KitProfile
from hardware.screen.browser import PROGRAMS, find_browser
from hardware.screen.display import has_display


def screen_lines(kit: KitProfile, environment: Mapping[str, str] = os.environ) -> Iterator[Line]:
    """Which browser would show the room's page, where the profile has a screen."""
    if kit.screen is None:
        return
    browser = find_browser(environment.get("PATH"))
    if browser is None:
        names = ", ".join(PROGRAMS)
        yield Line(
            False,
            f"Écran : aucun navigateur n’est installé ; il en faut un de ceux-ci : {names}.",
            f"Screen: no browser is installed; one of these is needed: {names}.",
        )
        return
    yield Line(
        True,
        f"Écran : la page de la salle s’ouvre avec {browser.path}.",
        f"Screen: the room's page is opened with {browser.path}.",
    )
    if not has_display(environment):
        yield Line(
            True,
            "Écran : ce terminal n’en a pas ; le boîtier doit être lancé là où il y en a un"
            " (DISPLAY ou WAYLAND_DISPLAY).",
            "Screen: this terminal has none; the kit has to be started where there is one"
            " (DISPLAY or WAYLAND_DISPLAY).",
        )
