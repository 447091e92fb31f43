"""The agent as a program: signals, logs, and what it learns from where it is started."""

import asyncio
import base64
import binascii
import json
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from hardware.agent.flat_memory import keep_memory_flat
from hardware.agent.kit import run_agent
from hardware.agent.pairing_profile import EditableProfile
from hardware.agent.pairing_run import PairedKit, Show
from hardware.agent.settings import AgentSettings
from hardware.agent.watchdog import keep_watchdog, notify
from hardware.errors import AgentRefused, HardwareError
from hardware.screen.opening import screen_of
from hardware.updating.launching import begin_anew, ended_on_purpose

_Result = TypeVar("_Result")
LOG_FORMAT = "%(asctime)s %(levelname)-7s kit: %(message)s"


def run(
    url: str,
    token: str | None,
    profile: str = "demo",
    *,
    data_dir: Path | None = None,
    room: str | None = None,
    screen: bool = True,
) -> None:
    """Run the agent until SIGINT or SIGTERM; returns within two seconds of either.

    Without a ``token`` the kit has a key, or shows a code to get one. ``data_dir`` is by default
    that of ``PASSERELLE_DATA_DIR``, else ``./var``; ``room`` the one that the token is for.
    ``screen``: keep a browser on the room's screen, where the profile has one.
    Raises HardwareError.
    """
    keep_memory_flat()
    _begin_to_log()
    data_dir = data_dir or Path(os.environ.get("PASSERELLE_DATA_DIR", "var"))
    if token is None:
        _run_paired(url, profile, data_dir, screen=screen)
        return
    settings = AgentSettings(
        url=url,
        token=token,
        room=room or room_of_token(token),
        profile=profile,
        data_dir=data_dir,
    )

    async def work(stop: asyncio.Event) -> None:
        async with _shown(profile if screen else None, data_dir) as show:
            show(settings.room, f"{url.rstrip('/')}/salle/{settings.room}#{token}")
            await run_agent(settings, stop)

    asyncio.run(_until_signalled(work))


def _run_paired(url: str, profile: str, data_dir: Path, *, screen: bool) -> None:
    """Returns when the kit was told to end; one that begins anew does not return.

    Raises HardwareError.
    """
    source = EditableProfile(profile, data_dir).source

    async def work(stop: asyncio.Event) -> bool:
        async with _shown(source if screen else None, data_dir) as show:
            return await PairedKit(url, profile, data_dir, show=show).run(stop)

    try:
        is_to_begin_anew = asyncio.run(_until_signalled(work))
    except HardwareError:
        ended_on_purpose(data_dir)
        raise
    if is_to_begin_anew:
        # From here on there is as long as the watchdog gives.
        notify("WATCHDOG=1")
        begin_anew(data_dir)
    ended_on_purpose(data_dir)


def _begin_to_log() -> None:
    level = os.environ.get("PASSERELLE_LOG_LEVEL", "info").upper()
    logging.basicConfig(level=logging.getLevelNamesMapping().get(level, logging.INFO))
    for handler in logging.getLogger().handlers:
        handler.setFormatter(logging.Formatter(LOG_FORMAT))


@asynccontextmanager
async def _shown(profile: str | None, data_dir: Path) -> AsyncIterator[Show]:
    """What puts an address on the room's screen meanwhile; where there is none, nothing does."""
    screen = screen_of(profile, data_dir) if profile is not None else None
    if screen is None:
        yield lambda what, address: None
        return
    keeping = asyncio.create_task(screen.run())
    try:
        yield screen.show
    finally:
        keeping.cancel()
        await asyncio.wait([keeping])


async def _until_signalled(
    work: Callable[[asyncio.Event], Coroutine[Any, Any, _Result]],
) -> _Result:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    watchdog = asyncio.create_task(keep_watchdog())
    try:
        return await work(stop)
    finally:
        watchdog.cancel()


def room_of_token(token: str) -> str:
    """The room that a token names. Only the server can tell whether the token is true.

    Raises AgentRefused when it names none.
    """
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        room = claims["room"]
    except (IndexError, binascii.Error, ValueError, KeyError, TypeError):
        room = None
    if not isinstance(room, str) or not room:
        raise AgentRefused(
            "Ce lien n’est pas celui d’une salle : demandez-en un pour votre matériel.",
            "This token is not for a room: ask for one for your kit.",
        )
    return room
