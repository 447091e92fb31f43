"""What goes wrong with kits. `reason` may be shown: it is a code, never a detail."""

from __future__ import annotations

from server.errors import ServerError


class KitError(ServerError):
    """Base of all."""

    reason = "kit"


class UnknownCode(KitError):
    """A pairing code that was never shown, was typed before, or is too old: told alike."""

    reason = "code"


class UnknownPairing(KitError):
    """A pairing whose secret is not known, or whose code nobody typed in time."""

    reason = "expired"


class PairingWaits(KitError):
    """Nobody has typed the code yet."""

    reason = "waiting"


class TooManyPairings(KitError):
    """More kits show a code than any fleet has."""

    reason = "busy"


class KeyRefused(KitError):
    """A key that opens nothing, whatever the reason."""

    reason = "key"


class UpdateRefused(KitError):
    """An order that a kit is not given. `reason`: `unable` (it never said what it runs), `current`
    (it runs that already), `trying` (it is trying another), `nothing` (there is nothing to go back
    to), `changed` (it is not as the page shows it any more), `begun` (it is at it)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
