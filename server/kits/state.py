"""In which state a kit is, for the fleet page and for the alerts. Pure: instants are arguments."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from server.kits.findings import Report

#: Between its first call and its first words, and between two cuts, nothing is wrong yet.
GRACE = timedelta(seconds=60)


class KitState(StrEnum):
    """What one word says of it; `lost` and `findings` are to be seen first."""

    PAIRING = "pairing"  # its code was typed, it has not called yet
    STARTING = "starting"
    SESSION = "session"
    UNTESTED = "untested"
    READY = "ready"
    FINDINGS = "findings"
    LOST = "lost"
    AWAY = "away"  # on purpose

    @property
    def to_see(self) -> bool:
        """Whether somebody should look."""
        return self in (KitState.FINDINGS, KitState.LOST)


def kit_state(
    *,
    here: bool,
    in_session: bool,
    portable: bool,
    seen_at: datetime | None,
    report: Report | None,
    now: datetime,
) -> KitState:
    """The state at `now`; `seen_at` is when the kit last called, `report` its last self-test."""
    if here:
        if in_session:
            return KitState.SESSION
        if report is None:
            return KitState.UNTESTED
        return KitState.FINDINGS if report.alarming else KitState.READY
    if seen_at is None:
        return KitState.PAIRING
    if now - seen_at < GRACE:
        return KitState.STARTING
    return KitState.AWAY if portable else KitState.LOST
