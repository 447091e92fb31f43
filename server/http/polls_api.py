"""GET /api/polls/{session}: the minutes of the polls of a session, for whoever leads it."""

from __future__ import annotations

from aiohttp import hdrs, web

from rooms.roles import Role
from server.accounts.roles import LEADS
from server.database.sessions import session_by_id
from server.http.access import Route, bearer
from server.http.json_body import answer
from server.http.refusal import HttpRefusal
from server.polls.minutes import as_csv
from server.polls.storage import of_session
from server.services import DATABASE


class PollsApi:
    """JSON for the page that is printed, CSV for a spreadsheet."""

    def routes(self) -> list[Route]:
        """The one route."""
        rule = bearer(Role.ANIMATEUR).or_account(*LEADS)
        return [Route("GET", "/api/polls/{session}", self.get, rule)]

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Every poll that was closed, the first first; `?format=csv` for the table."""
        async with request.app[DATABASE].transaction() as db:
            session = await session_by_id(db, request.match_info["session"])
            if session is None:
                raise HttpRefusal(404, "unknown")
            polls = await of_session(db, session.id)
            about = {
                "id": session.id,
                "title": session.title,
                "starts_at": session.starts_at.isoformat(),
            }
        if request.query.get("format") == "csv":
            return _table(as_csv(polls), session.id)
        return answer({"session": about, "polls": [one.model_dump(mode="json") for one in polls]})


def _table(text: str, name: str) -> web.Response:
    headers = {
        hdrs.CACHE_CONTROL: "no-store",
        hdrs.CONTENT_DISPOSITION: f'attachment; filename="votes-{name}.csv"',
    }
    # The mark tells spreadsheets that it is UTF-8.
    body = text.encode("utf-8-sig")
    return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=headers)
