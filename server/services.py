"""What the handlers find in the application (`request.app[...]`), each under a typed key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from aiohttp import web
from prometheus_client import CollectorRegistry

from server.accounts.passwords import Passwords
from server.care.records import Records
from server.database.engine import Database
from server.kits.presence import KitsHere
from server.publishing.keeping import Keeping
from server.readiness import Readiness
from server.recording.recordings import Recordings
from server.releases.shelf import Shelf
from server.replays.making import Making
from server.replays.proposing import Proposing
from server.revocation import Revocations
from server.settings import Settings
from server.tokens import Tokens

SETTINGS = web.AppKey("settings", Settings)
TOKENS = web.AppKey("tokens", Tokens)
DATABASE = web.AppKey("database", Database)
PASSWORDS = web.AppKey("passwords", Passwords)
REVOCATIONS = web.AppKey("revocations", Revocations)
RECORDS = web.AppKey("records", Records)
RECORDINGS = web.AppKey("recordings", Recordings)
KITS = web.AppKey("kits", KitsHere)
SHELF = web.AppKey("shelf", Shelf)
KEEPING = web.AppKey("keeping", Keeping)
MAKING = web.AppKey("making", Making)
PROPOSING = web.AppKey("proposing", Proposing)
READINESS = web.AppKey("readiness", Readiness)
#: Where each part adds what it counts.
METRICS = web.AppKey("metrics", CollectorRegistry)
#: Unix seconds, and monotonic seconds. Services, so that a test can hold the clock.
WALL_CLOCK: web.AppKey[Callable[[], float]] = web.AppKey("wall_clock")
CLOCK: web.AppKey[Callable[[], float]] = web.AppKey("clock")


def wall_time(app: web.Application) -> datetime:
    """The instant that the application's clock shows."""
    return datetime.fromtimestamp(app[WALL_CLOCK](), UTC)
