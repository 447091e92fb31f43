"""Kit profiles: ``demo``, ``devices``, or the path of a TOML file."""

import tomllib
from importlib import resources
from pathlib import Path

from pydantic import ValidationError

from hardware.errors import ProfileError
from hardware.profiles.schema import CameraProfile, KitProfile, MicrophoneProfile

__all__ = ["CameraProfile", "KitProfile", "MicrophoneProfile", "load_profile", "profile_names"]


def profile_names() -> tuple[str, ...]:
    """The profiles that come with the kit, in alphabetical order."""
    entries = resources.files(__name__).iterdir()
    return tuple(
        sorted(
            entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml")
        )
    )


def load_profile(name: str) -> KitProfile:
    """The profile of this name, or of this file when ``name`` ends with ``.toml``.

    Raises ProfileError, which names the file, the key and the reason.
    """
    if name.endswith(".toml"):
        path = Path(name)
        file_name = str(path)
    elif name in profile_names():
        path = Path(str(resources.files(__name__) / f"{name}.toml"))
        file_name = path.name
    else:
        known = ", ".join(profile_names())
        raise ProfileError(
            f"Aucun profil de matériel ne s’appelle « {name} » (profils connus : {known}).",
            f"No kit profile is called {name!r} (known profiles: {known}).",
        )
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ProfileError(
            f"Le profil {file_name} est illisible ({reason}).",
            f"The profile {file_name} cannot be read ({reason}).",
        ) from error
    return parse_profile(text, file_name)


def parse_profile(text: str, file_name: str) -> KitProfile:
    """Validate the TOML ``text`` of ``file_name``; raises ProfileError."""
    try:
        return KitProfile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _refusal(file_name, "TOML", str(error)) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _refusal(file_name, _key(first["loc"]), first["msg"]) from error


def _refusal(file_name: str, key: str, reason: str) -> ProfileError:
    return ProfileError(
        f"Le profil {file_name} ne convient pas : {key} : {reason}",
        f"The profile {file_name} is not valid: {key}: {reason}",
    )


def _key(location: tuple[int | str, ...]) -> str:
    """``("cameras", 0, "rate_fps")`` -> ``cameras[0].rate_fps``."""
    key = ""
    for part in location:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else part
    return key or "file"
