"""What is renewed of a replay: the time for which it is kept, the link by which it is watched."""

from __future__ import annotations

import asyncio

from aiohttp import web

from server.accounts.roles import LEADS
from server.database.models import new_link
from server.http.access import Route, account
from server.http.account_guard import signed_in
from server.http.json_body import Body, read_body
from server.http.refusal import HttpRefusal
from server.http.replay_publishing_view import answer_review, require_may_change
from server.http.replay_viewer import reviewed
from server.publishing import renewal, steps
from server.publishing.conditions import Visibility
from server.publishing.errors import NotAllowed
from server.publishing.keeping import Keeping
from server.services import DATABASE, wall_time


class _Nothing(Body):
    """Nothing is asked."""


class ReplayKeeping:
    """Each answer is the whole, as that of `/review`."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    def routes(self) -> list[Route]:
        """Both; `reviewed` binds each to the replay's centre."""
        one, leads = "/api/replays/{id}", account(*LEADS)
        return [
            Route("POST", f"{one}/renew", self.renew, leads),
            Route("POST", f"{one}/link", self.renew_link, leads),
        ]

    async def renew(self, request: web.Request) -> web.StreamResponse:
        """200: kept for one more year · 403 `role`, `own` · 409 `early`, `objection`, `again`."""
        await read_body(request, _Nothing)
        async with request.app[DATABASE].transaction() as db:
            replay = await reviewed(request, db)
            manifest = await asyncio.to_thread(self._keeping.folders.manifest, replay.id)
            facts, now = await steps.facts_of(db, replay, manifest), wall_time(request.app)
            actor = await steps.actor_of(db, replay, signed_in(request))
            again = await renewal.said_again(db, replay)
            try:
                until = renewal.renew(actor, facts, again, steps.ends_at(replay), now)
            except NotAllowed as refused:
                status = 403 if refused.reason in ("role", "own") else 409
                raise HttpRefusal(status, refused.reason) from None
            replay.renewed_until, replay.expires_at = until, None
            steps.note(db, replay, "renew", now, signed_in(request), until.date().isoformat())
            return await answer_review(request, db, replay, self._keeping.folders)

    async def renew_link(self, request: web.Request) -> web.StreamResponse:
        """200: the link that was handed out opens nothing from now on, nor does what somebody who
        came by it has open · 403 `role`, `own` · 409 `state`: it is not watched by a link."""
        await read_body(request, _Nothing)
        async with request.app[DATABASE].transaction() as db:
            replay = await reviewed(request, db)
            await require_may_change(request, db, replay)
            if replay.visibility != Visibility.LINK:
                raise HttpRefusal(409, "state")
            replay.link_secret = new_link()
            steps.note(db, replay, "link", wall_time(request.app), signed_in(request))
            return await answer_review(request, db, replay, self._keeping.folders)
