"""The process that looks at a film or a photo."""

from __future__ import annotations

import importlib
import pkgutil

import av
import av.logging

from recorder.examination.findings import write_message
from recorder.examination.look import look
from recorder.examination.looking import look_confined


def _import_all_of_av() -> None:
    """PyAV imports parts of itself when they are first used, and then there are no files."""
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


if __name__ == "__main__":
    av.logging.set_level(None)
    _import_all_of_av()
    look_confined(look, write_message)
