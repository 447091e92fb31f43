"""Adjustments from afar (``kit.adjust``), and the profile's sound levels at the start."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from hardware.agent.camera import Camera
from hardware.capture.mixer import limit_playback_percent, set_capture_percent
from hardware.discovery.locating import LOUDSPEAKER, MICROPHONE, Locator
from hardware.errors import HardwareError
from hardware.profiles import KitProfile
from hardware.profiles.schema import AlsaSound

logger = logging.getLogger(__name__)


class Adjusting:
    """Called from a thread of its own: devices answer slowly. What is asked for lasts until the
    kit starts again; the profile is for what is to last."""

    def __init__(self, kit: KitProfile, cameras: Mapping[str, Camera], locator: Locator) -> None:
        self._kit, self._cameras = kit, cameras
        self._finders = {
            MICROPHONE: _finder(kit.microphone, locator.microphone_name),
            LOUDSPEAKER: _finder(kit.loudspeaker, locator.loudspeaker_name),
        }

    def begin(self) -> None:
        """Set the levels that the profile asks for."""
        if self._kit.microphone and self._kit.microphone.gain_percent is not None:
            self._set_level(MICROPHONE, self._kit.microphone.gain_percent)
        if self._kit.loudspeaker:
            self._set_level(LOUDSPEAKER, self._kit.loudspeaker.level_limit_percent)

    def obey(self, order: Mapping[str, Any]) -> None:
        """Set what the order names and is not null; what makes no sense is left alone."""
        device = order.get("device")
        gain = _number(order.get("gain_percent"))
        if device in self._finders and gain is not None:
            self._set_level(str(device), self._allowed(str(device), round(gain)))
        elif (camera := self._cameras.get(str(device))) is not None:
            self._set_camera(camera, order)

    def _set_camera(self, camera: Camera, order: Mapping[str, Any]) -> None:
        exposure = _number(order.get("exposure"))
        view, crop = order.get("preset"), order.get("crop")
        if camera.settings is not None:
            if exposure is not None:
                camera.settings.set_exposure(max(0, min(100_000, round(exposure))))
            if isinstance(view, str) and not camera.settings.turn_to(view):
                logger.warning("Camera %s has no view %r.", camera.profile.label, view)
        parts = [_number(part) for part in crop] if isinstance(crop, list | tuple) else []
        held = [min(1.0, max(0.0, part)) for part in parts if part is not None]
        if len(parts) == len(held) == 4:
            left, top, width, height = held
            if camera.passes_through:
                logger.warning("Camera %s sends its picture as it is.", camera.profile.label)
            elif width > 0 and height > 0:
                camera.framing.crop = (left, top, width, height)
        if order.get("restart") is True:
            camera.open_anew()

    def _allowed(self, device: str, percent: int) -> int:
        """Nobody makes the room louder from afar than its profile allows."""
        if device == LOUDSPEAKER and self._kit.loudspeaker:
            return min(percent, self._kit.loudspeaker.level_limit_percent)
        return percent

    def _set_level(self, device: str, percent: int) -> None:
        finder = self._finders[device]
        if finder is None:
            return
        put = set_capture_percent if device == MICROPHONE else limit_playback_percent
        try:
            if not put(finder(), percent):
                logger.warning("The %s has no volume to set.", device)
        except HardwareError as error:
            logger.warning("%s", error.sentence)


def _finder(part: Any, by_identity: Callable[[], str]) -> Callable[[], str] | None:
    """What finds the name of this card; None where the kit has none."""
    kind = getattr(part and part.source, "kind", None)
    if isinstance(part and part.source, AlsaSound):
        return lambda: str(part.source.device)
    return by_identity if kind == "device" else None


def _number(value: object) -> float | None:
    """What may be counted with; JSON's true is no number."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
