"""La Fabrique: what there is to watch, searched; one replay; the feed; the way in by a link."""

from __future__ import annotations

import asyncio
import hmac
from typing import Any

from aiohttp import web
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recorder.replay.manifest import ReplayManifest
from server.codes import GuessLimiter
from server.database.models import Centre
from server.database.publishing_models import ReplayObjection
from server.database.replay_models import Replay
from server.http.access import Route, own_page, public
from server.http.client_address import client_address
from server.http.json_body import Body, answer, done, read_body
from server.http.origin import base_url
from server.http.pages import sentences
from server.http.refusal import HttpRefusal
from server.http.replay_view import (
    author_of,
    card_view,
    chapters_of,
    media_path,
    series_of,
    watch_view,
)
from server.http.replay_viewer import keep_secret, viewer_of, watched
from server.publishing import steps
from server.publishing.conditions import Visibility
from server.publishing.feed import Enclosure, Item, feed
from server.publishing.folders import ReplayFolders
from server.publishing.search import Entry, found
from server.publishing.state import Act
from server.publishing.watching import Viewer, is_listed, may_review
from server.replays.making import edits_of
from server.services import CLOCK, DATABASE, wall_time

_FEED_ITEMS = 50
_SHOWN = 60
#: Whoever objects hides a replay at once: few of one network do so, and many would be a nuisance.
_OBJECTIONS, _OBJECTIONS_S = 5, 3600.0


class _Key(Body):
    key: str = Field(min_length=1, max_length=64)


class _Objection(Body):
    name: str = Field(min_length=1, max_length=200)
    said: str = Field(default="", max_length=2000)


