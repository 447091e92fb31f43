"""`passerelle demo`: the server, a real kit beside it, and the three addresses to open."""

from __future__ import annotations

import asyncio
import io
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
import segno

from hardware.profiles import load_profile
from rooms.roles import Role
from server.accounts.passwords import Passwords
from server.accounts.roles import CentreRole
from server.background import running
from server.database.engine import Database
from server.database.models import Session
from server.database.sessions import all_rooms, current_session
from server.errors import StartRefused
from server.kit_process import keep_running, kit_command
from server.links import LINK_LIFETIME_S, Links, session_links
from server.secret_key import load_secret
from server.seed import GivenPassword, make_demo_accounts
from server.serving import serving
from server.settings import Settings
from server.tokens import Tokens

DEMO_ROOM = "cuisine"
KIT_READY_TIMEOUT_S = 60.0
_POLL_S = 0.25
_ROLES = {
    CentreRole.ANIMATEUR: "anime · leads",
    CentreRole.VOLUNTEER: "bénévole · volunteer",
    CentreRole.TECHNICIAN: "technicien · technician",
    CentreRole.COORDINATOR: "coordonne · coordinates",
}


async def demo(settings: Settings, profile: str | None, stop: asyncio.Event) -> None:
    """Serves, runs the kit of `profile` (None: no kit), says where to go, until `stop`."""
    async with serving(settings) as port:
        tokens = Tokens(load_secret(settings.data_dir))
        session, passwords = await _demo_session(settings)
        room = session.room.slug
        local_url = f"http://{_local_host(settings)}:{port}"
        kit_token = tokens.issue(
            room=room, role=Role.KIT, wall_s=time.time(), lifetime_s=LINK_LIFETIME_S
        )
        async with _kit(local_url, profile, kit_token):
            if profile is not None:
                _say("Le boîtier de démonstration se prépare.", "The demo kit is getting ready.")
                await _unless_stopped(stop, _cameras_live(local_url, kit_token, profile))
            if not stop.is_set():
                base_url = settings.public_url or f"http://localhost:{port}"
                links = session_links(tokens, base_url, session, time.time())
                print(welcome(session, links, sign_in_lines(base_url, passwords)), flush=True)
            await stop.wait()


def welcome(session: Session, links: Links, sign_in: tuple[str, ...] = ()) -> str:
    """What the terminal shows: three addresses, French then English, and a QR code."""
    code = " ".join(session.code[start : start + 3] for start in (0, 3, 6))
    room, title = session.room.name, session.title
    return "\n".join(
        (
            "",
            f"Passerelle est prête. Dans la salle « {room} » : {title}. Code : {code}",
            f"Passerelle is ready. In the room “{room}”: {title}. Code: {code}",
            "",
            "Participer · Take part",
            f"  {links.take_part}",
            "Animer · Lead",
            f"  {links.lead}",
            "Équiper la salle (grand écran) · Equip the room (big screen)",
            f"  {links.equip}",
            *sign_in,
            "",
            _qr_code(links.take_part),
            "Le code QR ouvre la première adresse. Ctrl-C arrête tout.",
            "The QR code opens the first address. Ctrl-C ends everything.",
        )
    )


def sign_in_lines(base_url: str, passwords: list[GivenPassword]) -> tuple[str, ...]:
    """Where and how the demo's people sign in: shown once, nobody keeps the passwords."""
    if not passwords:
        return ()
    return (
        f"Se connecter · Sign in: {base_url}/connexion  (affiché une fois · shown once)",
        *(f"  {one.email} · {one.password}  {_ROLES[one.role]}" for one in passwords),
    )


@asynccontextmanager
async def _kit(url: str, profile: str | None, token: str) -> AsyncIterator[None]:
    if profile is None:
        yield
        return
    command = kit_command(url, profile)
    async with running(keep_running(command, {"PASSERELLE_TOKEN": token})):
        yield


async def _demo_session(settings: Settings) -> tuple[Session, list[GivenPassword]]:
    """Today's session of the demo room, or of the first room that has one; and the demo
    accounts' passwords, the first time."""
    database = await Database.open(settings.database_address)
    try:
        async with database.transaction() as db:
            given = await make_demo_accounts(db, Passwords())
            slugs = [room.slug for room in await all_rooms(db)]
            slugs.sort(key=lambda slug: slug != DEMO_ROOM)
            for slug in slugs:
                session = await current_session(db, slug, datetime.now(UTC))
                if session is not None:
                    return session, given
    finally:
        await database.close()
    raise StartRefused(
        "Aucune salle n’a d’atelier à venir : la démonstration n’a rien à montrer.",
        "No room has a workshop to come: the demo has nothing to show.",
    )


async def _cameras_live(url: str, token: str, profile: str) -> None:
    """Returns when every camera that `profile` needs is live, or says so after a while."""
    needed = {camera.role for camera in load_profile(profile).cameras if camera.required}
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with asyncio.timeout(KIT_READY_TIMEOUT_S), aiohttp.ClientSession() as client:
            while True:
                async with client.get(f"{url}/api/session", headers=headers) as response:
                    if response.status == 200 and needed <= _live_roles(await response.json()):
                        return
                await asyncio.sleep(_POLL_S)
    except TimeoutError:
        _say(
            "Le boîtier de démonstration ne montre pas encore la salle ; il continue d’essayer.",
            "The demo kit does not show the room yet; it keeps trying.",
        )


def _live_roles(answer: dict[str, Any]) -> set[str]:
    return {camera["role"] for camera in answer["cameras"] if camera["live"]}


async def _unless_stopped(stop: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """Does `work`, given up when `stop` is set first."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    done, pending = await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    if working in done:
        working.result()


def _local_host(settings: Settings) -> str:
    """Where this machine reaches its own server."""
    host = settings.http_host
    if host.is_unspecified:
        return "127.0.0.1" if host.version == 4 else "[::1]"
    return str(host) if host.version == 4 else f"[{host}]"


def _qr_code(text: str) -> str:
    """Half a line per module: the whole fits a terminal of ordinary width."""
    out = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(out, border=2, compact=True)
    return out.getvalue()


def _say(french: str, english: str) -> None:
    print(f"{french}\n{english}", file=sys.stderr, flush=True)
