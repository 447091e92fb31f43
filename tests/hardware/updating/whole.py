"""The whole way with nothing left out: ``python -m tests.hardware.updating.whole``.

The server as it is shipped, a kit that is paired with it, orders in its database as the fleet page
writes them; a release of this tree, another one of which one file differs, and back. Prints each
change of what the server knows of the kit, with the seconds since the order.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, select

from hardware.agent.pairing_key import save_key
from server.database.engine import Database
from server.database.kit_models import Kit
from server.database.kit_release_models import KitRelease
from server.database.models import Room, Session
from server.kits import pairing
from server.kits.updating import orders
from server.releases import making
from server.releases.shelf import Shelf
from tests.e2e.house import free_port
from tests.hardware.agent.test_agent import PROFILE
from tests.hardware.updating.walk import changed
from tests.support.waiting import until

LIMIT_S = 600.0
Order = Callable[..., Awaitable[None]]


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def program(data: Path, log: Path, *words: str, **settings: str) -> Iterator[None]:
    """It must not end meanwhile: a kit begins anew in its own process."""
    names = {"PASSERELLE_DATA_DIR": str(data)} | {f"PASSERELLE_{k}": v for k, v in settings.items()}
    command = [sys.executable, "-P", "-m", "server.cli", *words]
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=os.environ | names, stdout=file, stderr=file)
    try:
        yield
        assert process.poll() is None, log.read_text()
    finally:
        process.terminate()
        process.wait()


async def pair(database: Database) -> tuple[str, str]:
    """A kit of the first room, where nothing is planned, and its key."""
    async with database.transaction() as db:
        await db.execute(delete(Session))
        room = (await db.scalars(select(Room))).first()
        assert room is not None
        begun = await pairing.begin(db, "walk", now())
        await pairing.type_code(db, begun.code, room, "Boîtier", "Technicienne", now())
        kit, key = await pairing.collect(db, begun.secret, now())
        return kit.id, key


async def watch(database: Database, kit: str, done: Callable[[KitRelease], object]) -> None:
    """Prints what changes until ``done``."""
    began_s, last = time.monotonic(), None
    async with asyncio.timeout(LIMIT_S):
        while True:
            async with database.transaction() as db:
                row = await db.get(KitRelease, kit)
            if row is not None:
                seen = (row.running, row.previous, row.step, row.percent, row.reason)
                if seen != last:
                    last = seen
                    print(f"{time.monotonic() - began_s:6.1f} s ", *seen, flush=True)
                if done(row):
                    return
            await asyncio.sleep(0.2)


async def order(database: Database, kit: str, version: str, how: Order) -> None:
    print(f"{how.__name__}: {version}")
    async with database.transaction() as db:
        await how(db, await db.get_one(Kit, kit), version, "Technicienne", now())


def is_over(row: KitRelease) -> bool:
    return row.wanted is None and row.step in ("kept", "returned")


async def whole(folder: Path) -> None:
    shelf = Shelf(folder / "server")
    first = making.make(shelf, making.MACHINES, None, now())
    second = changed(shelf, first, {"server/walked.py": "# Changed.\n"})
    port, log = free_port(), folder / "server.log"
    settings = {"HTTP_PORT": str(port), "MEDIA_PORT": str(free_port())}
    settings |= {"HTTP_HOST": "127.0.0.1", "MEDIA_HOST": "127.0.0.1", "LOG_FORMAT": "json"}
    with program(folder / "server", log, "serve", **settings):
        await until(lambda: "serving" in log.read_text(), LIMIT_S)
        database = await Database.open(f"sqlite+aiosqlite:///{folder / 'server' / 'passerelle.db'}")
        kit, key = await pair(database)
        url, data = f"http://127.0.0.1:{port}", folder / "kit"
        save_key(data, url, key)
        (data / "kit.toml").write_text(PROFILE, encoding="utf-8")
        words = ["kit", "--url", url, "--profile", str(data / "kit.toml")]
        with program(data, folder / "kit.log", *words):
            await watch(database, kit, lambda row: row.step == "none")
            for version in (first, second):
                await order(database, kit, version, orders.order_update)
                await watch(database, kit, lambda row, v=version: row.running == v and is_over(row))
            await order(database, kit, first, orders.order_back)
            await watch(database, kit, lambda row: row.running == first and is_over(row))
        await database.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="whole-", dir="/var/tmp") as scratch:
        asyncio.run(whole(Path(scratch)))
