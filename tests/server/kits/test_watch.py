"""The watch, with a held clock: reports kept, tests asked for in time, the lost found again, and
the technicians told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from server.accounts.roles import CentreRole
from server.database.kit_models import Kit
from server.database.models import Session, SessionState
from server.kits.alerts.sender import AlertSender
from server.kits.findings import Finding, Report
from server.kits.history import history
from server.kits.presence import SILENT_S
from server.kits.reports import latest_reports
from server.kits.updating.sending import Updates
from server.kits.watch import KitWatch
from server.mail import MailServer
from server.services import DATABASE, KITS, wall_time
from tests.server.accounts_house import add_account
from tests.server.conftest import Served
from tests.server.kits.house import Agent, add_kit, connect
from tests.support.mailbox import Mailbox
from tests.support.waiting import until


class Night:
    """A watch that looks when the test says so."""

    def __init__(self, served: Served, mailbox: Mailbox) -> None:
        self.served, self.mailbox = served, mailbox
        mail = MailServer("127.0.0.1", mailbox.port, "passerelle@brel.example", "none")
        self.sender = AlertSender(mail, None, "https://x.example/technique")
        self._running: AsyncIterator[None] | None = None

    async def start(self) -> None:
        """A server that starts: what is not in the database is forgotten."""
        app, clock, wall = self.served.app, self.served.clock, self.served.wall
        kits = app[KITS]
        updates = Updates(kits, lambda _: False, tuple)
        self.watch = KitWatch(
            app[DATABASE], kits, lambda _: False, self.sender, updates, clock, wall
        )
        self._running = self.watch.context(app)
        await anext(self._running)

    async def stop(self) -> None:
        """It ends."""
        assert self._running is not None
        await anext(self._running, None)

    async def look(self, seconds: float = 0, agent: Agent | None = None) -> None:
        """Looks every ten seconds for so long; the kit, if it is there, says how it is."""
        for _ in range(max(1, int(seconds / 10))):
            self.served.wall.advance(10 if seconds else 0)
            self.served.clock.advance(10 if seconds else 0)
            if agent is not None:
                await agent.status()
            await self.watch.look()

    async def kinds(self, kit: str) -> list[str]:
        async with self.served.app[DATABASE].transaction() as db:
            return [line.kind for line in reversed(await history(db, kit))]


@pytest.fixture
async def night(served: Served) -> AsyncIterator[Night]:
    await add_account(served, "karim@brel.example", CentreRole.TECHNICIAN)
    await add_account(served, "sandrine@brel.example", CentreRole.ANIMATEUR)
    async with Mailbox() as mailbox:
        night = Night(served, mailbox)
        await night.start()
        yield night
        await night.stop()


async def test_a_report_is_kept_and_noted(served: Served, night: Night) -> None:
    kit = await add_kit(served)
    agent = await connect(served, kit)
    finding = {"severity": "fault", "sentence": "Noire."}
    await agent.say({"type": "selftest.report", "findings": [finding]})
    await night.look()
    assert served.app[KITS].reports == []
    async with served.app[DATABASE].transaction() as db:
        _, report = (await latest_reports(db, [kit]))[kit]
    assert [one.sentence for one in report.findings] == ["Noire."]
    assert await night.kinds(kit) == ["tested"]


async def test_a_report_of_nobody_is_dropped(served: Served, night: Night) -> None:
    kit = await add_kit(served)
    report = Report(findings=(Finding(severity="fault", sentence="Noire."),))
    served.app[KITS].report("a grant that was taken back", report)
    await night.look()
    assert await night.kinds(kit) == []


async def test_a_quarter_of_an_hour_before_a_session_the_kit_is_tested_once(
    served: Served, night: Night
) -> None:
    async with served.app[DATABASE].transaction() as db:
        session = await db.get_one(Session, (await served.session()).id)
        session.state = SessionState.CLOSED.value
        session.starts_at = wall_time(served.app) + timedelta(minutes=15, seconds=25)
        session.ends_at = session.starts_at + timedelta(hours=1)
    kit = await add_kit(served)
    agent = await connect(served, kit)
    await night.look(20, agent)
    assert "selftest.run" not in {message["type"] for message in agent.heard}
    await night.look(120, agent)
    asked = [message for message in agent.heard if message["type"] == "selftest.run"]
    assert asked == [{"type": "selftest.run", "asked": "session", "call": False}]


async def test_a_lost_kit_is_noted_told_and_told_again_when_it_is_back(
    served: Served, night: Night
) -> None:
    kit = await add_kit(served)
    agent = await connect(served, kit)
    await night.look(20, agent)
    await agent.socket.close()
    await night.look(120)
    assert night.mailbox.letters == []
    await night.look(180)
    await until(lambda: night.mailbox.letters)
    ((to, letter),) = night.mailbox.letters
    assert to == ["karim@brel.example"], "technicians alone"
    assert "Le boîtier ne répond plus" in letter.get_content()
    assert await night.kinds(kit) == ["lost"]
    agent = await connect(served, kit)
    await night.look(500, agent)
    await until(lambda: len(night.mailbox.letters) == 2)
    assert "De nouveau en ordre" in night.mailbox.letters[1][1].get_content()
    assert await night.kinds(kit) == ["lost", "back"]


async def test_a_server_that_starts_again_tells_nothing_twice_and_the_end_once(
    served: Served, night: Night
) -> None:
    kit = await add_kit(served)
    agent = await connect(served, kit)
    await night.look(20, agent)
    await agent.socket.close()
    await night.look(300)
    await until(lambda: len(night.mailbox.letters) == 1)
    await night.stop()
    await night.start()
    await night.look(400)
    assert len(night.mailbox.letters) == 1, "it was told before"
    agent = await connect(served, kit)
    await night.look(300, agent)
    await until(lambda: len(night.mailbox.letters) == 2)
    assert "De nouveau en ordre" in night.mailbox.letters[1][1].get_content()
    await night.stop()
    await night.start()
    await night.look(400, agent)
    assert len(night.mailbox.letters) == 2, "it is over for good"


async def test_a_kit_that_gave_a_version_up_is_told_until_it_keeps_one(
    served: Served, night: Night
) -> None:
    kit = await add_kit(served)
    agent = await connect(served, kit)
    release = {"type": "kit.release", "running": "0.1.0", "version": "0.1.0+1a2b3c4d"}
    await agent.say(release | {"step": "trying", "running": "0.1.0+1a2b3c4d"})
    await night.look(20, agent)
    await agent.say(release | {"step": "returned", "reason": "devices_lost"})
    await night.look(120, agent)
    await until(lambda: night.mailbox.letters)
    text = night.mailbox.letters[0][1].get_content()
    assert "0.1.0+1a2b3c4d n’est pas gardée" in text and "Vérifiez les branchements" in text
    await agent.say(release | {"step": "kept", "running": "0.1.0+1a2b3c4d"})
    await night.look(500, agent)
    await until(lambda: len(night.mailbox.letters) == 2)
    assert "De nouveau en ordre" in night.mailbox.letters[1][1].get_content()


@pytest.mark.parametrize("severity", ["note", "warning"])
async def test_what_is_no_fault_wakes_nobody(served: Served, night: Night, severity: str) -> None:
    kit = await add_kit(served, portable=True)
    agent = await connect(served, kit)
    finding = {"severity": severity, "sentence": "Floue."}
    await agent.say({"type": "selftest.report", "findings": [finding]})
    await night.look(200, agent)
    await agent.socket.close()
    served.clock.advance(SILENT_S + 1)
    await night.look(400)
    assert night.mailbox.letters == [], "away on purpose"


async def test_the_time_a_kit_was_seen_is_kept(served: Served, night: Night) -> None:
    kit = await add_kit(served)
    agent = await connect(served, kit)
    await night.look(60, agent)
    async with served.app[DATABASE].transaction() as db:
        row = await db.get_one(Kit, kit)
    assert row.seen_at is not None
    assert wall_time(served.app) - row.seen_at <= timedelta(seconds=30)
