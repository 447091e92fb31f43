"""The process that looks at a PDF on its standard input; a line of JSON on its standard output."""

from __future__ import annotations

import os
import sys

from recorder.examination.confinement import confine
from recorder.examination.document import BYTES_MAX, look_at_document
from recorder.examination.findings import Refused, write_document_message


def main() -> None:
    """Looks at it once there is nothing left that could be harmed."""
    confinement = confine()
    refused: str | None = None
    try:
        with os.fdopen(0, "rb", closefd=False) as file:
            look_at_document(file.read(BYTES_MAX + 1))
    except Refused as refusal:
        refused = refusal.reason
    except MemoryError:
        refused = "limits"
    sys.stdout.write(write_document_message(refused, confinement) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
