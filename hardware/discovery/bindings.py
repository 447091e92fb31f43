"""Which device plays which role, remembered from the installation to every later start."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from hardware.errors import HardwareError
from hardware.whole_file import write_whole

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Binding:
    """One role's device. ``serial`` is None when it would not tell this device from another."""

    role: str
    vendor: str | None
    product: str | None
    serial: str | None
    port: str


def read_bindings(path: Path) -> tuple[Binding, ...]:
    """What was remembered; nothing when there is no file yet. Raises HardwareError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    try:
        held = json.loads(text)
        if held["version"] != _VERSION:
            raise ValueError(f"version {held['version']}")
        return tuple(Binding(**row) for row in held["bindings"])
    except (ValueError, KeyError, TypeError) as error:
        raise HardwareError(
            f"Le fichier {path.name} (qui joue quel rôle) est abîmé : supprimez-le et choisissez"
            f" à nouveau les caméras ({error}).",
            f"The file {path.name} (who plays which role) is damaged: delete it and choose the"
            f" cameras again ({error}).",
        ) from error


def write_bindings(path: Path, bindings: Iterable[Binding]) -> None:
    """Remember them; a cut of the power leaves the old file or the new one, never half of it."""
    held = {"version": _VERSION, "bindings": [asdict(binding) for binding in bindings]}
    write_whole(path, json.dumps(held, ensure_ascii=False, indent=1))
