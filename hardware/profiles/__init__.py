"""Profiles as data: kits (``profiles/*.toml``) and the devices they use (``profiles/devices``)."""

import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from hardware.errors import ProfileError
from hardware.profiles.camera_schema import CameraProfile
from hardware.profiles.device_schema import DeviceProfile
from hardware.profiles.refusals import first_refusal, refusal
from hardware.profiles.schema import KitProfile, MicrophoneProfile
from hardware.profiles.table import Table

__all__ = [
    "CameraProfile",
    "DeviceProfile",
    "KitProfile",
    "MicrophoneProfile",
    "device_names",
    "load_device",
    "load_profile",
    "parse_device",
    "parse_profile",
    "profile_names",
    "profile_text",
]

_Parsed = TypeVar("_Parsed", bound=Table)


def profile_names() -> tuple[str, ...]:
    """The kits that are shipped, in alphabetical order."""
    return _names(Path(str(resources.files(__name__))))


def device_names() -> tuple[str, ...]:
    """The devices that are described, in alphabetical order."""
    return _names(Path(str(resources.files(__name__))) / "devices")


def load_profile(name: str) -> KitProfile:
    """The kit of this name, or of this file when ``name`` ends with ``.toml``.

    Raises ProfileError, which names the file, the key and the reason.
    """
    return parse_profile(profile_text(name), name if name.endswith(".toml") else f"{name}.toml")


def profile_text(name: str) -> str:
    """The TOML of the kit of this name or file. Raises ProfileError when there is none."""
    if name.endswith(".toml"):
        return _read(Path(name), name)
    if name not in profile_names():
        known = ", ".join(profile_names())
        raise ProfileError(
            f"Aucun profil de matériel ne s’appelle « {name} » (profils connus : {known}).",
            f"No kit profile is called {name!r} (known profiles: {known}).",
        )
    path = Path(str(resources.files(__name__))) / f"{name}.toml"
    return _read(path, path.name)


@cache
def load_device(name: str) -> DeviceProfile:
    """The shipped description of this device. Raises ProfileError."""
    if name not in device_names():
        raise ProfileError(
            f"Aucun appareil ne s’appelle « {name} » (connus : {', '.join(device_names())}).",
            f"No device is called {name!r} (known: {', '.join(device_names())}).",
        )
    path = Path(str(resources.files(__name__))) / "devices" / f"{name}.toml"
    return parse_device(_read(path, path.name), path.name)


def parse_profile(text: str, file_name: str) -> KitProfile:
    """Validate the TOML ``text`` of a kit; raises ProfileError.

    A device that the kit names must be one that is described.
    """
    kit = _parse(KitProfile, text, file_name)
    for index, camera in enumerate(kit.cameras):
        _check_model(getattr(camera.source, "model", None), f"cameras[{index}]", file_name)
    for key, part in (("microphone", kit.microphone), ("loudspeaker", kit.loudspeaker)):
        _check_model(getattr(part and part.source, "model", None), key, file_name)
    return kit


def parse_device(text: str, file_name: str) -> DeviceProfile:
    """Validate the TOML ``text`` of a device; raises ProfileError."""
    return _parse(DeviceProfile, text, file_name)


def _parse(kind: type[_Parsed], text: str, file_name: str) -> _Parsed:
    try:
        return kind.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise refusal(file_name, "TOML", f"écriture fautive ({error})", str(error)) from error
    except ValidationError as error:
        raise first_refusal(file_name, error) from error


def _check_model(model: str | None, key: str, file_name: str) -> None:
    if model is not None and model not in device_names():
        raise refusal(
            file_name,
            f"{key}.source.model",
            f"aucun appareil ne s’appelle « {model} »",
            f"no device is called {model!r}",
        )


def _read(path: Path, file_name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ProfileError(
            f"Le profil {file_name} est illisible ({reason}).",
            f"The profile {file_name} cannot be read ({reason}).",
        ) from error


def _names(directory: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in directory.glob("*.toml")))
