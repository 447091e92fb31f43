"""A centre's templates: the product's, with its own copies and additions over them."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from pydantic import ValidationError
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.activities.built_in import built_in_activities
from server.activities.schema import Activity
from server.database.models import ActivityTemplate

_log = structlog.get_logger(__name__)
MAX_OWN = 40


@dataclass(frozen=True, slots=True)
class CentreActivity:
    """A template as one centre has it. `edited`: the copy in the database, which can be dropped."""

    key: str
    activity: Activity
    edited: bool

    @property
    def built_in(self) -> bool:
        """Whether the product has one of this key."""
        return self.key in built_in_activities()


async def activities_of(db: AsyncSession, centre: int) -> list[CentreActivity]:
    """All of a centre's, the product's first."""
    own = await _own(db, centre)
    product = built_in_activities()
    keys = [*product, *sorted(own.keys() - product.keys())]
    return [CentreActivity(key, own.get(key) or product[key], key in own) for key in keys]


async def activity_of(db: AsyncSession, centre: int, key: str) -> Activity | None:
    """The one of `key`, or None."""
    copy = await db.get(ActivityTemplate, (centre, key))
    own = None if copy is None else _read(copy)
    return own or built_in_activities().get(key)


async def keep(db: AsyncSession, centre: int, key: str, activity: Activity) -> bool:
    """Writes a centre's copy; False when it has too many of its own already."""
    own = await _own(db, centre)
    if key not in own and len(own) >= MAX_OWN:
        return False
    await db.merge(ActivityTemplate(centre_id=centre, key=key, content=activity.model_dump_json()))
    return True


async def drop(db: AsyncSession, centre: int, key: str) -> bool:
    """Drops a centre's copy: the product's is its own again. False when there is none."""
    dropped = await db.execute(
        delete(ActivityTemplate)
        .where(ActivityTemplate.centre_id == centre, ActivityTemplate.key == key)
        .returning(ActivityTemplate.key)
    )
    return dropped.first() is not None


async def _own(db: AsyncSession, centre: int) -> dict[str, Activity]:
    copies = await db.scalars(select(ActivityTemplate).where(ActivityTemplate.centre_id == centre))
    read = {copy.key: _read(copy) for copy in copies}
    return {key: activity for key, activity in read.items() if activity is not None}


def _read(copy: ActivityTemplate) -> Activity | None:
    """None for a copy that another version wrote in another form: the session goes on without."""
    try:
        return Activity.model_validate_json(copy.content)
    except ValidationError:
        _log.warning("activity template not readable", centre=copy.centre_id, key=copy.key)
        return None
