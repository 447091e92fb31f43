"""What the fleet page says of a kit's program in one word, and what became of an order. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.kits.updating.quiet import Quiet
from server.kits.updating.said import GIVEN_UP, UNDER_WAY, Said


class Phase(StrEnum):
    """One for each sentence of the page."""

    UNKNOWN = "unknown"  # it never said: it cannot be updated from here
    IDLE = "idle"  # no release is offered
    CURRENT = "current"
    OFFERED = "offered"
    AWAY = "away"  # ordered, and not connected
    QUEUE = "queue"  # another kit of the centre goes first
    SESSION = "session"  # ordered, a session is on
    SOON = "soon"  # ordered, a session begins within half an hour
    ASKED = "asked"
    FETCHING = "fetching"
    BUILDING = "building"
    TRYING = "trying"
    KEPT = "kept"
    FAILED = "failed"  # given up, and why
    BACK = "back"  # returned because somebody asked for it


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a kit. `sent`: it was told; `queued`: others of its centre go before."""

    wanted: str
    back: bool = False
    sent: bool = False
    queued: bool = False


class Outcome(StrEnum):
    """What became of an order."""

    KEPT = "kept"
    FAILED = "failed"


def outcome(order: Order | None, said: Said, before: Said) -> Outcome | None:
    """What the kit's words mean for its order, after those `before`; None: nothing yet."""
    if order is None:
        return None
    if said.running == order.wanted and said.step != "trying":
        return Outcome.KEPT
    if not order.sent or said.step not in GIVEN_UP:
        return None
    # The end of a trial is told after a restart; anything else then is of an earlier order.
    if said.first and before.step != "trying":
        return None
    if order.back:
        if said.step == "failed":
            return Outcome.FAILED
        # To whatever it went back, once it runs that: it says so before it starts anew, too.
        return Outcome.KEPT if said.running != said.version else None
    return Outcome.FAILED if said.version == order.wanted else None


def phase(
    said: Said | None,
    order: Order | None,
    failed: str | None,
    offered: str | None,
    *,
    here: bool,
    quiet: Quiet,
) -> Phase:
    """`failed`: the version that the kit gave up last; `offered`: the one that kits are to run."""
    if said is None:
        return Phase.UNKNOWN
    if order is not None:
        return _ordered(said, order, here=here, quiet=quiet)
    if here and said.step in UNDER_WAY:
        return _under_way(said, quiet)
    if failed is not None and offered in (failed, None):
        return Phase.FAILED
    if said.running == offered:
        return Phase.KEPT if said.step == "kept" else Phase.CURRENT
    if said.step == "returned" and said.reason is None:
        return Phase.BACK
    return Phase.IDLE if offered is None else Phase.OFFERED


def _ordered(said: Said, order: Order, *, here: bool, quiet: Quiet) -> Phase:
    at_it = order.sent and said.step in UNDER_WAY and order.wanted in (said.version, said.running)
    # Its program starts anew for the trial.
    if at_it and (here or said.step == "trying"):
        return _under_way(said, quiet)
    if not here:
        return Phase.AWAY
    if order.queued and not order.sent:
        return Phase.QUEUE
    return _waiting(quiet) or Phase.ASKED


def _under_way(said: Said, quiet: Quiet) -> Phase:
    if said.step == "waiting":
        return _waiting(quiet) or Phase.ASKED
    return Phase(said.step)


def _waiting(quiet: Quiet) -> Phase | None:
    if quiet.in_session:
        return Phase.SESSION
    return None if quiet.near is None else Phase.SOON
