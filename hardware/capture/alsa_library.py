"""Where ALSA's own files are on this machine: PyAV brings the library without them.

The library inside PyAV's wheels looks for its configuration in the folder that it was built in,
where no machine has one: no sound card could be opened, not even by its number. It is told of
Debian's files, and of the plugins by which PipeWire is a sound card.
"""

import os
import sysconfig
from pathlib import Path

CONFIGURATION = Path("/usr/share/alsa")
_OTHERS = (Path("/usr/lib64/alsa-lib"), Path("/usr/lib/alsa-lib"))


def find_alsa(root: Path = Path("/")) -> None:
    """Tell libasound, before it is used first, unless its own variables already do (alsa-lib,
    ``conf.c``)."""
    for variable, folder in (
        ("ALSA_CONFIG_DIR", _first([CONFIGURATION], root)),
        ("ALSA_PLUGIN_DIR", _first(_plugin_folders(), root)),
    ):
        if folder is not None:
            # Read from the environment by the library, in this process and those it starts.
            os.environ.setdefault(variable, str(folder))


def has_configuration(root: Path = Path("/")) -> bool:
    """Without it (Debian: ``libasound2-data``) no card can be opened."""
    return "ALSA_CONFIG_PATH" in os.environ or _first([CONFIGURATION], root) is not None


def has_plugin(name: str, root: Path = Path("/")) -> bool:
    """Is there the plugin by which a sound of this name (``pipewire``) is a sound card?"""
    library = f"libasound_module_pcm_{name}.so"
    return any((_under(root, folder) / library).is_file() for folder in _plugin_folders())


def _plugin_folders() -> list[Path]:
    machine = sysconfig.get_config_var("MULTIARCH")
    return [*([Path("/usr/lib") / machine / "alsa-lib"] if machine else []), *_OTHERS]


def _first(folders: list[Path], root: Path) -> Path | None:
    return next((folder for folder in folders if _under(root, folder).is_dir()), None)


def _under(root: Path, path: Path) -> Path:
    return root / path.relative_to("/")
