"""The kits of a centre, one first, the others once it was kept. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class RolloutOutcome(StrEnum):
    """How an update of a centre ended."""

    DONE = "done"
    STOPPED = "stopped"  # a kit did not keep it
    CANCELLED = "cancelled"  # by somebody, or by another update


@dataclass(frozen=True, slots=True)
class Member:
    """A kit whose order is not over. `ready`: it is here and its room is quiet; `doubts`: the
    fewer, the better to begin with (it travels; it did not keep this version before)."""

    kit: str
    sent: bool
    ready: bool
    doubts: int = 0


def whose_turn(members: Iterable[Member], kept: int) -> set[str]:
    """The kits that may be told now; `kept`: how many of the centre have kept it already."""
    waiting = list(members)
    if kept:
        return {member.kit for member in waiting}
    begun = {member.kit for member in waiting if member.sent}
    if begun:
        return begun
    ready = [member for member in waiting if member.ready]
    return {member.kit for member in sorted(ready, key=lambda one: one.doubts)[:1]}
