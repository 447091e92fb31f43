"""The addresses that are handed out. The token stands in the fragment: no server log sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rooms.roles import Role
from server.database.models import Session
from server.tokens import Tokens

#: A link made by the command line or by the demo works for a day's workshops.
LINK_LIFETIME_S = 12 * 3600.0
#: People come late, and stay a little.
GRACE = timedelta(hours=1)
_MIN_LIFETIME = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Links:
    """What one session's people open."""

    take_part: str
    lead: str
    equip: str


def session_links(tokens: Tokens, base_url: str, session: Session, wall_s: float) -> Links:
    """The links of `session`, good from `wall_s` (unix seconds)."""
    room = session.room.slug

    def link(path: str, role: Role, of_session: str | None, grant: str | None = None) -> str:
        token = tokens.issue(
            room=room,
            session=of_session,
            role=role,
            wall_s=wall_s,
            lifetime_s=LINK_LIFETIME_S,
            grant=grant,
        )
        return f"{base_url}{path}#{token}"

    return Links(
        take_part=link(f"/s/{session.id}", Role.RESIDENT, session.id, session.link),
        lead=link(f"/animer/{session.id}", Role.ANIMATEUR, session.id),
        # The room's screen stays from one session to the next.
        equip=link(f"/salle/{room}", Role.KIT, None),
    )


def resident_token(tokens: Tokens, session: Session, wall: datetime) -> str:
    """A token to take part in `session` from home, until it is over; renewing the session's link
    takes it back."""
    return _session_token(tokens, session, Role.RESIDENT, session.link, wall)


def door_token(tokens: Tokens, session: Session, wall: datetime) -> str:
    """A token to write one's name on the sheet of `session`; renewing the link takes it back."""
    return _session_token(tokens, session, Role.DOOR, session.link, wall)


def lead_token(
    tokens: Tokens, session: Session, sign_in: str, wall: datetime, name: str | None = None
) -> str:
    """A token to lead `session` until it is over, under the account's `name`; the end of the
    sign-in takes it back."""
    return _session_token(tokens, session, Role.ANIMATEUR, sign_in, wall, name)


def token_end(session: Session, wall: datetime) -> datetime:
    """Until when the tokens of `session` that are made at `wall` are good."""
    return max(session.ends_at + GRACE, wall + _MIN_LIFETIME)


def _session_token(
    tokens: Tokens,
    session: Session,
    role: Role,
    grant: str,
    wall: datetime,
    name: str | None = None,
) -> str:
    return tokens.issue(
        room=session.room.slug,
        session=session.id,
        role=role,
        wall_s=wall.timestamp(),
        lifetime_s=(token_end(session, wall) - wall).total_seconds(),
        grant=grant,
        name=name or None,
    )
