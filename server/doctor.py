"""`passerelle doctor`: what this machine has and lacks, one sentence each."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from media.plane.open import host_addresses
from server.database.engine import Database
from server.errors import StartRefused
from server.media_plane import open_media_plane
from server.ports import listening_socket
from server.secret_key import load_secret, prepare_data_dir
from server.settings import Settings
from server.turn import TurnServers


@dataclass(frozen=True, slots=True)
class Finding:
    """`needed`: without it the server does not start."""

    well: bool
    needed: bool
    french: str
    english: str


def examine(settings: Settings) -> bool:
    """Prints every finding; True when the server could start now."""
    findings = [
        _attempt(lambda: _data_dir(settings), "Le dossier de données", "The data folder"),
        _attempt(lambda: _database(settings), "La base de données", "The database"),
        _attempt(lambda: _http_port(settings), "Le port des pages", "The port of the pages"),
        _attempt(lambda: _media_port(settings), "Le port de l’image", "The port of the picture"),
        _addresses(),
        *_relays(settings),
        _cameras(),
        _browser(),
    ]
    for finding in findings:
        mark = "ok" if finding.well else ("!!" if finding.needed else "--")
        print(f"[{mark}] {finding.french}\n     {finding.english}")
    return all(finding.well for finding in findings if finding.needed)


def _attempt(check: Callable[[], None], french: str, english: str) -> Finding:
    try:
        check()
    except StartRefused as refusal:
        return Finding(False, True, refusal.french, refusal.english)
    return Finding(True, True, f"{french} convient.", f"{english} is fine.")


def _data_dir(settings: Settings) -> None:
    prepare_data_dir(settings.data_dir)
    load_secret(settings.data_dir)


def _database(settings: Settings) -> None:
    async def open_and_close() -> None:
        database = await Database.open(settings.database_address)
        await database.close()

    asyncio.run(open_and_close())


def _http_port(settings: Settings) -> None:
    listening_socket(settings.http_host, settings.http_port).close()


def _media_port(settings: Settings) -> None:
    plane, _ = open_media_plane(settings)
    plane.close()


def _addresses() -> Finding:
    addresses = ", ".join(host_addresses())
    return Finding(
        True, False, f"Adresses de la machine : {addresses}.", f"Its addresses: {addresses}."
    )


def _relays(settings: Settings) -> Iterator[Finding]:
    """Whether each TURN server gives a place. The server starts without."""
    try:
        relays = TurnServers.of(settings)
    except StartRefused as refusal:
        yield Finding(False, True, refusal.french, refusal.english)
        return
    if not relays.urls:
        yield Finding(
            True,
            False,
            "Aucun relais TURN (PASSERELLE_TURN_URLS) : qui est derrière un réseau fermé ne voit "
            "et n’entend pas la salle.",
            "No TURN relay (PASSERELLE_TURN_URLS): whoever is behind a closed network neither sees "
            "nor hears the room.",
        )
    for url in relays.urls:
        trouble = asyncio.run(relays.trouble(url, time.time()))
        if trouble is None:
            well = (f"Le relais {url} répond.", f"The relay {url} answers.")
            yield Finding(True, False, *well)
        else:
            yield Finding(False, False, trouble.french, trouble.english)


def _cameras() -> Finding:
    devices = ", ".join(sorted(str(path) for path in Path("/dev").glob("video*")))
    if devices:
        return Finding(True, False, f"Caméras : {devices}.", f"Cameras: {devices}.")
    return Finding(
        False,
        False,
        "Aucune caméra sur cette machine : le boîtier montrera un film fabriqué.",
        "No camera on this machine: the kit will show a made film.",
    )


def _browser() -> Finding:
    if shutil.which("chromium"):
        return Finding(True, False, "Chromium est installé.", "Chromium is installed.")
    return Finding(
        False,
        False,
        "Chromium n’est pas installé : les essais du navigateur seront sautés.",
        "Chromium is not installed: the browser tests will be skipped.",
    )
