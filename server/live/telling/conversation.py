"""Hands, chat, reactions: to everybody inside."""

from __future__ import annotations

from rooms.chat import Erased, Written
from rooms.hands import HandsChanged
from rooms.reactions import Reacted
from server.live.audience import Audience, Tellers
from server.signaling.to_client.conversation import (
    ChatGone,
    ChatUpdate,
    HandsUpdate,
    ReactionShown,
)
from server.signaling.topic_views import chat_line_view


def _hands(audience: Audience, _event: HandsChanged, _now: float) -> None:
    audience.tell_inside(HandsUpdate(hands=audience.room.hands.order))


def _written(audience: Audience, event: Written, _now: float) -> None:
    audience.tell_inside(ChatUpdate.model_validate(chat_line_view(event.line).model_dump()))


def _erased(audience: Audience, event: Erased, _now: float) -> None:
    audience.tell_inside(ChatGone(id=event.line))


def _reacted(audience: Audience, event: Reacted, _now: float) -> None:
    audience.tell_inside(ReactionShown(person=event.person, kind=event.kind))


TELLERS: Tellers = {
    HandsChanged: _hands,
    Written: _written,
    Erased: _erased,
    Reacted: _reacted,
}
