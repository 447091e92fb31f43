"""TURN servers by configuration: who may use them, with what credentials, and whether they answer.

A relay that shares a secret with us (coturn's `use-auth-secret`) takes names that say until when
they are good, with a password made from the name and the secret (draft-uberti-behave-turn-rest-00
section 2.2). Nothing is kept, and each person and each session has a name of its own.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

from hardware.network.turn import Relay, place_refused
from hardware.network.turn_url import TurnUrl
from server.errors import StartRefused
from server.live.ice_servers import IceServers
from server.settings import Settings

_CHECK_VALID_S = 60.0
_SENTENCES = {
    "silent": (
        "ne répond pas : vérifiez son adresse, qu’il tourne, et que le pare-feu l’ouvre",
        "does not answer: check its address, that it runs, and that the firewall opens it",
    ),
    "refused": (
        "refuse le mot de passe : vérifiez PASSERELLE_TURN_SECRET (ou _USER et _PASSWORD), et "
        "l’heure des deux machines",
        "refuses the password: check PASSERELLE_TURN_SECRET (or _USER and _PASSWORD), and the "
        "clocks of both machines",
    ),
    "certificate": (
        "montre un certificat qui n’est pas pour ce nom, ou qui a expiré",
        "shows a certificate that is not for this name, or has expired",
    ),
    "full": (
        "ne donne pas de place : regardez son journal",
        "gives no place: look at its log",
    ),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a relay is of no use now."""

    french: str
    english: str


@dataclass(frozen=True)
class TurnServers:
    """Either a secret, or a user with a password, is there; `urls` may be empty."""

    urls: tuple[TurnUrl, ...]
    secret: str | None = field(default=None, repr=False)
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, settings: Settings) -> TurnServers:
        """Raises StartRefused where there are addresses and nothing to be let in with."""
        secret, user = settings.turn_secret, settings.turn_user
        if settings.turn_urls and secret is None and not (user and settings.turn_password):
            raise StartRefused(
                "PASSERELLE_TURN_URLS demande PASSERELLE_TURN_SECRET, ou PASSERELLE_TURN_USER et "
                "PASSERELLE_TURN_PASSWORD.",
                "PASSERELLE_TURN_URLS asks for PASSERELLE_TURN_SECRET, or PASSERELLE_TURN_USER "
                "and PASSERELLE_TURN_PASSWORD.",
                exit_code=2,
            )
        return cls(settings.turn_urls, secret, user, settings.turn_password)

    def ice_servers(self, wall_clock: Callable[[], float], who: str, valid_s: float) -> IceServers:
        """One for each address, in the form browsers take, for `who` from now on."""
        username, credential = self._credentials(who, wall_clock() + valid_s)
        return tuple(
            {"urls": str(url), "username": username, "credential": credential} for url in self.urls
        )

    async def trouble(self, url: TurnUrl, wall_s: float) -> Trouble | None:
        """Asks one of them for a place, as a home would; None when it gives one."""
        username, credential = self._credentials("check", wall_s + _CHECK_VALID_S)
        why = await place_refused(Relay(url, username, credential))
        if why is None:
            return None
        french, english = _SENTENCES[why]
        return Trouble(f"Le relais {url} {french}.", f"The relay {url} {english}.")

    def _credentials(self, who: str, until_s: float) -> tuple[str, str]:
        if self.secret is None:
            return self.user or "", self.password or ""
        username = f"{int(until_s)}:{who}"
        made = hmac.new(self.secret.encode(), username.encode(), hashlib.sha1).digest()
        return username, base64.b64encode(made).decode()
