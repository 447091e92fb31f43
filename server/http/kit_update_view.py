"""How the programs of the kits look on the fleet page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from server.database.kit_models import Kit
from server.database.kit_release_models import KitRelease, KitRollout
from server.kits.updating.phase import Phase, phase
from server.kits.updating.quiet import Quiet
from server.kits.updating.records import latest_rollouts, order_of, releases_of, said_of
from server.kits.updating.said import BEGUN
from server.kits.updating.sending import quiet_rooms
from server.releases.shelf import Shelf


@dataclass(frozen=True, slots=True)
class ReleaseViews:
    """Views at one instant. `offered`: the version that kits are to run; `rows` by kit, `rollouts`
    by centre, `rooms` by room."""

    offered: str | None
    rows: Mapping[str, KitRelease]
    rollouts: Mapping[int, KitRollout]
    rooms: Mapping[int, Quiet]

    def phase(self, kit: Kit, *, here: bool) -> Phase:
        """What one word says of the kit's program."""
        row = self.rows.get(kit.id)
        if row is None:
            return Phase.UNKNOWN
        return phase(
            said_of(row),
            order_of(row, self.rollouts.values()),
            row.failed,
            self.offered,
            here=here,
            quiet=self.rooms[kit.room_id],
        )

    def of(self, kit: Kit, *, here: bool) -> dict[str, Any]:
        """A kit's program. `version`: what the phase is about; `may`: what can be asked."""
        row, now = self.rows.get(kit.id), self.phase(kit, here=here)
        if row is None:
            return {"phase": now.value, "running": None, "may": []}
        near = self.rooms[kit.room_id].near
        about = row.version if now.value == row.step else None
        failed = now is Phase.FAILED
        return {
            "phase": now.value,
            "running": row.running,
            "previous": row.previous,
            "offered": self.offered,
            "version": row.failed if failed else row.wanted or about or self.offered,
            "back": row.back,
            "percent": row.percent if now is Phase.FETCHING else None,
            "reason": row.failed_reason if failed else None,
            "near": None if near is None else near.isoformat(),
            "may": list(self._may(row, now)),
        }

    def _may(self, row: KitRelease, now: Phase) -> Iterable[str]:
        at_it = row.step in BEGUN
        free = row.wanted is None and not at_it
        if free and self.offered not in (None, row.running):
            yield "update"
        if free and row.previous not in (None, row.running):
            yield "back"
        if now is Phase.FAILED:
            yield "seen"
        if row.wanted is not None and not (row.sent_at is not None and at_it):
            yield "cancel"

    def centre(self, centre: int, kits: Iterable[Kit]) -> dict[str, Any]:
        """The kits of one centre together. `old`: how many are to be updated."""
        mine = [kit for kit in kits if kit.room.centre_id == centre]
        rows = [self.rows[kit.id] for kit in mine if kit.id in self.rows]
        rollout = self.rollouts.get(centre)
        return {
            "id": str(centre),
            "old": sum(row.running != self.offered for row in rows) if self.offered else 0,
            "kits": len(rows),
            "rollout": None if rollout is None else _rollout(rollout),
        }


async def release_views(
    db: AsyncSession,
    shelf: Shelf,
    kits: Sequence[Kit],
    in_session: Callable[[str], bool],
    now: datetime,
) -> ReleaseViews:
    """Of `kits` at `now`."""
    return ReleaseViews(
        offered=await asyncio.to_thread(lambda: shelf.offered),
        rows=await releases_of(db, [kit.id for kit in kits]),
        rollouts=await latest_rollouts(db, {kit.room.centre_id for kit in kits}),
        rooms=await quiet_rooms(db, kits, in_session, now),
    )


def _rollout(rollout: KitRollout) -> dict[str, Any]:
    return {
        "version": rollout.version,
        "kits": rollout.kits,
        "kept": rollout.kept,
        "outcome": rollout.outcome,
        "stopped_by": rollout.stopped_by,
    }
