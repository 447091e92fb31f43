"""The demo centre, made when there is no centre at all, and kept on the day of the demo."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.accounts import account_by_email, give_role
from server.accounts.passwords import Passwords
from server.accounts.roles import CentreRole
from server.codes import new_code
from server.database.models import Centre, Room, Session, SessionState

DURATION = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class GivenPassword:
    """Of a demo account, by which somebody may sign in."""

    email: str
    role: CentreRole
    password: str


@dataclass(frozen=True, slots=True)
class _Workshop:
    slug: str
    room: str
    activity: str
    title: str
    host: str
    state: SessionState


_WORKSHOPS = (
    _Workshop("cuisine", "Cuisine", "cuisine", "Crêpes de sarrasin", "Sandrine", SessionState.OPEN),
    _Workshop("guitare", "Guitare", "guitare", "Premiers accords", "Bruno", SessionState.CLOSED),
    _Workshop("couture", "Couture", "couture", "Poser une fermeture", "Nadia", SessionState.CLOSED),
)

#: One of each role: what is brought, approved, equipped and published takes more than one person.
_ACCOUNTS = (
    ("sandrine@demo.passerelle", "Sandrine", CentreRole.ANIMATEUR),
    ("nadia@demo.passerelle", "Nadia", CentreRole.VOLUNTEER),
    ("bruno@demo.passerelle", "Bruno", CentreRole.TECHNICIAN),
    ("claire@demo.passerelle", "Claire", CentreRole.COORDINATOR),
)


async def seed(db: AsyncSession, now: datetime) -> bool:
    """Makes the demo centre if there is no centre. True when it was made."""
    if await db.scalar(select(func.count()).select_from(Centre)):
        return False
    starts_at = _start_of_hour(now)
    centre = Centre(
        name="Centre Jacques Brel", town="Outreau", phone="03 53 01 24 80", is_demo=True
    )
    for workshop in _WORKSHOPS:
        room = Room(slug=workshop.slug, name=workshop.room, centre=centre)
        room.sessions.append(
            Session(
                id=secrets.token_urlsafe(9),
                title=workshop.title,
                activity=workshop.activity,
                state=workshop.state.value,
                starts_at=starts_at,
                ends_at=starts_at + DURATION,
                host=workshop.host,
                code=new_code(),
                waiting_room=False,
            )
        )
    db.add(centre)
    return True


async def move_demo_to_today(db: AsyncSession, now: datetime) -> None:
    """Gives the demo centre's sessions that are over, or nearly, the hours of `now` and their
    first state again, under the same addresses and codes: a demo started another day still opens.
    """
    first_state = {workshop.slug: workshop.state for workshop in _WORKSHOPS}
    kept = select(Session).join(Room).join(Centre).where(Centre.is_demo, Room.removed_at.is_(None))
    sessions = await db.scalars(kept)
    for session in sessions:
        if session.state != SessionState.ENDED and session.ends_at > now + DURATION / 4:
            continue
        session.starts_at = _start_of_hour(now)
        session.ends_at = session.starts_at + DURATION
        session.state = first_state[session.room.slug].value


def _start_of_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


async def make_demo_accounts(db: AsyncSession, passwords: Passwords) -> list[GivenPassword]:
    """The demo centre's accounts, and a new password for each that has none yet; nothing when
    there is no demo centre any more."""
    centre = await db.scalar(select(Centre).where(Centre.is_demo))
    if centre is None:
        return []
    given: list[GivenPassword] = []
    for email, name, role in _ACCOUNTS:
        account = await account_by_email(db, email) or await give_role(
            db, email, name, centre, role
        )
        if account.password_hash is None:
            # Groups of three digits, which people read out and type without mistake.
            password = " ".join(f"{secrets.randbelow(1000):03}" for _ in range(5))
            account.password_hash = await passwords.hash(password)
            given.append(GivenPassword(email, role, password))
    return given
