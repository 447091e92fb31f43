"""A release on the shelf, kits that say how they are with it, and a watch that looks when told."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import update

from server.accounts.roles import CentreRole
from server.database.models import Session, SessionState
from server.kits.history import history
from server.kits.watch import KitWatch
from server.services import DATABASE, SETTINGS, SHELF, wall_time
from tests.server.accounts_house import Browser, signed_in
from tests.server.conftest import Served
from tests.server.kits.house import Agent, connect

OLD, NEW, NEXT = "0.1.0", "0.1.0+1a2b3c4d", "0.1.0+5e6f7a8b"
WHEEL = "passerelle-0.1.0-py3-none-any.whl"
CONTENT = b"not really a wheel " * 100


def put_release(data_dir: Path, version: str, made_at: str = "2026-03-14T09:00:00+00:00") -> None:
    """A release that can be fetched."""
    folder = data_dir / "releases" / version
    folder.mkdir(parents=True)
    (folder / WHEEL).write_bytes(CONTENT)
    wheel = {"file": WHEEL, "sha256": hashlib.sha256(CONTENT).hexdigest(), "bytes": len(CONTENT)}
    described = {"format": 1, "version": version, "made_at": made_at, "python": "3.11"}
    described |= {"machines": ["x86_64", "aarch64"], "wheels": [wheel | {"installed_bytes": 9000}]}
    (folder / "release.json").write_text(json.dumps(described), encoding="utf-8")


@dataclass
class Centre:
    """A technician's browser, and the server's own watch."""

    served: Served
    browser: Browser
    watch: KitWatch

    @classmethod
    async def begin(cls, served: Served) -> Centre:
        """The next sessions are tomorrow, and a release is offered to the kits."""
        tomorrow = wall_time(served.app) + timedelta(days=1)
        held = {"starts_at": tomorrow, "ends_at": tomorrow + timedelta(hours=1)}
        async with served.app[DATABASE].transaction() as db:
            await db.execute(update(Session).values(state=SessionState.CLOSED.value, **held))
        browser = await signed_in(served, "karim@brel.example", CentreRole.TECHNICIAN)
        contexts = (getattr(one, "__self__", None) for one in served.app.cleanup_ctx)
        watch = next(one for one in contexts if isinstance(one, KitWatch))
        centre = cls(served, browser, watch)
        centre.offer(NEW)
        return centre

    def offer(self, version: str) -> None:
        put_release(self.served.app[SETTINGS].data_dir, version)
        self.served.app[SHELF].offer(version)

    async def kit(self, kit: str, running: str = OLD, **more: Any) -> Agent:
        """The kit is here and says what it runs."""
        agent = await connect(self.served, kit)
        await self.says(agent, "none", running=running, **more)
        return agent

    async def says(self, agent: Agent, step: str, running: str = OLD, **more: Any) -> None:
        """The kit says so, and the watch has written it down."""
        await agent.say({"type": "kit.release", "running": running, "step": step} | more)
        await self.watch.look()

    async def later(self, *agents: Agent, seconds: float = 31) -> None:
        """So much later the watch looks; the kits were heard meanwhile."""
        self.served.wall.advance(seconds)
        self.served.clock.advance(seconds)
        for agent in agents:
            await agent.status()
        await self.watch.look()

    async def hears(self, agent: Agent) -> list[dict[str, Any]]:
        """What the kit was asked since it was last asked."""
        await agent.status()
        told = [one for one in agent.heard if one["type"] in ("kit.update", "kit.roll_back")]
        agent.heard.clear()
        return told

    async def ask(self, method: str, path: str, version: str | None = None) -> tuple[int, Any]:
        body = None if version is None else {"version": version}
        response = await self.browser.ask(method, path, body)
        return response.status, await response.json() if response.status != 204 else None

    async def kits(self) -> dict[str, dict[str, Any]]:
        """By kit, what the page is told of its program."""
        body = await (await self.browser.ask("GET", "/api/kits")).json()
        return {kit["id"]: kit["release"] for kit in body["kits"]}

    async def centre(self) -> dict[str, Any]:
        """What the page is told of the centre's kits together."""
        body = await (await self.browser.ask("GET", "/api/kits")).json()
        (centre,) = body["centres"]
        found: dict[str, Any] = centre
        return found

    async def did(self, kit: str) -> list[tuple[str, str]]:
        async with self.served.app[DATABASE].transaction() as db:
            lines = reversed(await history(db, kit))
            return [(line.kind, line.detail) for line in lines if line.kind not in ("lost", "back")]

    async def plan(self, room: str, minutes: float) -> None:
        """The session of `room` begins in so many minutes."""
        async with self.served.app[DATABASE].transaction() as db:
            session = await db.get_one(Session, (await self.served.session(room)).id)
            session.state = SessionState.CLOSED.value
            session.starts_at = wall_time(self.served.app) + timedelta(minutes=minutes)
            session.ends_at = session.starts_at + timedelta(hours=1)
