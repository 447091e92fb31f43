"""Hands, chat, reactions, one's own name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rooms.acts import conversation
from rooms.errors import NotPossible
from rooms.events import Event
from server.signaling.from_client import conversation as said
from server.signaling.handling.request import Handler, Request


def _hand(request: Request, message: said.Hand) -> Sequence[Event]:
    return conversation.set_hand(request.room, request.by, message.up)


def _lower(request: Request, message: said.LowerHand) -> Sequence[Event]:
    return conversation.lower_hand(request.room, request.by, message.person)


def _write(request: Request, message: said.Write) -> Sequence[Event]:
    if not message.text:
        raise NotPossible("empty")
    return conversation.write(request.room, request.by, message.text, request.now, request.wall_s)


def _erase(request: Request, message: said.EraseLine) -> Sequence[Event]:
    return conversation.erase(request.room, request.by, message.id)


def _react(request: Request, message: said.React) -> Sequence[Event]:
    return conversation.react(request.room, request.by, message.kind, request.now)


def _rename(request: Request, message: said.Rename) -> Sequence[Event]:
    return conversation.rename(request.room, request.by, message.name)


HANDLERS: Mapping[type, Handler] = {
    said.Hand: _hand,
    said.LowerHand: _lower,
    said.Write: _write,
    said.EraseLine: _erase,
    said.React: _react,
    said.Rename: _rename,
}
