"""Reads how the kit's machine is: free space, heat, clock. Nothing is opened."""

import shutil
from pathlib import Path

from hardware.selftest.machine import MachineState


def read_machine_state(
    data_dir: Path, root: Path = Path("/"), clock_wrong_s: float | None = None
) -> MachineState:
    """``data_dir`` is on the disk that counts; ``clock_wrong_s`` is beside the server's clock."""
    place = data_dir
    while not place.exists() and place != place.parent:
        place = place.parent
    return MachineState(
        disk_free_gb=shutil.disk_usage(place).free / 1e9,
        hottest_c=_hottest_c(root),
        clock_is_set=_clock_is_set(root),
        clock_wrong_s=clock_wrong_s,
    )


def _hottest_c(root: Path) -> float | None:
    readings = []
    for zone in sorted((root / "sys/class/thermal").glob("thermal_zone*/temp")):
        try:
            readings.append(int(zone.read_text()) / 1000)
        except (OSError, ValueError):
            continue
    return max(readings, default=None)


def _clock_is_set(root: Path) -> bool | None:
    """systemd-timesyncd leaves a file once the clock was set by the network."""
    timesync = root / "run/systemd/timesync"
    return (timesync / "synchronized").exists() if timesync.is_dir() else None
