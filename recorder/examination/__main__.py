"""The examining process: a file on standard input, one line of JSON on standard output."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys

import av
import av.logging

from recorder.examination.confinement import confine
from recorder.examination.findings import Film, Refused, write_message
from recorder.examination.look import look


def main() -> None:
    """Looks at the file once there is nothing left that could be harmed."""
    av.logging.set_level(None)
    _import_all_of_av()
    confinement = confine()
    finding: Film | str
    try:
        with os.fdopen(0, "rb", closefd=False) as file:
            finding = look(file)
    except Refused as refusal:
        finding = refusal.reason
    except MemoryError:
        finding = "limits"
    sys.stdout.write(write_message(finding, confinement) + "\n")
    sys.stdout.flush()
    # Nothing that the file may have left behind is taken apart.
    os._exit(0)


def _import_all_of_av() -> None:
    """PyAV imports parts of itself when they are first used, and then there are no files."""
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


if __name__ == "__main__":
    main()
