"""Is the kit's own machine fit for a session: disk, heat, clock?"""

from dataclasses import dataclass

from hardware.selftest.finding import Finding, Severity
from hardware.selftest.thresholds import MACHINE, MachineThresholds


@dataclass(frozen=True, slots=True)
class MachineState:
    """What was read of it; None where the machine does not tell. ``clock_wrong_s``: beside the
    server's clock, positive when ours is ahead."""

    disk_free_gb: float
    hottest_c: float | None = None
    clock_is_set: bool | None = None
    clock_wrong_s: float | None = None


def check_machine(
    seen: MachineState, than: MachineThresholds = MACHINE, about: str = "kit"
) -> tuple[Finding, ...]:
    """Every finding about the kit's machine."""
    found = []
    if seen.disk_free_gb < than.disk_free_gb:
        measured = {"free_gb": seen.disk_free_gb}
        found.append(Finding("disk_full", Severity.WARNING, about, measured))
    if seen.hottest_c is not None and seen.hottest_c >= than.hot_c:
        found.append(Finding("machine_hot", Severity.WARNING, about, {"hot_c": seen.hottest_c}))
    wrong_s = abs(seen.clock_wrong_s or 0.0)
    if seen.clock_is_set is False or wrong_s > than.clock_wrong_s:
        found.append(Finding("clock_unset", Severity.WARNING, about, {"wrong_s": wrong_s}))
    return tuple(found)
