"""The application: its parts, the order in which they come and go, the routes they add."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from server.accounts.passwords import Passwords
from server.care.consent_text import read_consent_texts
from server.care.records import RECORDING_KEPT_S, Records
from server.care.retention import deleting_old_sheets
from server.database.engine import Database
from server.http import health
from server.http.access import register, require_rules
from server.http.account_api import AccountApi
from server.http.attendance_api import AttendanceApi
from server.http.centre_accounts_api import CentreAccountsApi
from server.http.centres_api import CentresApi
from server.http.code_api import CodeApi
from server.http.consents_api import ConsentsApi
from server.http.kit_pairing_api import KitPairingApi
from server.http.metrics import Metrics
from server.http.pages import Pages
from server.http.presence_api import PresenceApi
from server.http.replay_attached_api import ReplayAttachedApi
from server.http.replay_keeping_api import ReplayKeeping
from server.http.replay_library import ReplayLibrary
from server.http.replay_making_api import ReplayMakingApi
from server.http.replay_media import ReplayMedia
from server.http.replay_publishing import ReplayPublishing
from server.http.replay_speech_api import ReplaySpeechApi
from server.http.replay_subtitles_api import ReplaySubtitlesApi
from server.http.rooms_api import RoomsApi
from server.http.security import add_security_headers, answer_faults, refuse_compressed_bodies
from server.http.sign_in_api import SignInApi
from server.http.static import StaticFiles
from server.http.templates_api import TemplatesApi
from server.http.uploads_api import UploadsApi
from server.kits.presence import KitsHere
from server.live.wiring import live_routes
from server.mail import mail_server
from server.publishing.folders import ReplayFolders
from server.publishing.keeping import Keeping
from server.publishing.letters.sending import ExpiryLetters
from server.readiness import Readiness
from server.recording.recordings import Recordings
from server.releases.shelf import Shelf
from server.replays.making import Making
from server.replays.proposing import Proposing
from server.revocation import Revocations, refreshing
from server.secret_key import load_secret, prepare_data_dir
from server.seed import move_demo_to_today, seed
from server.sentences import read_translators
from server.services import (
    CLOCK,
    DATABASE,
    KEEPING,
    KITS,
    MAKING,
    METRICS,
    PASSWORDS,
    PROPOSING,
    READINESS,
    RECORDINGS,
    RECORDS,
    REVOCATIONS,
    SETTINGS,
    SHELF,
    TOKENS,
    WALL_CLOCK,
)
from server.settings import Settings
from server.tokens import Tokens
from server.uploads.intake import Intake, intake_of

WEB_FOLDER = Path(__file__).parent.parent / "web"
#: The largest body that any route takes: a session description.
MAX_BODY_BYTES = 256 * 1024


def create_app(
    settings: Settings,
    *,
    wall_clock: Callable[[], float] = time.time,
    clock: Callable[[], float] = time.monotonic,
) -> web.Application:
    """The application of one installation, not started yet.

    It must be served with `auto_decompress=False`. Raises StartRefused when the data folder
    cannot be used; starting it may raise StartRefused too.
    """
    prepare_data_dir(settings.data_dir)
    pages, metrics = Pages(WEB_FOLDER), Metrics()
    app = web.Application(
        middlewares=[
            metrics.measure,
            pages.show_way_in,
            answer_faults,
            refuse_compressed_bodies,
        ],
        client_max_size=MAX_BODY_BYTES,
    )
    app[METRICS] = metrics.registry
    app[WALL_CLOCK], app[CLOCK] = wall_clock, clock
    _add_services(app, settings)
    app.on_response_prepare.append(add_security_headers)
    pages.setup(app)
    intake = _intake(app)
    making = _making(app, intake)
    static = StaticFiles({"": WEB_FOLDER / "static", "locales": WEB_FOLDER / "locales"})
    for routes in (
        pages.routes(),
        static.routes(),
        health.ROUTES,
        metrics.routes(),
        CodeApi().routes(),
        SignInApi().routes(),
        AccountApi().routes(),
        CentreAccountsApi().routes(),
        CentresApi().routes(),
        RoomsApi().routes(),
        TemplatesApi().routes(),
        AttendanceApi().routes(),
        ConsentsApi().routes(),
        PresenceApi().routes(),
        UploadsApi(intake).routes(),
        ReplayMakingApi(making).routes(),
        ReplaySubtitlesApi(making).routes(),
        ReplaySpeechApi(_proposing(app, making), app[KEEPING].folders).routes(),
        KitPairingApi().routes(),
        ReplayAttachedApi(app[KEEPING].folders).routes(),
        ReplayLibrary(app[KEEPING].folders).routes(),
        ReplayMedia(app[KEEPING].folders).routes(),
        ReplayPublishing(app[KEEPING]).routes(),
        ReplayKeeping(app[KEEPING]).routes(),
        live_routes(app),
    ):
        register(app, routes)
    require_rules(app)
    return app


def _add_services(app: web.Application, settings: Settings) -> None:
    app[SETTINGS] = settings
    app[REVOCATIONS] = revocations = Revocations()
    app[TOKENS] = Tokens(load_secret(settings.data_dir), revocations)
    app[DATABASE] = Database(settings.database_address)
    app[PASSWORDS] = Passwords()
    app[RECORDS] = Records(
        app[DATABASE], app[WALL_CLOCK], read_consent_texts(WEB_FOLDER / "locales")
    )
    app[RECORDINGS] = Recordings(
        settings.data_dir / "recordings", app[CLOCK], app[WALL_CLOCK], kept_s=RECORDING_KEPT_S
    )
    app[KITS] = KitsHere()
    app[SHELF] = Shelf(settings.data_dir)
    app[KEEPING] = Keeping(app[DATABASE], ReplayFolders(settings.data_dir), app[WALL_CLOCK])
    app[READINESS] = Readiness()
    # In the order in which they begin; they end in the other.
    app.cleanup_ctx.extend(
        (
            _database,
            refreshing(app[REVOCATIONS], app[DATABASE]),
            app[RECORDS].context,
            deleting_old_sheets(app[DATABASE], app[WALL_CLOCK]),
            app[KEEPING].context,
            ExpiryLetters(
                app[DATABASE],
                mail_server(settings),
                settings.base_address,
                app[WALL_CLOCK],
                read_translators(WEB_FOLDER / "locales"),
            ).context,
        )
    )


def _intake(app: web.Application) -> Intake:
    intake = intake_of(app[SETTINGS], app[WALL_CLOCK], app[CLOCK])
    app.cleanup_ctx.append(intake.context)
    return intake


def _making(app: web.Application, intake: Intake) -> Making:
    app[MAKING] = making = Making(
        app[DATABASE], app[SETTINGS].data_dir, intake.store, app[WALL_CLOCK]
    )
    intake.examining.on_accepted = making.upload_accepted
    app[KEEPING].remake, app[KEEPING].stop_making = making.remake, making.stop
    app[KEEPING].delete_upload = intake.delete_by_id
    app.cleanup_ctx.append(making.context)
    return making


def _proposing(app: web.Application, making: Making) -> Proposing:
    settings = app[SETTINGS]
    app[PROPOSING] = proposing = Proposing(
        app[DATABASE], settings.data_dir, settings.speech_models_dir, lambda: making.is_live()
    )
    app.cleanup_ctx.append(proposing.context)
    return proposing


async def _database(app: web.Application) -> AsyncIterator[None]:
    database = app[DATABASE]
    await database.prepare()
    try:
        now = datetime.fromtimestamp(app[WALL_CLOCK](), UTC)
        async with database.transaction() as db:
            if not await seed(db, now):
                await move_demo_to_today(db, now)
        yield
    finally:
        await database.close()
