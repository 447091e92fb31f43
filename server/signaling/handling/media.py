"""Publishing, receiving, and one's own switches."""

from __future__ import annotations

from collections.abc import Mapping

from rooms.acts.publishing import set_camera, set_microphone, set_screen, stop_screen
from rooms.events import Event
from server.live.publishing import publish_own
from server.signaling.from_client import media as said
from server.signaling.handling.request import Handler, Request
from server.signaling.to_client.media import PublishAnswer


def _publish(request: Request, message: said.PublishOffer) -> None:
    sources = {track.mid: track.source for track in message.tracks}
    answer = publish_own(request.live, request.seat, message.sdp, sources, request.now)
    request.seat.send(PublishAnswer(sdp=answer))


def _answer(request: Request, message: said.SubscribeAnswer) -> None:
    if request.seat.subscription is not None:
        request.seat.subscription.answer(message.sdp, message.generation, request.now)


def _restart(request: Request, _message: said.SubscribeRestart) -> None:
    if request.seat.subscription is not None:
        request.seat.subscription.restart(request.now)


def _watch(request: Request, message: said.Watch) -> None:
    request.seat.wanted = message.tracks
    request.live.route(request.now)


def _microphone(request: Request, message: said.Microphone) -> list[Event]:
    return set_microphone(request.room, request.by, message.on)


def _camera(request: Request, message: said.Camera) -> list[Event]:
    return set_camera(request.room, request.by, message.on)


def _screen(request: Request, message: said.Screen) -> list[Event]:
    return set_screen(request.room, request.by, message.on)


def _stop_screen(request: Request, _message: said.StopScreen) -> list[Event]:
    return stop_screen(request.room, request.by)


HANDLERS: Mapping[type, Handler] = {
    said.PublishOffer: _publish,
    said.SubscribeAnswer: _answer,
    said.SubscribeRestart: _restart,
    said.Watch: _watch,
    said.Microphone: _microphone,
    said.Camera: _camera,
    said.Screen: _screen,
    said.StopScreen: _stop_screen,
}
