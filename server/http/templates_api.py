"""The activity templates of a centre: the product's, changed or not, and its own."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from server.accounts.roles import LEADS, PREPARES
from server.activities.of_centre import CentreActivity, activities_of, drop, keep
from server.activities.schema import Activity, is_activity_key
from server.http.access import Route, account
from server.http.json_body import answer, done, invalid, read_body
from server.http.refusal import HttpRefusal
from server.services import DATABASE


class TemplatesApi:
    """Under /api/centres/{centre}/templates."""

    def routes(self) -> list[Route]:
        """All three."""
        every, one = "/api/centres/{centre}/templates", "/api/centres/{centre}/templates/{key}"
        return [
            Route("GET", every, self.list, account(*LEADS)),
            Route("PUT", one, self.put, account(*PREPARES)),
            Route("DELETE", one, self.delete, account(*PREPARES)),
        ]

    async def list(self, request: web.Request) -> web.StreamResponse:
        """All of them, the product's first."""
        async with request.app[DATABASE].transaction() as db:
            found = await activities_of(db, int(request.match_info["centre"]))
        return answer({"templates": [_template_view(one) for one in found]})

    async def put(self, request: web.Request) -> web.StreamResponse:
        """200: this centre's own from now on, for sessions yet to be joined · 422 · 409 `full`."""
        key = request.match_info["key"]
        if not is_activity_key(key):
            raise invalid(["key"])
        activity = await read_body(request, Activity)
        async with request.app[DATABASE].transaction() as db:
            if not await keep(db, int(request.match_info["centre"]), key, activity):
                raise HttpRefusal(409, "full")
        return answer({"template": _template_view(CentreActivity(key, activity, edited=True))})

    async def delete(self, request: web.Request) -> web.StreamResponse:
        """204: the product's own again, or gone · 404."""
        centre, key = int(request.match_info["centre"]), request.match_info["key"]
        async with request.app[DATABASE].transaction() as db:
            if not await drop(db, centre, key):
                raise HttpRefusal(404, "unknown")
        return done()


def _template_view(one: CentreActivity) -> dict[str, Any]:
    return {"key": one.key, "edited": one.edited, "built_in": one.built_in} | (
        one.activity.model_dump(mode="json")
    )
