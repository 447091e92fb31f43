"""What goes wrong when a centre or a room is made. `reason` may be shown: it is a code."""

from __future__ import annotations

from server.errors import ServerError


class CentreError(ServerError):
    """Base of all."""

    reason = "centre"


class NameTaken(CentreError):
    """Another centre, or another room of this centre, has that name."""

    reason = "taken"


class AddressTaken(CentreError):
    """Another room, perhaps of another centre, has that name in addresses."""

    reason = "address"


class AddressRefused(CentreError):
    """Not a name for addresses: `a-z`, `0-9` and `-`, 1 to 32 of them."""

    reason = "slug"


class TooManyRooms(CentreError):
    """The centre has as many rooms as it may."""

    reason = "full"
