"""The secret that brings somebody back to their place. It is made from the place, so that for a
while the next process knows those who were here when the one before ended."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable

from rooms.people import Entrant

#: So long after its start a server takes people for whom they were; pages come back by themselves
#: within half a minute.
KNOWN_AGAIN_S = 120.0


def new_person() -> str:
    """The id of somebody new."""
    return secrets.token_urlsafe(9)


class Places:
    """`clock` gives monotonic seconds; `key` is the installation's."""

    def __init__(self, key: bytes, clock: Callable[[], float]) -> None:
        self._key, self._clock = key, clock
        self._until = clock() + KNOWN_AGAIN_S

    def secret_of(self, room: str, person: str, entrant: Entrant) -> str:
        """What brings back to the place of `person`, who came as `entrant`."""
        held = "\n".join(("place", room, person, entrant.role.value, entrant.session or ""))
        digest = hmac.new(self._key, held.encode(), hashlib.sha256).digest()
        return f"{person}.{base64.urlsafe_b64encode(digest[:16]).decode().rstrip('=')}"

    def known_again(self, room: str, resume: str, entrant: Entrant) -> str | None:
        """Who `entrant` was before the server started, by the secret of their place there; None
        for anybody else, and once people have had the time to come back."""
        person = resume.partition(".")[0]
        if not person or self._clock() > self._until:
            return None
        known = hmac.compare_digest(resume.encode(), self.secret_of(room, person, entrant).encode())
        return person if known else None
