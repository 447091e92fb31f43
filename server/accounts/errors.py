"""What goes wrong with accounts. `reason` may be shown: it is a code, never a detail."""

from __future__ import annotations

from server.errors import ServerError


class AccountError(ServerError):
    """Base of all."""

    reason = "account"


class CredentialsRefused(AccountError):
    """Not signed in. Which of address and password was wrong is told to nobody."""

    reason = "credentials"


class LinkExpired(AccountError):
    """A link to choose a password that was used, is too old, or never was."""

    reason = "expired"


class PasswordTooWeak(AccountError):
    """`short`, `long` or `simple`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooBusy(AccountError):
    """Too many passwords are being checked at once."""

    reason = "busy"
