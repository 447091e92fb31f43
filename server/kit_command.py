"""`passerelle kit`: the room's agent, as a program of its own; and what it sees of its machine."""

from __future__ import annotations

import asyncio
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
    from hardware.updating.launching import launch

    if parent is not None and not end_with(parent):
        return
    if token is None:
        # Before what takes its time to import.
        launch(kit_data_dir())
    from hardware.agent import run
    from hardware.errors import HardwareError

    try:
        run(url, token, profile, screen=screen)
    except HardwareError as error:
        raise StartRefused(error.french, error.english) from error


def examine_kit(profile: str, data_dir: Path, url: str | None = None) -> bool:
    """Prints what the kit sees of this machine, and with `url` of the way to its server; True when
    nothing is to be done.

    `profile` is what the kit is started with: one that was edited from afar comes before it.
    Raises StartRefused when the profile does not hold.
    """
    from hardware.agent.pairing_profile import EditableProfile
    from hardware.doctor import examine, report
    from hardware.doctor_network import network_lines
    from hardware.errors import HardwareError
    from hardware.profiles import load_profile

    try:
        lines = examine(load_profile(EditableProfile(profile, data_dir).source), data_dir)
    except HardwareError as error:
        raise StartRefused(error.french, error.english) from error
    if url is not None:
        lines += asyncio.run(network_lines(url))
    print(report(lines))
    return all(line.good for line in lines)


def print_releases(data_dir: Path) -> None:
    """What the kit runs, what it would go back to, and what came of the last update."""
    from hardware.updating.report import report
    from hardware.updating.shelf import Shelf

    print(report(Shelf(data_dir).state))


def go_back(data_dir: Path, *, to_base: bool) -> None:
    """The kit runs what ran before, or the installed program, from its next start on.

    Raises StartRefused when there is nothing to go back to, or that cannot be written down.
    """
    from hardware.updating import deciding
    from hardware.updating.shelf import Shelf

    shelf = Shelf(data_dir)
    before, whole = shelf.state, shelf.whole()
    if before.current is None and before.trial is None:
        raise StartRefused(
            "Le boîtier fait tourner le programme installé : il n’y a rien avant.",
            "The kit runs the installed program: there is nothing before it.",
        )
    try:
        shelf.change(deciding.to_base if to_base else lambda s: deciding.roll_back(s, whole))
    except OSError as error:
        raise StartRefused(
            f"Cela ne peut pas être écrit dans {data_dir} ({error.strerror}).",
            f"That cannot be written down in {data_dir} ({error.strerror}).",
        ) from error
    print_releases(data_dir)


def kit_data_dir() -> Path:
    """The kit's data folder."""
    return Path(os.environ.get("PASSERELLE_DATA_DIR", "var"))


def end_with(parent: int) -> bool:
    """Asks the kernel (prctl(2), Linux) for SIGTERM when `parent` ends, however it ends. False
    when it already has."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    return os.getppid() == parent
