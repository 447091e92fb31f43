"""A question put to everybody, counted here: one person, one vote.

In a secret vote nobody's choice is kept, neither with a name nor in an order: a vote adds to the
tally, and its voter to those who have voted. So it cannot be changed afterwards either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rooms.errors import NotPossible


class PollState(StrEnum):
    """open -> closed -> shown."""

    OPEN = "open"
    CLOSED = "closed"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `several`: one may choose more than one of `choices`."""

    text: str
    choices: tuple[str, ...]
    secret: bool
    several: bool


@dataclass(frozen=True, slots=True)
class Voter:
    """Who has a vote. `key` is the same for one browser under whatever name it comes back."""

    key: str
    name: str


class Poll:
    """One question from the moment it is asked."""

    def __init__(self, poll_id: str, question: Question, opened_s: float) -> None:
        self.id = poll_id
        self.question = question
        self.opened_s = opened_s
        self.closed_s: float | None = None
        self.state = PollState.OPEN
        #: Votes by choice.
        self.tally = [0] * len(question.choices)
        self._voters: dict[str, str] = {}
        #: Of an open vote alone.
        self._choices: dict[str, tuple[int, ...]] = {}

    @property
    def count(self) -> int:
        """How many have voted."""
        return len(self._voters)

    def has_voted(self, key: str) -> bool:
        """Whether this voter has."""
        return key in self._voters

    def choice_of(self, key: str) -> tuple[int, ...] | None:
        """What this voter chose; None before, and always in a secret vote."""
        return self._choices.get(key)

    def voters(self) -> tuple[str, ...]:
        """The names of those who have voted, in the order of the alphabet: not that of voting."""
        return tuple(sorted(self._voters.values(), key=str.casefold))

    def votes(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Name and choices of each voter; empty for a secret vote."""
        chosen = ((self._voters[key], choices) for key, choices in self._choices.items())
        return tuple(sorted(chosen, key=lambda vote: vote[0].casefold()))

    def entitled(self, present: Iterable[str]) -> int:
        """How many have a vote: those present (their keys), and those who voted and went."""
        return len(self._voters.keys() | set(present))

    def vote(self, voter: Voter, choices: Sequence[int]) -> None:
        """Counts it; an open vote replaces the voter's earlier one.

        Raises NotPossible: `closed`, `voted` (a secret vote cannot be changed), `choices`.
        """
        if self.state is not PollState.OPEN:
            raise NotPossible("closed")
        self._check(choices)
        if self.question.secret and voter.key in self._voters:
            raise NotPossible("voted")
        for choice in self._choices.get(voter.key, ()):
            self.tally[choice] -= 1
        for choice in choices:
            self.tally[choice] += 1
        self._voters[voter.key] = voter.name
        if not self.question.secret:
            self._choices[voter.key] = tuple(sorted(choices))

    def close(self, wall_s: float) -> None:
        """No more votes. Raises NotPossible ("closed")."""
        if self.state is not PollState.OPEN:
            raise NotPossible("closed")
        self.state, self.closed_s = PollState.CLOSED, wall_s

    def show(self) -> None:
        """The results are everybody's. Raises NotPossible ("open")."""
        if self.state is PollState.OPEN:
            raise NotPossible("open")
        self.state = PollState.SHOWN

    def _check(self, choices: Sequence[int]) -> None:
        known = set(choices) <= set(range(len(self.question.choices)))
        once = len(set(choices)) == len(choices)
        number = len(choices) >= 1 if self.question.several else len(choices) == 1
        if not (known and once and number):
            raise NotPossible("choices")
