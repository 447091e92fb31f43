"""Hands, chat, reactions, one's own name."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from rooms.reactions import Reaction
from server.signaling.from_client.message import Id, Message, Name, clean_lines

MAX_CHAT_LENGTH = 1000


class Hand(Message):
    """Raises or lowers one's own hand."""

    type: Literal["hand"]
    up: bool


class LowerHand(Message):
    """Whoever leads: lowers somebody's hand."""

    type: Literal["hand.lower"]
    person: Id


class Write(Message):
    """Says something in writing to everybody."""

    type: Literal["chat"]
    text: Annotated[str, Field(max_length=MAX_CHAT_LENGTH), AfterValidator(clean_lines)]


class EraseLine(Message):
    """Whoever leads: takes away what somebody wrote."""

    type: Literal["chat.erase"]
    id: Id


class React(Message):
    """Shows a reaction."""

    type: Literal["react"]
    kind: Reaction


class Rename(Message):
    """Changes one's own name."""

    type: Literal["rename"]
    name: Name


ConversationMessage = Hand | LowerHand | Write | EraseLine | React | Rename