class ReplayLibrary:
    """Open to everybody; what each finds depends on who they are."""

    def __init__(self, folders: ReplayFolders) -> None:
        self._folders = folders
        self._objections = GuessLimiter(_OBJECTIONS, _OBJECTIONS_S)

    def routes(self) -> list[Route]:
        """All of them. `public`: `is_listed` and `watched` decide."""
        one = "/api/replays/{id}"
        return [
            Route("GET", "/api/replays", self.browse, public),
            Route("GET", one, self.get, public),
            Route("POST", f"{one}/key", self.open, own_page),
            Route("POST", f"{one}/objections", self.object, own_page),
            Route("GET", "/fabrique/{centre}/flux.xml", self.feed, public),
        ]

    async def browse(self, request: web.Request) -> web.StreamResponse:
        """The latest first, or the best for `q`; `series` narrows it; `series` of all come along.
        `brings`: whoever asks may bring a film."""
        viewer = await viewer_of(request)
        query, series = request.query.get("q", ""), request.query.get("series")
        async with request.app[DATABASE].transaction() as db:
            listed = await self._listed(request, db, viewer)
            wanted = [one for one in listed if series is None or one.series == series]
            entries = [
                Entry(one, one.title, (*_words(one), await author_of(db, one))) for one in wanted
            ]
            hits = found(entries, query)
            cards = [await self._card(db, one) for one in hits[:_SHOWN]]
        centres = sorted({one.centre_id for one in listed if one.visibility == Visibility.PUBLIC})
        body = {"replays": cards, "count": len(hits), "series": series_of(listed)}
        return answer(body | {"feeds": centres, "brings": bool(viewer.leads_in)})

    async def get(self, request: web.Request) -> web.StreamResponse:
        """200 · 404 `gone`, whatever the reason."""
        replay, viewer = await watched(request)
        manifest = await asyncio.to_thread(self._folders.manifest, replay.id)
        attached = await asyncio.to_thread(self._folders.shelf(replay.id).all)
        reviews = may_review(steps.shown(replay), viewer)
        async with request.app[DATABASE].transaction() as db:
            view = await watch_view(db, replay, manifest, attached)
        return answer({"replay": view | {"reviews": reviews, "link": _link(request, replay)}})

    async def open(self, request: web.Request) -> web.StreamResponse:
        """204: this browser may watch it from now on · 404 `gone`."""
        key = (await read_body(request, _Key)).key
        async with request.app[DATABASE].transaction() as db:
            replay = await db.get(Replay, request.match_info["id"])
        if (
            replay is None
            or replay.visibility != Visibility.LINK
            or not hmac.compare_digest(replay.link_secret.encode(), key.encode())
        ):
            raise HttpRefusal(404, "gone")
        response = done()
        keep_secret(request, response, replay.id, key)
        return response

    async def object(self, request: web.Request) -> web.StreamResponse:
        """204: hidden from now on, until somebody of the centre has seen to it · 404 · 429."""
        replay, _ = await watched(request)
        form = await read_body(request, _Objection)
        address, now = client_address(request), request.app[CLOCK]()
        if not self._objections.allows(address, now):
            raise HttpRefusal(429, "wait")
        self._objections.record_wrong(address, now)
        async with request.app[DATABASE].transaction() as db:
            held = await steps.replay_for_change(db, replay.id)
            if held is None:
                raise HttpRefusal(404, "gone")
            at = wall_time(request.app)
            db.add(
                ReplayObjection(
                    replay_id=held.id, name=form.name, said=form.said, at=at, outcome=""
                )
            )
            steps.happen(db, held, Act.OBJECT, at, said=form.name)
        return done()

    async def feed(self, request: web.Request) -> web.StreamResponse:
        """What of this centre is public, for readers of feeds · 404."""
        number = request.match_info["centre"]
        if not (number.isascii() and number.isdigit()):
            raise web.HTTPNotFound
        origin, say = base_url(request), sentences(request)
        async with request.app[DATABASE].transaction() as db:
            centre = await db.get(Centre, int(number))
            if centre is None:
                raise web.HTTPNotFound
            every = await self._listed(request, db, Viewer())
            ours = [one for one in every if one.centre_id == centre.id][:_FEED_ITEMS]
        items = [await self._item(origin, one) for one in ours]
        title = f"{say('replay.fabrique')} · {centre.name}"
        own = f"{origin}{request.path}"
        document = feed(title, say("replay.fabrique.what"), f"{origin}/fabrique", own, items)
        return web.Response(
            body=document,
            content_type="application/rss+xml",
            charset="utf-8",
            headers={"Cache-Control": "no-cache"},
        )

    async def _listed(self, request: web.Request, db: AsyncSession, viewer: Viewer) -> list[Replay]:
        wanted = select(Replay).where(Replay.state == "published")
        every = await db.scalars(wanted.order_by(Replay.published_at.desc(), Replay.id))
        now = wall_time(request.app)
        return [one for one in every if is_listed(steps.shown(one), viewer, now)]

    async def _card(self, db: AsyncSession, replay: Replay) -> dict[str, Any]:
        manifest = await asyncio.to_thread(self._folders.manifest, replay.id)
        return await card_view(db, replay, manifest)

    async def _item(self, origin: str, replay: Replay) -> Item:
        manifest = await asyncio.to_thread(self._folders.manifest, replay.id)
        return Item(
            address=f"{origin}/replays/{replay.id}",
            title=replay.title,
            description=replay.description,
            published_at=replay.published_at or replay.created_at,
            series=replay.series,
            enclosure=None if manifest is None else _enclosure(origin, replay, manifest),
            chapters=() if manifest is None else chapters_of(replay, manifest),
        )


def _words(replay: Replay) -> tuple[str, ...]:
    """What it is found by, beside its title."""
    chapters = edits_of(replay).chapters or ()
    return (replay.description, replay.series or "", *(one.title for one in chapters))


def _enclosure(origin: str, replay: Replay, manifest: ReplayManifest) -> Enclosure | None:
    """The smallest: it is fetched unseen, and often by telephone."""
    if not manifest.videos:
        return None
    video = min(manifest.videos, key=lambda one: one.height)
    address = f"{origin}{media_path(replay.id, video.file)}"
    return Enclosure(address, video.bytes, video.mime.partition(";")[0].strip())


def _link(request: web.Request, replay: Replay) -> str:
    """What is printed and handed out; whoever watches by a link may hand it on anyway."""
    secret = f"#{replay.link_secret}" if replay.visibility == Visibility.LINK else ""
    return f"{base_url(request)}/replays/{replay.id}{secret}"
