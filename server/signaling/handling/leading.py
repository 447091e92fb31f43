"""What whoever leads asks of the session and of its people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rooms.acts import leading
from rooms.errors import NotPossible
from rooms.events import Event
from server.signaling.from_client import leading as said
from server.signaling.handling.request import Handler, Request
from server.signaling.to_client.leading import KitMicrophone


def _open(request: Request, _message: said.SessionOpen) -> list[Event]:
    session = request.live.session_to_open(request.seat)
    if session is None:
        raise NotPossible("unknown")
    return request.room.open(request.by, session)


def _close(request: Request, _message: said.SessionClose) -> Sequence[Event]:
    return leading.close_session(request.room, request.by, request.wall_s)


def _admit(request: Request, message: said.Admit) -> list[Event]:
    if message.everyone:
        return request.room.admit_everyone(request.by)
    return request.room.admit(request.by, message.person or "")


def _mute(request: Request, message: said.Mute) -> Sequence[Event]:
    return leading.mute(request.room, request.by, message.person)


def _mute_everyone(request: Request, _message: said.MuteEveryone) -> Sequence[Event]:
    return leading.mute_everyone(request.room, request.by)


def _room_microphone(request: Request, message: said.RoomMicrophone) -> Sequence[Event]:
    return leading.switch_room_microphone(request.room, request.by, message.on)


def _choose_room_microphone(request: Request, message: said.ChooseRoomMicrophone) -> None:
    request.room.require_lead(request.by)
    agent = request.room.agent()
    if agent is None:
        raise NotPossible("unknown")
    request.live.announcer.tell(agent.id, KitMicrophone(id=message.id))


def _lock(request: Request, message: said.Lock) -> Sequence[Event]:
    return leading.lock(request.room, request.by, message.on)


def _remove(request: Request, message: said.Remove) -> Sequence[Event]:
    return leading.remove(request.room, request.by, message.person)


def _give_lead(request: Request, message: said.GiveLead) -> Sequence[Event]:
    until = None if message.minutes is None else request.now + message.minutes * 60
    return leading.give_lead(request.room, request.by, message.person, until)


def _take_lead(request: Request, message: said.TakeLead) -> Sequence[Event]:
    return leading.take_lead(request.room, request.by, message.person)


HANDLERS: Mapping[type, Handler] = {
    said.SessionOpen: _open,
    said.SessionClose: _close,
    said.Admit: _admit,
    said.Mute: _mute,
    said.MuteEveryone: _mute_everyone,
    said.RoomMicrophone: _room_microphone,
    said.ChooseRoomMicrophone: _choose_room_microphone,
    said.Lock: _lock,
    said.Remove: _remove,
    said.GiveLead: _give_lead,
    said.TakeLead: _take_lead,
}
