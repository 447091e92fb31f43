"""Who comes back after a restart of the server is the same person, for a while."""

from __future__ import annotations

import pytest

from rooms.people import Entrant
from rooms.roles import Role
from server.live.places import KNOWN_AGAIN_S, Places, new_person

KEY = b"k" * 32
PAULE = Entrant("Paule", Role.RESIDENT, session="crepes")


def places(now: float = 0.0, key: bytes = KEY, later: float = 1.0) -> Places:
    """Of a process that began at `now`, `later` seconds ago."""
    times = iter([now, *[now + later] * 9])
    return Places(key, lambda: next(times))


def test_the_next_process_knows_whom_the_one_before_let_in() -> None:
    person = new_person()
    secret = places().secret_of("cuisine", person, PAULE)
    assert places(now=500.0).known_again("cuisine", secret, PAULE) == person
    # Their name is not what they are known by.
    renamed = Entrant("P.", Role.RESIDENT, session="crepes")
    assert places().known_again("cuisine", secret, renamed) == person


@pytest.mark.parametrize(
    ("room", "entrant", "key", "later"),
    [
        ("couture", PAULE, KEY, 1.0),
        ("cuisine", Entrant("Paule", Role.ANIMATEUR, session="crepes"), KEY, 1.0),
        ("cuisine", Entrant("Paule", Role.RESIDENT, session="valse"), KEY, 1.0),
        ("cuisine", PAULE, b"x" * 32, 1.0),
        ("cuisine", PAULE, KEY, KNOWN_AGAIN_S + 1),
    ],
)
def test_nobody_else_and_not_for_long(
    room: str, entrant: Entrant, key: bytes, later: float
) -> None:
    secret = places().secret_of("cuisine", "p1", PAULE)
    assert places(key=key, later=later).known_again(room, secret, entrant) is None


@pytest.mark.parametrize("said", ["", ".", "p1", "p1.", "p1.x", "é.ü", "Zr0t5cN1vYw2qU8p3sXk7A"])
def test_what_is_no_secret_of_ours(said: str) -> None:
    assert places().known_again("cuisine", said, PAULE) is None
