"""The live part of the application: its services, its life, its routes."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from server.http.access import Route
from server.http.fleet import fleet_routes
from server.http.kit_parts_api import KitPartsApi
from server.http.launch_api import LaunchApi
from server.http.polls_api import PollsApi
from server.http.recordings_api import RecordingsApi
from server.http.self_test_api import SelfTestApi
from server.http.session_api import SessionApi
from server.http.sessions_api import SessionsApi
from server.http.stills import Stills
from server.http.whep import Whep
from server.http.whip import Whip
from server.live.directory import DatabaseDirectory
from server.live.places import Places
from server.live.planning import following_plan
from server.live.registry import LiveRooms
from server.live.self_tests import DirectoryWithSelfTests, SelfTests, is_over
from server.media_loop import media_of
from server.secret_key import load_secret
from server.services import (
    CLOCK,
    DATABASE,
    KITS,
    MAKING,
    RECORDINGS,
    RECORDS,
    SETTINGS,
    TOKENS,
    WALL_CLOCK,
)
from server.signaling.websocket import Signaling
from server.turn import TurnServers
from server.turn_watch import TurnWatch


def live_routes(app: web.Application) -> list[Route]:
    """Adds the live rooms to `app`, whose database comes before, and returns their routes."""
    self_tests = SelfTests()
    stored = DatabaseDirectory(app[DATABASE], app[WALL_CLOCK])
    directory = DirectoryWithSelfTests(stored, self_tests)
    recordings = app[RECORDINGS]
    rooms = _live_rooms(app, directory)
    recordings.answers_of = app[RECORDS].answers_of
    app.cleanup_ctx.append(recordings.context)
    recordings.on_ended = app[MAKING].recording_ended
    recordings.may_grow = app[MAKING].may_grow
    recordings.on_grown = app[MAKING].recording_grew
    app[MAKING].is_live = rooms.anybody_live
    app.cleanup_ctx.append(media_of(rooms))
    app.cleanup_ctx.append(following_plan(rooms, directory, app[WALL_CLOCK]))

    signaling = Signaling(rooms)

    async def say_goodbye(_app: web.Application) -> None:
        # First, so that their files are finished while the rest ends.
        rooms.end_recordings()
        rooms.close("shutdown")
        signaling.close("shutdown")

    app.on_shutdown.append(say_goodbye)
    return [
        *signaling.routes(),
        *Whip(rooms).routes(),
        *Whep(rooms).routes(),
        *Stills(rooms).routes(),
        *SessionApi(rooms).routes(),
        *SessionsApi(rooms).routes(),
        *LaunchApi(rooms).routes(),
        *PollsApi().routes(),
        *fleet_routes(app, rooms),
        *RecordingsApi(recordings).routes(),
        *KitPartsApi(recordings).routes(),
        *SelfTestApi(self_tests, rooms.ice_servers).routes(),
    ]


def _live_rooms(app: web.Application, directory: DirectoryWithSelfTests) -> LiveRooms:
    relays = TurnServers.of(app[SETTINGS])
    app.cleanup_ctx.append(TurnWatch(relays).context)
    return LiveRooms(
        directory,
        app[CLOCK],
        partial(relays.ice_servers, app[WALL_CLOCK]),
        is_revoked=lambda claims: (
            app[TOKENS].is_revoked(claims) or is_over(claims, app[WALL_CLOCK]())
        ),
        wall_clock=app[WALL_CLOCK],
        records=app[RECORDS],
        kits=app[KITS],
        recordings=app[RECORDINGS],
        places=Places(load_secret(app[SETTINGS].data_dir), app[CLOCK]),
    )
