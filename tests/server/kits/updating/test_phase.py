"""What one word says of a kit's program, and what its words mean for an order: tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from server.kits.updating.phase import Order, Outcome, Phase, outcome, phase
from server.kits.updating.quiet import Quiet
from server.kits.updating.said import Said

OLD, NEW, OTHER = "0.1.0", "0.1.0+1a2b3c4d", "0.1.0+5e6f7a8b"
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
CALM, SESSION, SOON = Quiet(), Quiet(in_session=True), Quiet(near=NOON)
TOLD, UNTOLD = Order(NEW, sent=True), Order(NEW)


def at(step: str, running: str = OLD, **more: Any) -> Said:
    return Said(running, step=step, version=NEW, **more)


@pytest.mark.parametrize(
    ("said", "order", "failed", "offered", "here", "quiet", "expected"),
    [
        (None, None, None, NEW, True, CALM, Phase.UNKNOWN),
        (Said(OLD), None, None, None, True, CALM, Phase.IDLE),
        (Said(NEW), None, None, NEW, True, CALM, Phase.CURRENT),
        (Said(NEW), None, None, NEW, False, CALM, Phase.CURRENT),
        (at("kept", NEW), None, None, NEW, True, CALM, Phase.KEPT),
        (at("kept", NEW), None, None, OTHER, True, CALM, Phase.OFFERED),
        (Said(OLD), None, None, NEW, True, CALM, Phase.OFFERED),
        (at("returned"), None, None, NEW, True, CALM, Phase.BACK),
        # Ordered, and waiting.
        (Said(OLD), UNTOLD, None, NEW, False, CALM, Phase.AWAY),
        (Said(OLD), UNTOLD, None, NEW, True, SESSION, Phase.SESSION),
        (Said(OLD), UNTOLD, None, NEW, True, SOON, Phase.SOON),
        (Said(OLD), UNTOLD, None, NEW, True, CALM, Phase.ASKED),
        (Said(OLD), Order(NEW, queued=True), None, NEW, True, SESSION, Phase.QUEUE),
        (Said(OLD), Order(NEW, queued=True), None, NEW, False, CALM, Phase.AWAY),
        (Said(OLD), Order(NEW, queued=True, sent=True), None, NEW, True, CALM, Phase.ASKED),
        # At it.
        (at("waiting"), TOLD, None, NEW, True, SESSION, Phase.SESSION),
        (at("waiting"), TOLD, None, NEW, True, SOON, Phase.SOON),
        (at("waiting"), TOLD, None, NEW, True, CALM, Phase.ASKED),
        (at("fetching"), TOLD, None, NEW, True, CALM, Phase.FETCHING),
        (at("fetching"), TOLD, None, NEW, False, CALM, Phase.AWAY),
        (at("building"), TOLD, None, NEW, True, SOON, Phase.BUILDING),
        (at("trying", NEW), TOLD, None, NEW, True, CALM, Phase.TRYING),
        # Its program starts anew: it is away for a moment.
        (at("trying", NEW), TOLD, None, NEW, False, CALM, Phase.TRYING),
        # Begun on the spot, by a command.
        (at("building"), None, None, NEW, True, CALM, Phase.BUILDING),
        # Given up: until another version is offered, or it is tried again.
        (at("failed"), None, NEW, NEW, True, CALM, Phase.FAILED),
        (at("returned"), None, NEW, NEW, False, CALM, Phase.FAILED),
        (at("returned"), None, NEW, None, True, CALM, Phase.FAILED),
        (at("failed"), None, NEW, OTHER, True, CALM, Phase.OFFERED),
        (at("failed"), UNTOLD, NEW, NEW, True, SESSION, Phase.SESSION),
    ],
)
def test_phase(
    said: Said | None,
    order: Order | None,
    failed: str | None,
    offered: str | None,
    here: bool,
    quiet: Quiet,
    expected: Phase,
) -> None:
    assert phase(said, order, failed, offered, here=here, quiet=quiet) is expected


BACK = Order(OLD, back=True, sent=True)
FIRST: dict[str, Any] = {"first": True}


@pytest.mark.parametrize(
    ("order", "said", "before", "expected"),
    [
        (None, at("kept", NEW), "trying", None),
        (TOLD, at("fetching"), "none", None),
        (TOLD, at("trying", NEW), "building", None),
        (TOLD, at("kept", NEW), "trying", Outcome.KEPT),
        # It came back after a restart, and runs it.
        (TOLD, Said(NEW, first=True), "trying", Outcome.KEPT),
        (UNTOLD, Said(NEW), "none", Outcome.KEPT),
        (TOLD, at("returned", reason="start"), "trying", Outcome.FAILED),
        (TOLD, at("returned", reason="start", **FIRST), "trying", Outcome.FAILED),
        (TOLD, at("failed", reason="disk_full"), "fetching", Outcome.FAILED),
        # What it says first on a connection is of an earlier order.
        (TOLD, at("failed", reason="disk_full", **FIRST), "fetching", None),
        (UNTOLD, at("failed", reason="disk_full"), "failed", None),
        (TOLD, Said(OLD, step="failed", version=OTHER, reason="fetch"), "none", None),
        (BACK, Said(OLD, step="returned", version=NEW), "kept", Outcome.KEPT),
        (BACK, Said(OTHER, step="returned", version=NEW), "kept", Outcome.KEPT),
        (BACK, Said(NEW, step="returned", version=NEW), "kept", None),
        (BACK, Said(NEW, step="failed", version=NEW), "kept", Outcome.FAILED),
        (BACK, Said(NEW, step="kept", version=NEW), "kept", None),
    ],
)
def test_outcome(order: Order | None, said: Said, before: str, expected: Outcome | None) -> None:
    assert outcome(order, said, Said(OLD, step=before, version=NEW)) is expected
