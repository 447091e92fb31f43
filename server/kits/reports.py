"""The self-tests of the kits, as they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.kit_models import Kit, KitReport
from server.kits.findings import Report

KEPT = 20


async def keep_report(db: AsyncSession, kit: Kit, report: Report, at: datetime) -> None:
    """Adds a report; the oldest beyond `KEPT` are forgotten, pictures and sounds with them."""
    db.add(KitReport(kit_id=kit.id, at=at, content=report.model_dump_json()))
    await db.flush()
    newest = select(KitReport.id).where(KitReport.kit_id == kit.id)
    newest = newest.order_by(KitReport.at.desc(), KitReport.id.desc()).limit(KEPT)
    kept = (await db.scalars(newest)).all()
    await db.execute(delete(KitReport).where(KitReport.kit_id == kit.id, KitReport.id.not_in(kept)))


async def latest_reports(
    db: AsyncSession, kits: Sequence[str]
) -> dict[str, tuple[KitReport, Report]]:
    """The last report of each of `kits` that has one."""
    newest = select(func.max(KitReport.id)).where(KitReport.kit_id.in_(kits))
    rows = select(KitReport).where(KitReport.id.in_(newest.group_by(KitReport.kit_id)))
    return {row.kit_id: (row, parse(row)) for row in await db.scalars(rows)}


def parse(row: KitReport) -> Report:
    """What a row holds; one that an older version wrote otherwise is empty."""
    try:
        return Report.model_validate_json(row.content)
    except ValidationError:
        return Report()
