"""The graphical screen that a browser can be opened on, as the environment names it."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

_X_SOCKETS = Path("/tmp/.X11-unix")
_SOCKETS = Path("/proc/net/unix")


def has_display(environment: Mapping[str, str]) -> bool:
    """Is one named?"""
    return any(environment.get(name) for name in ("WAYLAND_DISPLAY", "DISPLAY"))


def is_wayland(environment: Mapping[str, str]) -> bool:
    """Is it a Wayland compositor's? It comes before X where both are there."""
    return bool(environment.get("WAYLAND_DISPLAY"))


def is_there(environment: Mapping[str, str]) -> bool:
    """Does its server run now? A compositor may end with the last television that is switched off,
    and come back. A display on another machine is taken to be there."""
    if named := environment.get("WAYLAND_DISPLAY"):
        return _is_socket(Path(environment.get("XDG_RUNTIME_DIR", "/"), named))
    host, _, number = environment.get("DISPLAY", "").rpartition(":")
    if host not in ("", "unix"):
        return True
    place = _X_SOCKETS / f"X{number.partition('.')[0]}"
    return _is_socket(place) or _has_abstract(place)


def _is_socket(path: Path) -> bool:
    try:
        return stat.S_ISSOCK(os.stat(path).st_mode)
    except OSError:
        return False


def _has_abstract(path: Path) -> bool:
    """X listens in the abstract namespace too, which a private /tmp does not hide."""
    try:
        lines = _SOCKETS.read_text().splitlines()
    except OSError:
        return False
    return any(line.endswith(f" @{path}") for line in lines)
