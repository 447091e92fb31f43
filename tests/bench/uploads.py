"""500 MB brought by an independent client (tuspy) through twenty kills of the server.

`python -m tests.bench.uploads [--megabytes 500]`; exit code 1 when a byte is not there.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.server.uploads.house import House
from tests.server.uploads.killing import MB, bring_through_kills, digest


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=500)
    size = parser.parse_args().megabytes * MB
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        house.start()
        try:
            house.sign_in()
            house.forget_peak()
            begun_s = time.monotonic()
            film, kept, kills = bring_through_kills(house, Path(folder), size)
            took_s = time.monotonic() - begun_s
            same = digest(kept) == digest(film)
            peak = house.memory_bytes(peak=True) / MB
        finally:
            house.end()
    print(f"{size // MB} MB, {kills} kills, {took_s:.0f} s, same SHA-256: {same}")
    print(f"the server held {peak:.0f} MB at most since its last start")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
