"""Judges a release that is being tried: pure, what works goes in, a verdict comes out."""

from collections.abc import Collection

from hardware.updating.deciding import TRIAL_S, WELL_S

KEPT = "kept"


class TrialWatch:
    """``devices``: those that worked before the update and must work again. ``since_s``: when the
    trial began (seconds of any steady clock)."""

    def __init__(self, devices: Collection[str], since_s: float) -> None:
        self._devices, self._since_s = frozenset(devices), since_s
        self._well_since_s: float | None = None
        self._was_connected = False

    def look(self, now_s: float, connected: bool, working: Collection[str]) -> str | None:
        """``KEPT``, the reason to give it up, or None while it is not known yet.

        ``connected``: the server has taken this kit; ``working``: the devices that it receives.
        """
        self._was_connected = self._was_connected or connected
        complete = self._devices <= set(working)
        if not (connected and complete):
            self._well_since_s = None
        elif self._well_since_s is None:
            self._well_since_s = now_s
        if self._well_since_s is not None and now_s - self._well_since_s >= WELL_S:
            return KEPT
        if now_s - self._since_s < TRIAL_S:
            return None
        if not self._was_connected:
            return "not_connected"
        return "too_long" if complete else "devices_lost"
