"""What live rooms hand over to be kept. Nobody waits for it: it is written in order, behind them,
and what the database refuses for a while is written when it is back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from rooms.attendance import Attendee, Sheet
from rooms.consent import Consent
from rooms.errors import NotPossible, RoomError
from server.background import running
from server.care import ledger, sheets
from server.care.consent_text import ConsentTexts
from server.database.engine import Database
from server.database.models import Session

_log = structlog.get_logger(__name__)
RETRY_S = 1.0
#: At the end, the database is waited for no longer than this.
LAST_WRITE_S = 5.0
#: A recording is kept for a year.
RECORDING_KEPT_S = 365 * 86_400.0

#: Changes a sheet and returns the lines it changed. Raises RoomError, having changed nothing.
SheetAct = Callable[[Sheet], Sequence[Attendee]]
#: Told what became of a sheet: its session, all of it, the lines that changed.
SheetFollower = Callable[[str, Sheet, Sequence[Attendee]], None]


@dataclass(slots=True)
class _Change:
    """One act on a sheet, and what becomes of it."""

    act: SheetAct
    done: asyncio.Future[Sheet]

    def settle(self, outcome: Sheet | RoomError) -> None:
        if self.done.done():
            return  # Whoever waited has gone.
        if isinstance(outcome, RoomError):
            self.done.set_exception(outcome)
        else:
            self.done.set_result(outcome)


class Records:
    """The ledger of consents and the attendance sheets. `wall_clock` gives unix seconds.

    The acts on one sheet that came meanwhile are done together, in one transaction.
    """

    def __init__(
        self, database: Database, wall_clock: Callable[[], float], texts: ConsentTexts
    ) -> None:
        self.wall_clock = wall_clock
        self.texts = texts
        #: Told of every sheet that changed.
        self.on_sheet: SheetFollower = lambda session, sheet, changed: None
        self._database = database
        self._answers: list[tuple[str, ledger.Respondent, Consent]] = []
        self._changes: dict[str, list[_Change]] = {}
        self._news = asyncio.Event()
        self._writing = asyncio.Lock()

    def kept_until_s(self, wall_s: float) -> float:
        """Until when what is recorded at `wall_s` is kept (both unix seconds)."""
        return wall_s + RECORDING_KEPT_S

    def add_consent(self, session: str, who: ledger.Respondent, consent: Consent) -> None:
        """Adds an answer to the ledger."""
        self._answers.append((session, who, consent))
        self._news.set()

    async def answers_of(self, session: str) -> Sequence[tuple[ledger.Respondent, Consent]]:
        """All answers of a session that are in the ledger, in the order they were given."""
        async with self._database.transaction() as db:
            return [ledger.read(entry) for entry in await ledger.entries(db, session)]

    def change(self, session: str, act: SheetAct) -> asyncio.Future[Sheet]:
        """Changes a session's sheet; the future brings the whole of it, or the RoomError that
        `act` raised. Nobody needs to wait for it."""
        done: asyncio.Future[Sheet] = asyncio.get_running_loop().create_future()
        # A refusal that nobody waits for is not worth a line in the log.
        done.add_done_callback(lambda future: future.cancelled() or future.exception())
        self._changes.setdefault(session, []).append(_Change(act, done))
        self._news.set()
        return done

    async def context(self, _app: web.Application) -> AsyncIterator[None]:
        """For `app.cleanup_ctx`, after the database: writes while the application runs."""
        async with self._database.transaction() as db:
            await ledger.keep_texts(db, self.texts)
        async with running(self._write_forever()):
            yield
        try:
            async with asyncio.timeout(LAST_WRITE_S):
                await self.flush()
        except TimeoutError:
            _log.error("records not written", answers=len(self._answers))

    async def flush(self) -> None:
        """Writes all that was handed over so far."""
        async with self._writing:
            while self._answers or self._changes:
                try:
                    await self._write_answers()
                    await self._write_sheets()
                except (SQLAlchemyError, OSError):
                    _log.exception("records not written yet")
                    await asyncio.sleep(RETRY_S)

    async def _write_forever(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            await self.flush()

    async def _write_answers(self) -> None:
        while self._answers:
            session, who, consent = self._answers[0]
            async with self._database.transaction() as db:
                if await db.get(Session, session) is not None:
                    ledger.write(db, session, who, consent)
            del self._answers[0]

    async def _write_sheets(self) -> None:
        while self._changes:
            session, changes = next(iter(self._changes.items()))
            count = len(changes)
            async with self._database.transaction() as db:
                if await db.get(Session, session) is None:
                    outcome = _Outcome(Sheet(), refusals=[NotPossible("unknown")] * count)
                else:
                    outcome = await _change_sheet(db, session, changes[:count])
            for change, refusal in zip(changes[:count], outcome.refusals, strict=True):
                change.settle(outcome.sheet if refusal is None else refusal)
            del changes[:count]
            if not changes:
                del self._changes[session]
            if outcome.changed or outcome.counted:
                self._tell(session, outcome)

    def _tell(self, session: str, outcome: _Outcome) -> None:
        try:
            self.on_sheet(session, outcome.sheet, outcome.changed)
        except Exception:
            # What is written is written; the next one is told of the whole sheet.
            _log.exception("sheet not told")


@dataclass(slots=True)
class _Outcome:
    """A sheet after several acts: what changed, and for each act why it did nothing, if so."""

    sheet: Sheet
    changed: list[Attendee] = field(default_factory=list)
    counted: bool = False
    refusals: list[RoomError | None] = field(default_factory=list)


async def _change_sheet(db: AsyncSession, session: str, changes: Sequence[_Change]) -> _Outcome:
    sheet = await sheets.read(db, session)
    heads, changed = sheet.in_room, dict[str, Attendee]()
    outcome = _Outcome(sheet)
    for change in changes:
        try:
            changed |= {line.id: line for line in change.act(sheet)}
            outcome.refusals.append(None)
        except RoomError as refusal:
            outcome.refusals.append(refusal)
    outcome.changed, outcome.counted = list(changed.values()), sheet.in_room != heads
    in_room = sheet.in_room if outcome.counted else None
    await sheets.write(db, session, outcome.changed, in_room)
    return outcome
