"""The poll that a session holds now, and the minutes of those that were closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rooms.errors import NotPossible
from rooms.events import Event, Notice
from rooms.poll import Poll, PollState, Question, Voter
from rooms.topic import Topic


@dataclass(frozen=True, slots=True)
class PollChanged(Notice):
    """The poll is another, or in another state. `voter`: only this person is told as yet."""

    voter: str | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """What is kept of a poll that was closed. Of a secret one: who voted, never what."""

    question: Question
    opened_s: float
    closed_s: float
    entitled: int
    tally: tuple[int, ...]
    voters: tuple[str, ...]
    votes: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class PollMinuted(Notice):
    """The minutes of poll `id` are to be kept."""

    id: str
    minutes: Minutes


class Ballot(Topic):
    """One poll at a time. Votes are told to everybody once a second, however many come in."""

    def __init__(self) -> None:
        self.poll: Poll | None = None
        self._untold = False

    def start(self, poll: Poll) -> Sequence[Event]:
        """Asks. Raises NotPossible ("open") while another poll is."""
        if self.poll is not None and self.poll.state is PollState.OPEN:
            raise NotPossible("open")
        self.poll = poll
        return (PollChanged(),)

    def vote(self, person_id: str, voter: Voter, choices: Sequence[int]) -> Sequence[Event]:
        """Counts a vote. Raises NotPossible (see `Poll.vote`; `unknown` without a poll)."""
        self._held().vote(voter, choices)
        self._untold = True
        return (PollChanged(person_id),)

    def close(self, present: frozenset[str], wall_s: float) -> Sequence[Event]:
        """Ends the voting among those `present` (keys)."""
        poll = self._held()
        poll.close(wall_s)
        self._untold = False
        return (PollChanged(), PollMinuted(poll.id, _minutes(poll, present, wall_s)))

    def show(self) -> Sequence[Event]:
        """Everybody sees the results."""
        self._held().show()
        return (PollChanged(),)

    def put_away(self) -> Sequence[Event]:
        """The poll is over. Raises NotPossible ("open") while one can vote."""
        if self._held().state is PollState.OPEN:
            raise NotPossible("open")
        return self._drop()

    def advance(self, now: float) -> Sequence[Event]:
        """See `Topic`."""
        told, self._untold = self._untold, False
        return (PollChanged(),) if told else ()

    def clear(self) -> Sequence[Event]:
        """See `Topic`."""
        return self._drop() if self.poll is not None else ()

    def _held(self) -> Poll:
        if self.poll is None:
            raise NotPossible("unknown")
        return self.poll

    def _drop(self) -> Sequence[Event]:
        self.poll, self._untold = None, False
        return (PollChanged(),)


def _minutes(poll: Poll, present: frozenset[str], wall_s: float) -> Minutes:
    return Minutes(
        question=poll.question,
        opened_s=poll.opened_s,
        closed_s=wall_s,
        entitled=poll.entitled(present),
        tally=tuple(poll.tally),
        voters=poll.voters(),
        votes=poll.votes(),
    )
