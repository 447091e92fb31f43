"""Why a centre or a room is not made, changed or removed. `reason` may be shown: a code."""

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


class RoomInUse(CentreError):
    """A session is open in that room."""

    reason = "open"


class RoomPlanned(CentreError):
    """A session is yet to be held in that room."""

    reason = "planned"


class RoomHasKit(CentreError):
    """A kit is paired with that room."""

    reason = "kit"
