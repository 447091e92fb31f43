"""Coming in: under which name."""

from __future__ import annotations

import pytest

from rooms.roles import Role
from tests.server.live.house import House


@pytest.mark.parametrize(
    ("role", "said", "known_as"),
    [
        (Role.ANIMATEUR, "", "Sandrine"),
        (Role.ANIMATEUR, "Nadia", "Nadia"),
        (Role.RESIDENT, "Luc", "Luc"),
        (Role.RESIDENT, "", ""),
        (Role.KIT, "", ""),
    ],
)
async def test_whoever_leads_without_a_name_has_the_hosts(
    role: Role, said: str, known_as: str
) -> None:
    guest = await House().guest(said, role)
    assert guest.seat is not None
    assert guest.live.policy.people[guest.seat.person].name == known_as
