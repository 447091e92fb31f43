"""The addresses that are handed out. The token stands in the fragment: no server log sees it."""

from __future__ import annotations

from dataclasses import dataclass

from rooms.roles import Role
from server.tokens import Tokens

#: A link made by the command line or by the demo works for a day's workshops.
LINK_LIFETIME_S = 12 * 3600.0


@dataclass(frozen=True, slots=True)
class Links:
    """What one session's people open."""

    take_part: str
    lead: str
    equip: str


def session_links(tokens: Tokens, base_url: str, room: str, session: str, wall_s: float) -> Links:
    """The links of `session` (id) in `room` (slug), good from `wall_s` (unix seconds)."""

    def link(path: str, role: Role, of_session: str | None) -> str:
        token = tokens.issue(
            room=room,
            session=of_session,
            role=role,
            wall_s=wall_s,
            lifetime_s=LINK_LIFETIME_S,
        )
        return f"{base_url}{path}#{token}"

    return Links(
        take_part=link(f"/s/{session}", Role.RESIDENT, session),
        lead=link(f"/animer/{session}", Role.ANIMATEUR, session),
        # The room's screen stays from one session to the next.
        equip=link(f"/salle/{room}", Role.KIT, None),
    )
