"""Recordings of a centre: what is kept, and deleting it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from sqlalchemy import select

from server.accounts.roles import LEADS, PREPARES
from server.database.models import Room, Session
from server.http.access import Route, account
from server.http.account_guard import signed_in
from server.http.json_body import answer
from server.http.refusal import HttpRefusal
from server.recording.recordings import Recordings, RecordingUnderWay
from server.recording.stored import StoredRecording
from server.services import DATABASE


class RecordingsApi:
    """Under /api/centres/{centre}/recordings and /api/recordings."""

    def __init__(self, recordings: Recordings) -> None:
        self._recordings = recordings

    def routes(self) -> list[Route]:
        """Both."""
        every, one = "/api/centres/{centre}/recordings", "/api/recordings/{recording}"
        return [
            Route("GET", every, self.list, account(*LEADS)),
            Route("DELETE", one, self.delete, account(*PREPARES)),
        ]

    async def list(self, request: web.Request) -> web.StreamResponse:
        """The latest first."""
        centre = int(request.match_info["centre"])
        async with request.app[DATABASE].transaction() as db:
            found = await db.execute(
                select(Session.id, Session.title).join(Room).where(Room.centre_id == centre)
            )
            titles = {row.id: row.title for row in found}
        stored = await self._recordings.all()
        may_delete = signed_in(request).may(PREPARES, centre)
        views = [_view(one, titles[one.session]) for one in stored if one.session in titles]
        return answer({"recordings": views, "may_delete": may_delete})

    async def delete(self, request: web.Request) -> web.StreamResponse:
        """204: no file of it is left · 404 · 409 `running`."""
        stored = await self._recordings.find(request.match_info["recording"])
        if stored is None:
            raise HttpRefusal(404, "unknown")
        async with request.app[DATABASE].transaction() as db:
            centre = await db.scalar(
                select(Room.centre_id).join(Session).where(Session.id == stored.session)
            )
        if centre is None or not signed_in(request).may(PREPARES, centre):
            raise HttpRefusal(404, "unknown")
        try:
            await self._recordings.delete(stored.name)
        except RecordingUnderWay:
            raise HttpRefusal(409, "running") from None
        return web.Response(status=204)


def _view(stored: StoredRecording, title: str) -> dict[str, Any]:
    return {
        "id": stored.name,
        "session": {"id": stored.session, "title": title},
        "state": stored.state,
        "began_at": _instant(stored.began_unix_s),
        "ended_at": None if stored.ended_unix_s is None else _instant(stored.ended_unix_s),
        "bytes": stored.bytes,
        "people": list(stored.people),
    }


def _instant(unix_s: float) -> str:
    return datetime.fromtimestamp(unix_s, UTC).isoformat(timespec="seconds")
