"""Tells the kits what they are to run, when their room is quiet and it is their turn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.kit_models import Kit
from server.database.kit_release_models import KitRelease, KitRollout
from server.database.models import Session, SessionState
from server.kits.history import note
from server.kits.presence import KitsHere
from server.kits.updating.hearing import hear
from server.kits.updating.quiet import Quiet, quiet
from server.kits.updating.records import (
    end_order,
    end_rollout,
    releases_of,
    rollouts_under_way,
)
from server.kits.updating.said import UNDER_WAY
from server.kits.updating.staging import Member, RolloutOutcome, whose_turn
from server.signaling.to_client.equipment import KitRollBack, KitUpdate
from server.signaling.to_client.message import ServerMessage

#: A kit that does not say that it began is told again, one that has begun hears how much time it
#: has.
AGAIN_S = 30.0


class Updates:
    """Looked at by the watch. `in_session` says of a room's slug whether a session is on,
    `on_shelf` gives the versions that kits can fetch."""

    def __init__(
        self,
        kits: KitsHere,
        in_session: Callable[[str], bool],
        on_shelf: Callable[[], Collection[str]],
    ) -> None:
        self._kits, self._in_session, self._on_shelf = kits, in_session, on_shelf
        #: By kit, when it was told last: monotonic seconds.
        self._told: dict[str, float] = {}

    async def look(self, db: AsyncSession, kits: Sequence[Kit], now: datetime, mono: float) -> None:
        """What was said is written down, what is due is said."""
        waiting, self._kits.releases = self._kits.releases, []
        by_grant = {kit.grant: kit for kit in kits}
        for grant, said in waiting:
            if grant in by_grant:
                await hear(db, by_grant[grant], said, now)
        await db.flush()
        by_id = {kit.id: kit for kit in kits}
        found = await releases_of(db, by_id)
        # In the order of the page: who begins is no chance.
        ordered = {kit: found[kit] for kit in by_id if kit in found and found[kit].wanted}
        await self._drop_what_is_gone(db, by_id, ordered, now)
        rooms = await quiet_rooms(db, [by_id[kit] for kit in ordered], self._in_session, now)
        turns = set(ordered)
        for rollout in await rollouts_under_way(db):
            members = {kit: row for kit, row in ordered.items() if row.rollout_id == rollout.id}
            if not members:
                end_rollout(rollout, RolloutOutcome.DONE)
            turns -= set(members) - self._turns(rollout, by_id, members, rooms, mono)
        self._told = {kit: at for kit, at in self._told.items() if kit in ordered}
        for kit in turns:
            self._tell(by_id[kit], ordered[kit], rooms[by_id[kit].room_id], now, mono)

    def _turns(
        self,
        rollout: KitRollout,
        kits: Mapping[str, Kit],
        members: Mapping[str, KitRelease],
        rooms: Mapping[int, Quiet],
        mono: float,
    ) -> set[str]:
        return whose_turn(
            (
                Member(
                    kit,
                    sent=row.sent_at is not None,
                    ready=bool(rooms[kits[kit].room_id])
                    and self._kits.of(kits[kit].grant, mono) is not None,
                    doubts=kits[kit].portable + 2 * (row.failed == row.wanted),
                )
                for kit, row in members.items()
            ),
            rollout.kept,
        )

    async def _drop_what_is_gone(
        self,
        db: AsyncSession,
        kits: Mapping[str, Kit],
        ordered: dict[str, KitRelease],
        now: datetime,
    ) -> None:
        """A release that was taken off the shelf meanwhile is not waited for."""
        if not ordered:
            return
        on_shelf = self._on_shelf()
        for kit, row in list(ordered.items()):
            if not row.back and row.wanted not in on_shelf:
                note(db, kits[kit], now, "update_gone", "", row.wanted or "")
                end_order(row)
                del ordered[kit]

    def _tell(self, kit: Kit, row: KitRelease, room: Quiet, now: datetime, mono: float) -> None:
        at_it = row.step in UNDER_WAY and not row.back
        # One that is at it hears that a session is near, and does not begin its trial.
        if not (room or at_it) or row.wanted is None:
            return
        if mono - self._told.get(kit.id, -AGAIN_S) < AGAIN_S:
            return
        message: ServerMessage = KitUpdate(version=row.wanted, quiet_s=room.seconds(now))
        if row.back:
            message = KitRollBack(leaving=row.running)
        if self._kits.tell(kit.grant, message, mono):
            self._told[kit.id] = mono
            row.sent_at = row.sent_at or now


async def quiet_rooms(
    db: AsyncSession, kits: Collection[Kit], in_session: Callable[[str], bool], now: datetime
) -> dict[int, Quiet]:
    """By room, how quiet it is where `kits` stand."""
    rooms = {kit.room_id: kit.room.slug for kit in kits}
    coming = await db.scalars(
        select(Session).where(
            Session.room_id.in_(rooms),
            Session.state == SessionState.CLOSED.value,
            Session.ends_at > now,
        )
    )
    sessions: dict[int, list[Session]] = {}
    for session in coming:
        sessions.setdefault(session.room_id, []).append(session)
    return {
        room: quiet(sessions.get(room, ()), in_session(slug), now) for room, slug in rooms.items()
    }
