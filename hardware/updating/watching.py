"""Watches over the release that runs: one that is tried is judged, one that lasts is known to."""

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from hardware.updating import deciding
from hardware.updating.shelf import Shelf, now
from hardware.updating.state import Trial
from hardware.updating.trial_watch import KEPT, TrialWatch

logger = logging.getLogger(__name__)

LOOK_S = 1.0


@dataclass(frozen=True, slots=True)
class Seen:
    """How the kit is now. ``working``: the devices that the server receives; ``people``: homes
    that it receives."""

    connected: bool = False
    working: frozenset[str] = frozenset()
    people: int = 0


async def watch(
    shelf: Shelf, running: str | None, look: Callable[[], Seen], begin_anew: Callable[[], None]
) -> None:
    """Until there is nothing more to know of ``running``; the base needs no watching."""
    trial = shelf.state.trial
    if trial is not None and trial.version == running:
        await _judge(shelf, trial, look, begin_anew)
    elif running is not None:
        await asyncio.sleep(deciding.LASTING_S)
        with suppress(OSError):
            await asyncio.to_thread(shelf.change, deciding.lasted)


async def _judge(
    shelf: Shelf, trial: Trial, look: Callable[[], Seen], begin_anew: Callable[[], None]
) -> None:
    loop = asyncio.get_running_loop()
    judge = TrialWatch(trial.devices, loop.time() - now().since_s(trial.since))
    verdict = None
    while verdict is None:
        await asyncio.sleep(LOOK_S)
        seen = look()
        verdict = judge.look(loop.time(), seen.connected, seen.working)
        if verdict == KEPT and not await _keep(shelf, trial.version):
            verdict = None
    if verdict != KEPT:
        logger.warning("Release %s is given up: %s.", trial.version, verdict)
        # A disk that takes nothing: the starts of the trial are counted all the same.
        with suppress(OSError):
            await asyncio.to_thread(shelf.change, partial(deciding.give_up, reason=verdict))
        begin_anew()


async def _keep(shelf: Shelf, version: str) -> bool:
    """False when the disk does not take it: later."""
    # What launching set for a release that hangs.
    signal.alarm(0)
    # Before: once it is kept, another release may be ordered, which must not be deleted.
    stays = deciding.needed(deciding.keep(shelf.state))
    await asyncio.to_thread(shelf.keep_only, stays)
    try:
        await asyncio.to_thread(shelf.change, deciding.keep)
    except OSError as error:
        logger.warning("That release %s is kept cannot be written down: %s", version, error)
        return False
    logger.info("Release %s is kept.", version)
    return True
