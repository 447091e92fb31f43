"""`passerelle kit`: the room's agent, as a program of its own; and what it sees of its machine."""

from __future__ import annotations

import ctypes
import os
import signal
from pathlib import Path

from server.errors import StartRefused

_PR_SET_PDEATHSIG = 1


def run_kit(
    url: str, token: str | None, profile: str, parent: int | None, *, screen: bool = True
) -> None:
    """Runs the agent until it is told to end; without `token` it shows a code to be paired by.
    `parent`: the process whose end is ours too; `screen`: a browser is kept on the room's screen.

    Raises StartRefused when it cannot work at all.
    """
    from hardware.agent import run
    from hardware.errors import HardwareError

    if parent is not None and not end_with(parent):
        return
    try:
        run(url, token, profile, screen=screen)
    except HardwareError as error:
        raise StartRefused(error.french, error.english) from error


def examine_kit(profile: str, data_dir: Path) -> bool:
    """Prints what the kit sees of this machine; True when nothing is to be done.

    `profile` is what the kit is started with: one that was edited from afar comes before it.
    Raises StartRefused when the profile does not hold.
    """
    from hardware.agent.pairing_profile import EditableProfile
    from hardware.doctor import examine, report
    from hardware.errors import HardwareError
    from hardware.profiles import load_profile

    try:
        lines = examine(load_profile(EditableProfile(profile, data_dir).source), data_dir)
    except HardwareError as error:
        raise StartRefused(error.french, error.english) from error
    print(report(lines))
    return all(line.good for line in lines)


def end_with(parent: int) -> bool:
    """Asks the kernel (prctl(2), Linux) for SIGTERM when `parent` ends, however it ends. False
    when it already has."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    return os.getppid() == parent
