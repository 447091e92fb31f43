"""What is run at a start: the base decides by what is written down, and becomes the release.

``PASSERELLE_KIT_BASE`` names the base's Python to a release, which then does not decide again.
Only the standard library is needed here: a base of long ago must still find its way.
"""

import logging
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from hardware.updating.deciding import TRIAL_S, cannot_begin, choose, lasted
from hardware.updating.shelf import Shelf, now

logger = logging.getLogger(__name__)

BASE_VARIABLE = "PASSERELLE_KIT_BASE"
# Longer than the trial: for a release that hangs so early that it judges nothing.
_ALARM_S = round(TRIAL_S) + 20


def launch(data_dir: Path) -> None:
    """Become the release that is to run; returns in a release, or when the base is to run."""
    shelf = Shelf(data_dir)
    if os.environ.get(BASE_VARIABLE) or shelf.running() is not None or not shelf.folder.is_dir():
        return
    # One that was set for a trial that is over must not end what comes after it.
    signal.alarm(0)
    while (chosen := _choose(shelf)) is not None:
        try:
            _become(shelf, chosen)
        except OSError as error:
            logger.error("Release %s cannot be begun: %s.", chosen, error)
            try:
                shelf.change(lambda state: cannot_begin(state, shelf.whole()))
            except OSError:
                return


def _become(shelf: Shelf, chosen: str) -> None:
    """Does not return. Raises OSError."""
    program = str(shelf.program(chosen))
    is_trial = shelf.state.trial is not None
    # Goes on in the program that takes this one's place (execve(2)), and ends it.
    signal.alarm(_ALARM_S if is_trial else 0)
    try:
        environment = os.environ | {BASE_VARIABLE: sys.executable}
        os.execve(program, [program, *sys.argv[1:]], environment)
    finally:
        signal.alarm(0)


def _choose(shelf: Shelf) -> str | None:
    """What to run, written down before. A disk that takes nothing leaves only the base, or what
    runs anyway: a trial that could not be counted would be begun for ever."""
    whole, at = shelf.whole(), now()
    base = base_version()
    try:
        state = shelf.change(lambda held: replace(choose(held, whole, at)[0], base=base))
    except OSError as error:
        logger.warning("What is to run cannot be written down: %s", error)
        held = shelf.state
        return held.current if held.current in whole else None
    return state.trial.version if state.trial else state.current


def base_version() -> str:
    """The version of the program that this process is."""
    try:
        return version("passerelle")
    except PackageNotFoundError:
        return "0"


def base_python(environment: Mapping[str, str] = os.environ) -> str:
    """The installed program's Python: this one, unless a release runs."""
    return environment.get(BASE_VARIABLE) or sys.executable


def begin_anew(data_dir: Path) -> None:
    """Start again as this process was started, from the base on: does not return. What watches
    over the process sees none end."""
    ended_on_purpose(data_dir)
    base = os.environ.pop(BASE_VARIABLE, None)
    if base is None or Shelf(data_dir).running() is None:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    # -P: a folder that happens to be the current one is no part of the program.
    os.execv(base, [base, "-P", "-m", "server.cli", *sys.argv[1:]])


def ended_on_purpose(data_dir: Path) -> None:
    """This end is not held against what runs: somebody wanted it, or the world is at fault."""
    shelf = Shelf(data_dir)
    if shelf.running() is not None:
        try:
            shelf.change(lambda state: state if state.trial else lasted(state))
        except OSError as error:
            logger.warning("That this end is wanted cannot be written down: %s", error)
