"""The kit's devices on a kernel that has some: ``python -m tests.hardware.kernel [for pytest …]``.

A machine without a camera, a sound card or an input device boots Debian's own kernel in QEMU, with
this machine's files for reading: its video4linux test driver, its loopback sound card, an audio
controller and a USB loudspeaker of QEMU's, and keys of uinput are the devices of ``inside_*.py``.
Emulated, so that it needs no rights of the processor: a minute or two.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.hardware.kernel.machine import run_inside, unpack_kernel


def main() -> int:
    """The tests' own exit status."""
    here = Path(__file__).parent
    inside = [str(path) for path in sorted(here.glob("inside_*.py"))]
    with tempfile.TemporaryDirectory() as folder:
        kernel = unpack_kernel(Path(folder))
        words = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", *inside]
        return run_inside(kernel, [*words, *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
