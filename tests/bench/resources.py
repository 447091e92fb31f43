"""What a server process has used so far, read by itself."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU time in seconds since the start of the process; memory in bytes now; when."""

    user_s: float
    system_s: float
    rss_bytes: int
    pss_bytes: int
    at_s: float

    @property
    def cpu_s(self) -> float:
        """User and system."""
        return self.user_s + self.system_s


def own_usage() -> Usage:
    """Of the calling process. PSS counts a page shared with n processes as 1/n."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    memory = {
        name: int(value.split()[0]) * 1024
        for name, _, value in (
            line.partition(":")
            for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
        )
    }
    return Usage(used.ru_utime, used.ru_stime, memory["Rss"], memory["Pss"], time.monotonic())
