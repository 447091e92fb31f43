"""Every message that a client may say, and how one is read. An unknown type is answered by an
error; unknown fields are ignored."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from server.errors import ServerError
from server.signaling.from_client.caring import CaringMessage
from server.signaling.from_client.conversation import ConversationMessage
from server.signaling.from_client.entering import EnteringMessage
from server.signaling.from_client.kit import KitMessage
from server.signaling.from_client.leading import LeadingMessage
from server.signaling.from_client.media import MediaMessage
from server.signaling.from_client.showing import ShowingMessage
from server.signaling.from_client.voting import VotingMessage

MAX_MESSAGE_BYTES = 256 * 1024

ClientMessage = (
    EnteringMessage
    | MediaMessage
    | ConversationMessage
    | LeadingMessage
    | ShowingMessage
    | VotingMessage
    | CaringMessage
    | KitMessage
)

_adapter: TypeAdapter[ClientMessage] = TypeAdapter(
    Annotated[ClientMessage, Field(discriminator="type")]
)


class MalformedMessage(ServerError):
    """What came is no message. `reason` is a code; `about` the type it claimed, if any."""

    def __init__(self, reason: str, about: str | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.about = about


def parse_message(text: str | bytes) -> ClientMessage:
    """The message in `text` (JSON). Raises MalformedMessage ("unknown" type, or "invalid")."""
    try:
        return _adapter.validate_json(text)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=True)[0]
    if fault["type"] == "union_tag_invalid":
        raise MalformedMessage("unknown", str(fault.get("ctx", {}).get("tag", ""))[:40])
    about = str(fault["loc"][0])[:40] if fault["loc"] else None
    raise MalformedMessage("invalid", about)
