"""What each message of somebody who has a place does."""

from __future__ import annotations

from collections.abc import Mapping

from media.errors import MediaError
from rooms.errors import RoomError
from server.live.errors import LiveError
from server.live.room import LiveRoom
from server.live.seat import Seat
from server.signaling.client_messages import ClientMessage
from server.signaling.handling import (
    caring,
    conversation,
    entering,
    kit,
    leading,
    media,
    showing,
    voting,
)
from server.signaling.handling.request import Handler, Request
from server.signaling.to_client.line import Failure

HANDLERS: Mapping[type, Handler] = {
    handled: handler
    for topic in (entering, media, conversation, leading, showing, voting, caring, kit)
    for handled, handler in topic.HANDLERS.items()
}


def handle(live: LiveRoom, seat: Seat, message: ClientMessage, now: float) -> None:
    """Does what `message` asks, or answers with the reason why not."""
    try:
        events = HANDLERS[type(message)](Request(live, seat, now), message)
        if events is not None:
            live.apply(events, now)
    except (RoomError, LiveError) as refusal:
        seat.send(Failure(reason=refusal.reason, about=message.type))
    except MediaError:
        seat.send(Failure(reason="sdp", about=message.type))
