"""What was adjusted from afar, on the kit's own disk: it outlasts restarts, until the profile is
wanted back."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from hardware.whole_file import write_whole

logger = logging.getLogger(__name__)

FILE_NAME = "adjustments.json"
_VERSION = 1
Values = dict[str, Any]


class Kept:
    """By role, then by the identity of the device that played it: another device in its place is
    set by the profile, and the first one finds its values again. ``microphone``: the identity of
    the one that was chosen instead of the room's own, or None.

    Written whole or not at all; a disk that cannot be written costs the memory, not the session.
    Called from several threads.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE_NAME
        self._lock = Lock()
        self._devices, self._microphone = _read(self._path)

    @property
    def microphone(self) -> str | None:
        """See the class."""
        return self._microphone

    @microphone.setter
    def microphone(self, identity: str | None) -> None:
        with self._lock:
            if identity != self._microphone:
                self._microphone = identity
                self._write()

    def of(self, role: str, identity: str | None) -> Values:
        """What was set on this device in this role; empty when nothing was."""
        with self._lock:
            return dict(self._devices.get(role, {}).get(identity or "", {}))

    def keep(self, role: str, identity: str, values: Mapping[str, Any]) -> None:
        """Set these beside what was kept before."""
        with self._lock:
            self._devices.setdefault(role, {}).setdefault(identity, {}).update(values)
            self._write()

    def forget(self, role: str, identity: str) -> None:
        """This device is as its profile says again."""
        with self._lock:
            if self._devices.get(role, {}).pop(identity, None) is not None:
                self._write()

    def _write(self) -> None:
        held = {"version": _VERSION, "devices": self._devices, "microphone": self._microphone}
        try:
            write_whole(self._path, json.dumps(held, ensure_ascii=False, indent=1))
        except OSError as error:
            logger.warning("Adjustments cannot be kept: %s", error)


def _read(path: Path) -> tuple[dict[str, dict[str, Values]], str | None]:
    """Nothing when there is no file, or none that can be understood: the kit works all the same."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["version"] != _VERSION:
            raise ValueError(f"version {held['version']}")
        devices = {
            str(role): {str(identity): dict(values) for identity, values in kept.items()}
            for role, kept in held["devices"].items()
        }
        microphone = held["microphone"]
        return devices, microphone if isinstance(microphone, str) else None
    except FileNotFoundError:
        return {}, None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        logger.warning("What was adjusted from afar cannot be read (%s): as the profile.", error)
        return {}, None
