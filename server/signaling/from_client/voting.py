"""Asking a question, and voting."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from server.signaling.from_client.message import Message, one_line

MAX_CHOICES = 8

_QuestionText = Annotated[str, Field(max_length=600), one_line(300)]
_Choice = Annotated[str, Field(max_length=200), one_line(100)]


class StartPoll(Message):
    """Whoever leads: puts a question to everybody."""

    type: Literal["poll.start"]
    question: _QuestionText
    choices: Annotated[tuple[_Choice, ...], Field(min_length=2, max_length=MAX_CHOICES)]
    secret: bool = False
    votes: Literal["one", "several"] = "one"


class ClosePoll(Message):
    """Whoever leads: no more votes."""

    type: Literal["poll.close"]


class ShowPoll(Message):
    """Whoever leads: the results are everybody's."""

    type: Literal["poll.show"]


class ClearPoll(Message):
    """Whoever leads: puts the poll away."""

    type: Literal["poll.clear"]


class Vote(Message):
    """The indices chosen."""

    type: Literal["vote"]
    choices: Annotated[tuple[int, ...], Field(max_length=MAX_CHOICES)]


VotingMessage = StartPoll | ClosePoll | ShowPoll | ClearPoll | Vote
