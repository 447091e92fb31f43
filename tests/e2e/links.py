"""Links into any room of a house, as its centre would hand them out."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass

from rooms.roles import Role
from server.secret_key import load_secret
from server.tokens import Tokens
from tests.e2e.house import House

LIFETIME_S = 3600.0


@dataclass(frozen=True, slots=True)
class Links:
    session: str
    code: str
    take_part: str
    lead: str


def links_of(house: House, *, room: str, waiting_room: bool = False) -> Links:
    """The links of the room's session; with `waiting_room`, whoever comes waits to be let in."""
    with sqlite3.connect(house.data_dir / "passerelle.db") as database:
        session, code = database.execute(
            "SELECT session.id, session.code FROM session"
            " JOIN room ON room.id = session.room_id WHERE room.slug = ?",
            (room,),
        ).fetchone()
        database.execute(
            "UPDATE session SET waiting_room = ? WHERE id = ?", (waiting_room, session)
        )
    database.close()

    def link(page: str, role: Role) -> str:
        return f"{house.origin}/{page}/{session}#{token(house, room, role, session=session)}"

    return Links(session, code, link("s", Role.RESIDENT), link("animer", Role.ANIMATEUR))


def token(house: House, room: str, role: Role, *, session: str | None = None) -> str:
    return Tokens(load_secret(house.data_dir)).issue(
        room=room, role=role, wall_s=time.time(), lifetime_s=LIFETIME_S, session=session
    )
