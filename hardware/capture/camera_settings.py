"""How one camera is set: by its profile at each opening, and from afar meanwhile."""

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from hardware.capture.controls import Setting, settings_of, settings_of_view
from hardware.capture.v4l2_controls import Controls, open_controls
from hardware.profiles import CameraProfile

logger = logging.getLogger(__name__)

Open = Callable[[Path], AbstractContextManager[Controls]]


class CameraSettings:
    """Remembers what was asked for, so that a camera that is plugged in again is set again.

    Called from the capture thread (``opened``) and from others (the rest).
    """

    def __init__(self, profile: CameraProfile, open_device: Open = open_controls) -> None:
        self._profile, self._open = profile, open_device
        self._node: Path | None = None
        self._lock = threading.Lock()
        self.remember()

    def remember(self, exposure: int | None = None, view: str | None = None) -> None:
        """What the next opening sets; what is None, or no view of the profile, as it says."""
        first = self._profile.presets[0].name if self._profile.presets else None
        known = any(each.name == view for each in self._profile.presets)
        self._view = view if known else first
        self._controls = self._profile.controls
        if exposure is not None:
            self._choose_exposure(exposure)

    def opened(self, node: Path) -> None:
        """The camera is this device now: set it as it should be."""
        self._node = node
        self.set_all()

    def set_all(self) -> None:
        """Set what is to be set."""
        self._apply(settings_of(self._controls))
        if self._view is not None:
            self.turn_to(self._view)

    def set_exposure(self, exposure: int) -> None:
        """0 is automatic, else units of 100 µs."""
        self._choose_exposure(exposure)
        self._apply(settings_of(self._controls))

    def turn_to(self, name: str) -> bool:
        """Turn to a view of the profile; False when it has none of this name."""
        view = next((each for each in self._profile.presets if each.name == name), None)
        if view is None:
            return False
        self._view = name
        self._apply(settings_of_view(view))
        return True

    def _choose_exposure(self, exposure: int) -> None:
        chosen = exposure if exposure > 0 else "auto"
        self._controls = self._controls.model_copy(update={"exposure": chosen})

    def _apply(self, settings: Iterable[Setting]) -> None:
        if self._node is None:
            return
        with self._lock:
            try:
                with self._open(self._node) as controls:
                    refused = controls.apply(settings)
            except OSError as error:
                logger.warning("Camera %s cannot be set: %s", self._profile.label, error)
                return
        if refused:
            names = ", ".join(control.name.lower() for control in refused)
            logger.warning("Camera %s would not take: %s.", self._profile.label, names)
