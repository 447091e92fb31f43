"""What of a kit's state somebody is woken up for. Pure: instants are arguments."""

from __future__ import annotations

from datetime import datetime, timedelta

from server.database.kit_models import Kit, KitChange
from server.database.kit_release_models import KitRelease
from server.kits.alerts.book import Trouble
from server.kits.findings import Report
from server.kits.updating.words import given_up

LOST_AFTER = timedelta(minutes=3)


def troubles_of(
    kit: Kit,
    *,
    here: bool,
    report: Report | None,
    fault: KitChange | None,
    release: KitRelease | None,
    now: datetime,
) -> list[Trouble]:
    """Of one kit at `now`. A kit that is away on purpose, and what is only a warning or about an
    optional device, wake nobody."""
    found: list[Trouble] = []

    def add(key: str, sentence: str) -> None:
        where = f"{kit.room.name} · {kit.name}"
        found.append(Trouble(kit.room.centre_id, kit.id, key, where, sentence))

    if is_lost(kit, here=here, now=now):
        add("lost", "Le boîtier ne répond plus. Vérifiez qu’il est branché.")
    if here and report is not None:
        for finding in report.findings:
            if finding.severity == "fault":
                add(
                    f"finding:{finding.key or finding.sentence}:{finding.about}",
                    f"{finding.sentence} {finding.to_do}".strip(),
                )
    if fault is not None:
        add(f"fault:{fault.id}", f"Signalé sur place : {fault.detail}")
    # Over once it keeps what is asked of it, or somebody has seen it.
    if release is not None and release.failed is not None:
        add(f"update:{release.failed}", given_up(release.failed, release.failed_reason))
    return found


def is_lost(kit: Kit, *, here: bool, now: datetime) -> bool:
    """Whether `kit` should be here and has not been for a while."""
    if here or kit.portable or kit.seen_at is None:
        return False
    return now - kit.seen_at >= LOST_AFTER
