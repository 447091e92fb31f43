"""What each message of somebody who has a place does."""

from __future__ import annotations

from typing import assert_never

from media.errors import MediaError
from rooms.errors import NotAllowed, NotPossible, RoomError
from rooms.events import Event
from rooms.roles import Permission, may
from server.live.entering import leave
from server.live.errors import LiveError
from server.live.publishing import publish_own
from server.live.room import LiveRoom
from server.live.seat import Seat
from server.signaling import client_messages as said
from server.signaling.server_messages import Failure, Pong, PublishAnswer


def handle(live: LiveRoom, seat: Seat, message: said.ClientMessage, now: float) -> None:
    """Does what `message` asks, or answers with the reason why not."""
    try:
        _follow(live, seat, message, now)
    except (RoomError, LiveError) as refusal:
        seat.send(Failure(reason=refusal.reason, about=message.type))
    except MediaError:
        seat.send(Failure(reason="sdp", about=message.type))


def _follow(live: LiveRoom, seat: Seat, message: said.ClientMessage, now: float) -> None:
    match message:
        case said.Ping():
            seat.send(Pong())
        case said.Join():
            raise NotPossible("joined")
        case said.Leave():
            leave(live, seat, "left", now)
        case said.PublishOffer():
            sources = {track.mid: track.source for track in message.tracks}
            seat.send(PublishAnswer(sdp=publish_own(live, seat, message.sdp, sources, now)))
        case said.SubscribeAnswer():
            if seat.subscription is not None:
                seat.subscription.answer(message.sdp, message.generation, now)
        case said.SubscribeRestart():
            if seat.subscription is not None:
                seat.subscription.restart(now)
        case said.Watch():
            seat.wanted = message.tracks
            live.route(now)
        case said.KitStatus():
            _report(live, seat, message)
        case (
            said.Microphone() | said.Camera() | said.SessionOpen() | said.SessionClose()
        ) | said.Admit():
            live.apply(_ask(live, seat, message), now)
        case _:
            assert_never(message)


def _ask(
    live: LiveRoom,
    seat: Seat,
    message: said.Microphone | said.Camera | said.SessionOpen | said.SessionClose | said.Admit,
) -> list[Event]:
    """What the policy answers. Raises RoomError."""
    room, person = live.policy, seat.person
    match message:
        case said.Microphone(on=on):
            return room.set_microphone(person, on)
        case said.Camera(on=on):
            return room.set_camera(person, on)
        case said.SessionOpen():
            session = live.session_to_open(seat)
            if session is None:
                raise NotPossible("unknown")
            return room.open(person, session)
        case said.SessionClose():
            return room.close(person)
        case said.Admit(everyone=True):
            return room.admit_everyone(person)
        case said.Admit(person=admitted):
            return room.admit(person, admitted or "")


def _report(live: LiveRoom, seat: Seat, message: said.KitStatus) -> None:
    if not may(live.policy.people[seat.person].role, Permission.REPORT):
        raise NotAllowed
    live.announcer.tell_kit_status(message.model_dump(mode="json", exclude={"type"}))
