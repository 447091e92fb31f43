"""What is done about a replay before others see it, by those who lead in its centre."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Annotated, Any

from aiohttp import web
from pydantic import StringConstraints
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.roles import LEADS, PREPARES
from server.database.publishing_models import ReplayObjection
from server.database.replay_models import Replay
from server.http.access import Handler, Route, account
from server.http.account_guard import signed_in
from server.http.json_body import Body, answer, invalid, read_body
from server.http.refusal import HttpRefusal
from server.http.replay_publishing_view import answer_review, require_may_change, waiting_view
from server.http.replay_viewer import reviewed
from server.publishing import people, steps
from server.publishing.conditions import Agreed, Facts, Somebody, Visibility
from server.publishing.errors import NotAllowed
from server.publishing.expiry import end_of, may_end, may_renew
from server.publishing.keeping import Keeping
from server.publishing.renewal import asked_from
from server.publishing.state import Act
from server.services import DATABASE, wall_time

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class _Said(Body):
    said: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""


class _Changes(Body):
    """What is not named stays."""

    title: _Name | None = None
    description: _Text | None = None
    series: _Line | None = None
    visibility: Visibility | None = None
    expires_at: datetime | None = None
    downloads: bool | None = None
    subtitles_exemption: _Line | None = None
    people_listed: bool | None = None


class _Person(Body):
    name: _Name
    minor: bool = False
    agreed: Agreed = ""
    how: _Line = ""


class _Signature(Body):
    parent: _Name
    signed_on: date


class _Outcome(Body):
    outcome: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class ReplayPublishing:
    """Each answer brings the whole: what is missing, what may be done, by whom it was."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    def routes(self) -> list[Route]:
        """All of them; `reviewed` binds each to the replay's centre."""
        one = "/api/replays/{id}"
        leads = account(*LEADS)
        acts = [Act.PROPOSE, Act.REFUSE, Act.APPROVE, Act.PUBLISH, Act.UNPUBLISH]
        person = f"{one}/people/{{person}}"
        return [
            Route("GET", "/api/replay-reviews", self.waiting, leads),
            Route("GET", f"{one}/review", self.get, leads),
            Route("PATCH", one, self.change, leads),
            *(Route("POST", f"{one}/{act.value}", self._act(act), leads) for act in acts),
            Route("POST", f"{one}/people", self.add_person, leads),
            Route("PUT", person, self.put_person, leads),
            Route("DELETE", person, self.forget_person, account(*PREPARES)),
            Route("POST", f"{person}/signatures", self.sign, leads),
            Route("POST", f"{person}/withdraw", self.withdraw, leads),
            Route("POST", f"{one}/objections/{{number}}", self.settle, account(*PREPARES)),
        ]

    async def waiting(self, request: web.Request) -> web.StreamResponse:
        """What is not published, or soon ends, in one's centres."""
        centres = signed_in(request).centres(LEADS)
        async with request.app[DATABASE].transaction() as db:
            wanted = select(Replay).where(Replay.centre_id.in_(centres))
            found = (await db.scalars(wanted.order_by(Replay.created_at.desc()))).all()
            views = [waiting_view(one, wall_time(request.app)) for one in found]
        return answer({"replays": [one for one in views if one is not None]})

    async def get(self, request: web.Request) -> web.StreamResponse:
        """200 · 404 `gone`."""
        async with request.app[DATABASE].transaction() as db:
            return await self._answer(request, db, await reviewed(request, db))

    def _act(self, act: Act) -> Handler:
        async def handler(request: web.Request) -> web.StreamResponse:
            """200 · 403 `role`, `own` · 409 `state`, `missing`."""
            said = (await read_body(request, _Said)).said
            async with request.app[DATABASE].transaction() as db:
                replay = await reviewed(request, db)
                facts, now = await self._facts(db, replay), wall_time(request.app)
                try:
                    await steps.take(db, replay, act, signed_in(request), facts, now, said)
                except NotAllowed as refused:
                    status = 403 if refused.reason in ("role", "own") else 409
                    raise HttpRefusal(status, refused.reason) from None
                return await self._answer(request, db, replay)

        return handler

    async def change(self, request: web.Request) -> web.StreamResponse:
        """200 · 403 `role`, `own` (whoever made it changes nothing that was approved) · 422."""
        changes, now = await read_body(request, _Changes), wall_time(request.app)
        async with request.app[DATABASE].transaction() as db:
            replay = await reviewed(request, db)
            answers_for_it = changes.model_fields_set & {"subtitles_exemption", "people_listed"}
            await require_may_change(request, db, replay, prepares=bool(answers_for_it))
            if changes.expires_at is not None:
                latest = end_of(replay.created_at, None, replay.renewed_until)
                zoned = changes.expires_at.tzinfo is not None
                if not (zoned and may_end(latest, changes.expires_at, now)):
                    raise invalid(["expires_at"])
            _apply(replay, changes, now)
            said = ", ".join(sorted(changes.model_fields_set))
            steps.note(db, replay, "describe", now, signed_in(request), said)
            return await self._answer(request, db, replay)

    async def add_person(self, request: web.Request) -> web.StreamResponse:
        """200: somebody whom the recording does not know is in it."""
        return await self._record(request, people.new_person())

    async def put_person(self, request: web.Request) -> web.StreamResponse:
        """200: what is known of them · 404 `person`."""
        return await self._record(request, request.match_info["person"])

    async def forget_person(self, request: web.Request) -> web.StreamResponse:
        """200: they are not in it (any more) · 404 `person`, also for whom the recording knows."""
        async with request.app[DATABASE].transaction() as db:
            replay = await reviewed(request, db)
            who = await self._person(request, db, replay)
            if not people.is_named_by_reviewer(who.id):
                raise HttpRefusal(404, "person")
            await people.forget(db, replay, who.id)
            now = wall_time(request.app)
            steps.note(db, replay, "forget", now, signed_in(request), who.name)
            return await self._answer(request, db, replay)

    async def sign(self, request: web.Request) -> web.StreamResponse:
        """200 · 404 `person` · 409 `signed`: this parent's is recorded already · 422."""
        form, now = await read_body(request, _Signature), wall_time(request.app)
        if form.signed_on > now.date():
            raise invalid(["signed_on"])
        async with request.app[DATABASE].transaction() as db:
            replay = await reviewed(request, db)
            who = await self._person(request, db, replay)
            by, since = signed_in(request), _signed_since(replay, now)
            if not await people.sign(
                db, replay, who.id, form.parent, form.signed_on, by.account, now, since
            ):
                raise HttpRefusal(409, "signed")
            steps.note(db, replay, "sign", now, by, who.name)
            await db.flush()
            return await self._answer(request, db, replay)

    async def withdraw(self, request: web.Request) -> web.StreamResponse:
        """200: hidden, and made again without them where that is possible · 404 `person`."""
        async with request.app[DATABASE].transaction() as db:
            replay = await reviewed(request, db)
            who = await self._person(request, db, replay)
        again = await self._keeping.withdraw(replay.id, who, signed_in(request))
        async with request.app[DATABASE].transaction() as db:
            return await self._answer(request, db, await reviewed(request, db), again=again)

    async def settle(self, request: web.Request) -> web.StreamResponse:
        """200: an objection was seen to · 404 `objection`."""
        form, number = await read_body(request, _Outcome), request.match_info["number"]
        async with request.app[DATABASE].transaction() as db:
            replay = await reviewed(request, db)
            known = number.isascii() and number.isdigit() and len(number) < 10
            objection = await db.get(ReplayObjection, int(number)) if known else None
            if objection is None or objection.replay_id != replay.id:
                raise HttpRefusal(404, "objection")
            now = wall_time(request.app)
            objection.settled_at, objection.outcome = now, form.outcome
            steps.note(db, replay, "settle", now, signed_in(request), form.outcome)
            await db.flush()
            return await self._answer(request, db, replay)

    async def _record(self, request: web.Request, person: str) -> web.StreamResponse:
        form, now = await read_body(request, _Person), wall_time(request.app)
        async with request.app[DATABASE].transaction() as db:
            replay = await reviewed(request, db)
            if "person" in request.match_info:
                await self._person(request, db, replay)
            by = signed_in(request)
            await people.record(db, replay, person, **form.model_dump(), by=by.account, now=now)
            steps.note(db, replay, "record", now, by, form.name)
            await db.flush()
            return await self._answer(request, db, replay)

    async def _person(self, request: web.Request, db: AsyncSession, replay: Replay) -> Somebody:
        facts = await self._facts(db, replay)
        for one in facts.people:
            if one.id == request.match_info["person"]:
                return one
        raise HttpRefusal(404, "person")

    async def _facts(self, db: AsyncSession, replay: Replay) -> Facts:
        manifest = await asyncio.to_thread(self._keeping.folders.manifest, replay.id)
        return await steps.facts_of(db, replay, manifest)

    async def _answer(
        self, request: web.Request, db: AsyncSession, replay: Replay, **more: Any
    ) -> web.StreamResponse:
        return await answer_review(request, db, replay, self._keeping.folders, **more)


def _signed_since(replay: Replay, now: datetime) -> date:
    """Once its end is near, those who signed for this year sign for the next."""
    ends_at = steps.ends_at(replay)
    return asked_from(ends_at).date() if may_renew(ends_at, now) else date.min


def _apply(replay: Replay, changes: _Changes, now: datetime) -> None:
    named = changes.model_fields_set
    replay.title = changes.title or replay.title
    if "subtitles_exemption" in named:
        replay.subtitles_exemption = changes.subtitles_exemption or ""
    if "description" in named:
        replay.description = changes.description or ""
    if "series" in named:
        replay.series = changes.series or None
    if changes.visibility is not None:
        replay.visibility = changes.visibility.value
    if "expires_at" in named:
        replay.expires_at = changes.expires_at
    if changes.downloads is not None:
        replay.downloads_allowed = changes.downloads
    if changes.people_listed is not None:
        replay.people_listed_at = now if changes.people_listed else None
