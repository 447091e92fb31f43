"""Adjustments from afar (``kit.adjust``), and the sound levels at the start."""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from hardware.agent.camera import Camera
from hardware.agent.kept import Kept, Values
from hardware.capture.framing import WHOLE, Crop
from hardware.capture.mixer import limit_playback_percent, set_capture_percent
from hardware.discovery.locating import LOUDSPEAKER, MICROPHONE, Locator
from hardware.errors import HardwareError
from hardware.profiles import KitProfile
from hardware.profiles.schema import AlsaSound

logger = logging.getLogger(__name__)


class Adjusting:
    """Called from a thread of its own: devices answer slowly. What is set is kept for this device
    in this role, over restarts, until the profile is wanted back (``reset``)."""

    def __init__(
        self, kit: KitProfile, cameras: Mapping[str, Camera], locator: Locator, kept: Kept
    ) -> None:
        self._kit, self._cameras = kit, cameras
        self._identity, self._kept = locator.identity, kept
        self._finders = {
            MICROPHONE: _finder(kit.microphone, locator.microphone_name),
            LOUDSPEAKER: _finder(kit.loudspeaker, locator.loudspeaker_name),
        }
        #: By role, what is set otherwise than the profile says, on the devices that are there.
        self._adjusted: dict[str, Values] = {}
        for role, camera in cameras.items():
            camera.before_opening = partial(self._recall, role, camera)

    @property
    def adjusted(self) -> list[dict[str, object]]:
        """What of this is so now: ``device``, and what was set."""
        adjusted = sorted(self._adjusted.items())
        return [{"device": role, **values} for role, values in adjusted if values]

    def begin(self) -> None:
        """Set the levels: those that were kept, else those that the profile asks for."""
        for device in (MICROPHONE, LOUDSPEAKER):
            self._adjusted[device] = self._kept.of(device, self._identity(device))
            percent = self._adjusted[device].get("gain_percent", self._own_level(device))
            if percent is not None:
                self._set_level(device, self._allowed(device, percent))

    def obey(self, order: Mapping[str, Any]) -> None:
        """Set what the order names and is not null; what makes no sense is left alone."""
        device, camera = str(order.get("device")), self._cameras.get(str(order.get("device")))
        if order.get("reset") is True:
            self._go_back(device, camera)
        if device in self._finders:
            self._remember(device, self._set_gain(device, order))
        elif camera is not None:
            self._remember(device, _set_camera(camera, order))
            if order.get("restart") is True:
                camera.open_anew()

    def _recall(self, role: str, camera: Camera) -> None:
        """Before a camera is opened: which one plays the role today, and how was it set?"""
        values = self._kept.of(role, self._identity(role))
        self._adjusted[role] = values
        if camera.settings is not None:
            camera.settings.remember(values.get("exposure"), values.get("preset"))
        camera.framing.crop = _part_of_picture(values.get("crop")) or WHOLE

    def _go_back(self, device: str, camera: Camera | None) -> None:
        """As the profile says."""
        identity = self._identity(device)
        if identity is not None:
            self._kept.forget(device, identity)
        if camera is not None:
            self._recall(device, camera)
            if camera.settings is not None:
                camera.settings.set_all()
        elif device in self._finders:
            self.begin()

    def _remember(self, device: str, values: Values) -> None:
        identity = self._identity(device)
        if values and identity is not None:
            self._kept.keep(device, identity, values)
            self._adjusted[device] = self._kept.of(device, identity)

    def _set_gain(self, device: str, order: Mapping[str, Any]) -> Values:
        gain = _number(order.get("gain_percent"))
        if gain is None:
            return {}
        percent = self._allowed(device, max(0, min(100, round(gain))))
        return {"gain_percent": percent} if self._set_level(device, percent) else {}

    def _own_level(self, device: str) -> int | None:
        if device == MICROPHONE:
            return self._kit.microphone.gain_percent if self._kit.microphone else None
        return self._kit.loudspeaker.level_limit_percent if self._kit.loudspeaker else None

    def _allowed(self, device: str, percent: int) -> int:
        """Nobody makes the room louder from afar than its profile allows."""
        if device == LOUDSPEAKER and self._kit.loudspeaker:
            return min(percent, self._kit.loudspeaker.level_limit_percent)
        return percent

    def _set_level(self, device: str, percent: int) -> bool:
        finder = self._finders[device]
        if finder is None:
            return False
        put = set_capture_percent if device == MICROPHONE else limit_playback_percent
        try:
            if put(finder(), percent):
                return True
            logger.warning("The %s has no volume to set.", device)
        except HardwareError as error:
            logger.warning("%s", error.sentence)
        return False


def _set_camera(camera: Camera, order: Mapping[str, Any]) -> Values:
    """What of the order could be set."""
    done: Values = {}
    exposure, view = _number(order.get("exposure")), order.get("preset")
    if camera.settings is not None and exposure is not None:
        done["exposure"] = max(0, min(100_000, round(exposure)))
        camera.settings.set_exposure(done["exposure"])
    if camera.settings is not None and isinstance(view, str):
        if camera.settings.turn_to(view):
            done["preset"] = view
        else:
            logger.warning("Camera %s has no view %r.", camera.profile.label, view)
    if (crop := _part_of_picture(order.get("crop"))) is not None:
        if camera.passes_through:
            logger.warning("Camera %s sends its picture as it is.", camera.profile.label)
        else:
            camera.framing.crop = crop
            done["crop"] = list(crop)
    return done


def _part_of_picture(crop: object) -> Crop | None:
    parts = [_number(part) for part in crop] if isinstance(crop, list | tuple) else []
    held = [min(1.0, max(0.0, part)) for part in parts if part is not None]
    if len(parts) != 4 or len(held) != 4:
        return None
    left, top, width, height = held
    return (left, top, width, height) if width > 0 and height > 0 else None


def _finder(part: Any, by_identity: Callable[[], str]) -> Callable[[], str] | None:
    """What finds the name of this card; None where the kit has none."""
    kind = getattr(part and part.source, "kind", None)
    if isinstance(part and part.source, AlsaSound):
        return lambda: str(part.source.device)
    return by_identity if kind == "device" else None


def _number(value: object) -> float | None:
    """What may be counted with; JSON's true is no number."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
