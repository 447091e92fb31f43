"""The agent as a program: signals, logs, and what it learns from where it is started."""

import asyncio
import base64
import binascii
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from hardware.agent.kit import run_agent
from hardware.agent.pairing_run import PairedKit
from hardware.agent.settings import AgentSettings
from hardware.agent.watchdog import keep_watchdog
from hardware.errors import AgentRefused

_Result = TypeVar("_Result")
LOG_FORMAT = "%(asctime)s %(levelname)-7s kit: %(message)s"


def run(
    url: str,
    token: str | None,
    profile: str = "demo",
    *,
    data_dir: Path | None = None,
    room: str | None = None,
) -> None:
    """Run the agent until SIGINT or SIGTERM; returns within two seconds of either.

    Without a ``token`` the kit has a key, or shows a code to get one. ``data_dir`` is by default
    that of ``PASSERELLE_DATA_DIR``, else ``./var``; ``room`` the one that the token is for.
    Raises HardwareError.
    """
    level = os.environ.get("PASSERELLE_LOG_LEVEL", "info").upper()
    logging.basicConfig(level=logging.getLevelNamesMapping().get(level, logging.INFO))
    for handler in logging.getLogger().handlers:
        handler.setFormatter(logging.Formatter(LOG_FORMAT))
    data_dir = data_dir or Path(os.environ.get("PASSERELLE_DATA_DIR", "var"))
    if token is None:
        if asyncio.run(_until_signalled(lambda stop: PairedKit(url, profile, data_dir).run(stop))):
            # As it was started: what watches over the process sees none end.
            os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
        return
    settings = AgentSettings(
        url=url,
        token=token,
        room=room or room_of_token(token),
        profile=profile,
        data_dir=data_dir,
    )
    asyncio.run(_until_signalled(lambda stop: run_agent(settings, stop)))


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
