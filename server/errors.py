"""The exception family of the server."""

from __future__ import annotations


class ServerError(Exception):
    """Base of what goes wrong in the server's own work."""


class TokenRefused(ServerError):
    """A token that is missing, malformed, forged, expired or of an unknown kind.

    The reasons are told apart nowhere: whoever guesses learns nothing.
    """


class AccessRefused(ServerError):
    """A valid token that does not open this door (its role, its room or its session)."""


class StartRefused(ServerError):
    """The program cannot start or go on. `french` and `english` are shown to the person."""

    def __init__(self, french: str, english: str, exit_code: int = 1) -> None:
        super().__init__(english)
        self.french = french
        self.english = english
        self.exit_code = exit_code
