"""A wall clock that nobody sets, for aiortc: it writes the time into its reports and measures with
it how evenly packets come.

A kit without a battery for its clock starts years in the past and is put right in the middle of a
session. In aiortc such a step goes into the 32 bits of a report (RFC 3550, section 6.4.1), which
ends its reporting, and with it the end of its connections, for ever.
"""

import datetime
import time

import aiortc.clock
from aiortc import rtcrtpreceiver, rtcrtpsender


class SteadyTime:
    """Stands for the module ``time``, of which aiortc uses nothing else."""

    def __init__(self) -> None:
        self._ahead_s = time.time() - time.monotonic()

    def time(self) -> float:
        """Unix seconds by the clock as it was at the start; it never steps."""
        return self._ahead_s + time.monotonic()


def use_steady_clock() -> None:
    """From now on, for the whole process."""
    steady = SteadyTime()
    rtcrtpreceiver.time = steady  # type: ignore[assignment, attr-defined]
    rtcrtpsender.time = steady  # type: ignore[assignment, attr-defined]
    aiortc.clock.current_datetime = lambda: datetime.datetime.fromtimestamp(
        steady.time(), datetime.UTC
    )
