"""GET /api/consents/{session}: the ledger of a session, for those who answer for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiohttp import web

from server.accounts.roles import PREPARES
from server.care import ledger
from server.database.care_models import ConsentEntry
from server.http.access import Route, account
from server.http.spreadsheet import table
from server.services import DATABASE

_HEADINGS = (
    "at",
    "name",
    "answer",
    "minor",
    "adult",
    "parent",
    "language",
    "text_version",
    "person",
)


class ConsentsApi:
    """Every answer, the first first: who, what, when, to which sentences."""

    def routes(self) -> list[Route]:
        """The one route."""
        return [Route("GET", "/api/consents/{session}", self.get, account(*PREPARES))]

    async def get(self, request: web.Request) -> web.StreamResponse:
        """The ledger for a spreadsheet."""
        session = request.match_info["session"]
        async with request.app[DATABASE].transaction() as db:
            entries = await ledger.entries(db, session)
        return table(_rows(entries), f"accords-{session}.csv")


def _rows(entries: Sequence[ConsentEntry]) -> Iterator[Sequence[str]]:
    yield _HEADINGS
    for entry in entries:
        yield (
            # To the second and with the zone: this is evidence.
            entry.at.isoformat(timespec="seconds"),
            entry.name,
            entry.answer,
            "yes" if entry.minor else "no",
            entry.adult,
            entry.parent,
            entry.language,
            entry.text_version,
            entry.person,
        )
