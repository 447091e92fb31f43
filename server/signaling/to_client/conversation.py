"""Hands, chat, reactions."""

from __future__ import annotations

from typing import Literal

from rooms.reactions import Reaction
from server.signaling.to_client.message import ServerMessage
from server.signaling.topic_views import ChatLineView


class HandsUpdate(ServerMessage):
    """Those whose hand is up, the first first."""

    type: Literal["hands"] = "hands"
    hands: tuple[str, ...]


class ChatUpdate(ServerMessage, ChatLineView):
    """Somebody wrote."""

    type: Literal["chat"] = "chat"


class ChatGone(ServerMessage):
    """A line was taken away."""

    type: Literal["chat.gone"] = "chat.gone"
    id: str


class ReactionShown(ServerMessage):
    type: Literal["reaction"] = "reaction"
    person: str
    kind: Reaction
