"""The attendance sheet of a session: read, corrected, exported; the code on the door."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Annotated, Any

from aiohttp import web
from pydantic import AwareDatetime, Field

from rooms.attendance import Attendee, Correction, Place, Sheet
from rooms.errors import RoomError
from rooms.roles import Role
from server.accounts.roles import COORDINATES, LEADS
from server.care.records import SheetAct
from server.database.models import Centre, Session
from server.database.sessions import session_by_id
from server.http.access import Route, account, bearer
from server.http.json_body import Body, answer, read_body
from server.http.origin import base_url
from server.http.pages import sentences
from server.http.refusal import HttpRefusal
from server.http.spreadsheet import local, table
from server.links import door_token, token_end
from server.live.care import new_line_id
from server.sentences import Translate
from server.services import DATABASE, RECORDS, TOKENS, wall_time
from server.signaling.care_views import attendee_views, sheet_counts
from server.signaling.from_client.caring import MAX_IN_ROOM
from server.signaling.from_client.message import one_line

#: The database is waited for no longer.
WRITE_TIMEOUT_S = 10.0
_Name = Annotated[str, Field(max_length=200), one_line(40)]


class NewLine(Body):
    name: _Name
    here: bool = True


class Heads(Body):
    in_room: Annotated[int, Field(ge=0, le=MAX_IN_ROOM)]


class LineCorrection(Body):
    """What is left out stays."""

    name: _Name | None = None
    place: Place | None = None
    arrived_at: AwareDatetime | None = None
    left_at: AwareDatetime | None = None
    present: bool | None = None
    here_still: bool = False

    def correction(self) -> Correction:
        """As the policy has it."""
        return Correction(
            name=self.name,
            place=self.place,
            arrived_s=None if self.arrived_at is None else self.arrived_at.timestamp(),
            left_s=None if self.left_at is None else self.left_at.timestamp(),
            present=self.present,
            here_still=self.here_still,
        )


class Keeping(Body):
    days: Annotated[int, Field(ge=30, le=3650)]


class AttendanceApi:
    """Under /api/attendance, and how long a centre keeps its sheets."""

    def routes(self) -> list[Route]:
        """All of them."""
        one, rule = "/api/attendance/{session}", bearer(Role.ANIMATEUR).or_account(*LEADS)
        days = "/api/centres/{centre}/attendance-days"
        return [
            # Before the sheet, whose path would take the name with its ending.
            Route("GET", f"{one}.csv", self.export, rule),
            Route("GET", f"{one}/door", self.door, rule),
            Route("GET", one, self.get, rule),
            Route("POST", one, self.add, rule),
            Route("PATCH", one, self.count, rule),
            Route("PATCH", f"{one}/{{id}}", self.correct, rule),
            Route("GET", days, self.get_days, account(*LEADS)),
            Route("PUT", days, self.set_days, account(*COORDINATES)),
        ]

    async def get(self, request: web.Request) -> web.StreamResponse:
        """The sheet."""
        return await _changed(request, lambda _sheet: ())

    async def export(self, request: web.Request) -> web.StreamResponse:
        """The sheet for a spreadsheet."""
        session, sheet = await _sheet(request, lambda _sheet: ())
        rows = _rows(session, sheet, sentences(request))
        return table(rows, f"presences-{session.starts_at:%Y-%m-%d}-{session.id}.csv")

    async def add(self, request: web.Request) -> web.StreamResponse:
        """Ticks somebody in the room, or takes the tick back."""
        body = await read_body(request, NewLine)
        line, at_s = new_line_id(), wall_time(request.app).timestamp()
        return await _changed(request, lambda sheet: sheet.tick(line, body.name, body.here, at_s))

    async def count(self, request: web.Request) -> web.StreamResponse:
        """So many heads in the room."""
        body = await read_body(request, Heads)
        return await _changed(request, lambda sheet: sheet.count(body.in_room))

    async def correct(self, request: web.Request) -> web.StreamResponse:
        """200, or 404 `unknown`, 409 `order`."""
        body = await read_body(request, LineCorrection)
        line = request.match_info["id"]
        return await _changed(request, lambda sheet: sheet.correct(line, body.correction()))

    async def door(self, request: web.Request) -> web.StreamResponse:
        """The address behind the code on the door; renewing the session's link takes it back."""
        session, now = await _session(request), wall_time(request.app)
        token = door_token(request.app[TOKENS], session, now)
        url = f"{base_url(request)}/presence/{session.id}#{token}"
        return answer({"url": url, "expires_at": token_end(session, now).isoformat()})

    async def get_days(self, request: web.Request) -> web.StreamResponse:
        """How long the centre keeps its sheets."""
        async with request.app[DATABASE].transaction() as db:
            centre = await db.get_one(Centre, int(request.match_info["centre"]))
        return answer({"days": centre.attendance_days})

    async def set_days(self, request: web.Request) -> web.StreamResponse:
        """From now on so long; what is older goes with the next day's deletion."""
        body = await read_body(request, Keeping)
        async with request.app[DATABASE].transaction() as db:
            centre = await db.get_one(Centre, int(request.match_info["centre"]))
            centre.attendance_days = body.days
        return answer({"days": body.days})


async def _changed(request: web.Request, act: SheetAct) -> web.StreamResponse:
    session, sheet = await _sheet(request, act)
    return answer(_view(session, sheet))


async def _sheet(request: web.Request, act: SheetAct) -> tuple[Session, Sheet]:
    """The session, and its sheet after `act`."""
    session = await _session(request)
    try:
        async with asyncio.timeout(WRITE_TIMEOUT_S):
            return session, await request.app[RECORDS].change(session.id, act)
    except TimeoutError:
        raise HttpRefusal(503, "busy") from None
    except RoomError as fault:
        raise HttpRefusal(404 if fault.reason == "unknown" else 409, fault.reason) from None


async def _session(request: web.Request) -> Session:
    async with request.app[DATABASE].transaction() as db:
        session = await session_by_id(db, request.match_info["session"])
    if session is None:
        raise HttpRefusal(404, "unknown")
    return session


def _view(session: Session, sheet: Sheet) -> dict[str, Any]:
    centre = session.room.centre
    kept_until = session.ends_at + timedelta(days=centre.attendance_days)
    return {
        "session": {
            "id": session.id,
            "title": session.title,
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
            "host": session.host,
            "room": {"slug": session.room.slug, "name": session.room.name},
            "centre": {"name": centre.name, "town": centre.town},
        },
        **{key: counts.model_dump() for key, counts in sheet_counts(sheet).items()},
        "in_room": sheet.in_room,
        "lines": [line.model_dump(mode="json") for line in attendee_views(_in_order(sheet))],
        "kept_until": kept_until.isoformat(),
    }


def _in_order(sheet: Sheet) -> Sequence[Attendee]:
    return sorted(sheet.lines.values(), key=lambda line: (line.place, line.arrived_s))


def _rows(session: Session, sheet: Sheet, say: Translate) -> Iterator[Sequence[str]]:
    """Headings, those who were there, and the heads counted in the room without a name."""
    yield [say(f"attendance.{key}") for key in ("name", "where", "from", "to")]
    for line in attendee_views(_in_order(sheet)):
        if line.present:
            place = say(f"attendance.place.{line.place}")
            yield line.name, place, local(line.arrived_at), local(line.left_at)
    named = sum(line.present and line.place is Place.ROOM for line in sheet.lines.values())
    for _ in range(named, sheet.in_room):
        hours = local(session.starts_at), local(session.ends_at)
        yield "", say("attendance.place.room"), *hours
