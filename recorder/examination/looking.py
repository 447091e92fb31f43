"""What every examining process does: a file on its standard input, one line of JSON on its standard
output."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import BinaryIO, NoReturn, TypeVar

from recorder.examination.confinement import confine
from recorder.examination.findings import Refused

Found = TypeVar("Found")


def look_confined(
    look: Callable[[BinaryIO], Found], message: Callable[[Found | str, list[str]], str]
) -> NoReturn:
    """`look` once there is nothing left that could be harmed, and tell what it found, or why the
    file is refused, with how the process was confined. Ends the process."""
    confinement = confine()
    finding: Found | str
    try:
        with os.fdopen(0, "rb", closefd=False) as file:
            finding = look(file)
    except Refused as refusal:
        finding = refusal.reason
    except MemoryError:
        finding = "limits"
    sys.stdout.write(message(finding, confinement) + "\n")
    sys.stdout.flush()
    # Nothing that the file may have left behind is taken apart.
    os._exit(0)
