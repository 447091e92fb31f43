"""What somebody may be in a centre, and what that opens."""

from __future__ import annotations

from enum import StrEnum


class CentreRole(StrEnum):
    """A role of an account in one centre; it may have several."""

    ANIMATEUR = "animateur"  # leads and prepares sessions
    VOLUNTEER = "volunteer"  # leads what others prepared
    TECHNICIAN = "technician"  # equips the rooms; sees no picture, hears no sound
    COORDINATOR = "coordinator"  # what an animateur may, and the centre's accounts


EVERY_ROLE = tuple(CentreRole)
#: Start and lead a session: those who do see and hear it.
LEADS = (CentreRole.ANIMATEUR, CentreRole.VOLUNTEER, CentreRole.COORDINATOR)
#: Make and change sessions, their links, the activity templates.
PREPARES = (CentreRole.ANIMATEUR, CentreRole.COORDINATOR)
#: See the centre's accounts and hand over their links.
COORDINATES = (CentreRole.COORDINATOR,)
#: Pair the rooms' kits, watch and repair them from afar.
EQUIPS = (CentreRole.TECHNICIAN,)
