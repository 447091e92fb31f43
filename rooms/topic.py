"""What every topic of a session (hands, chat, a poll...) has in common: the moments of its life."""

from __future__ import annotations

from collections.abc import Sequence

from rooms.events import Event


class Topic:
    """State of one matter of the session that a room holds. The room tells it these moments; each
    returns what changed by it. A topic knows people by their ids and asks no permission: the acts
    do (rooms.acts)."""

    def person_left(self, person_id: str) -> Sequence[Event]:
        """This person's place is given up: they left, or were lost for too long."""
        return ()

    def person_hidden(self, person_id: str) -> Sequence[Event]:
        """This person was lost for so long that the others no longer see them."""
        return ()

    def person_back(self, person_id: str) -> Sequence[Event]:
        """This person, who was hidden, is seen again."""
        return ()

    def advance(self, now: float) -> Sequence[Event]:
        """What time alone changes. `now`: monotonic seconds."""
        return ()

    def clear(self) -> Sequence[Event]:
        """The session is over, or the room holds another."""
        return ()
