"""Asking a question, and voting."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from rooms.acts import voting
from rooms.events import Event
from rooms.poll import Question
from server.signaling.from_client import voting as said
from server.signaling.handling.request import Handler, Request


def _start(request: Request, message: said.StartPoll) -> Sequence[Event]:
    question = Question(
        message.question, message.choices, message.secret, several=message.votes == "several"
    )
    poll_id = secrets.token_urlsafe(9)
    return voting.ask(request.room, request.by, poll_id, question, request.wall_s)


def _close(request: Request, _message: said.ClosePoll) -> Sequence[Event]:
    return voting.close(request.room, request.by, request.wall_s)


def _show(request: Request, _message: said.ShowPoll) -> Sequence[Event]:
    return voting.show(request.room, request.by)


def _clear(request: Request, _message: said.ClearPoll) -> Sequence[Event]:
    return voting.put_away(request.room, request.by)


def _vote(request: Request, message: said.Vote) -> Sequence[Event]:
    return voting.vote(request.room, request.by, message.choices)


HANDLERS: Mapping[type, Handler] = {
    said.StartPoll: _start,
    said.ClosePoll: _close,
    said.ShowPoll: _show,
    said.ClearPoll: _clear,
    said.Vote: _vote,
}
