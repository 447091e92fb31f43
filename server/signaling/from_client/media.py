"""Publishing, receiving, and one's own switches."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rooms.publications import Source
from server.signaling.from_client.message import Id, Message

_Sdp = Annotated[str, Field(min_length=1, max_length=128 * 1024)]


class SourceOfMid(Message):
    """Which media section of an offer carries what."""

    mid: Annotated[str, Field(min_length=1, max_length=32)]
    source: Source


class PublishOffer(Message):
    """One's own microphone and camera."""

    type: Literal["publish.offer"]
    sdp: _Sdp
    tracks: Annotated[tuple[SourceOfMid, ...], Field(max_length=8)]


class SubscribeAnswer(Message):
    """The answer to the offer of the same generation."""

    type: Literal["subscribe.answer"]
    sdp: _Sdp
    generation: int


class SubscribeRestart(Message):
    """The path to us broke: a new offer, with new ICE credentials, is wanted."""

    type: Literal["subscribe.restart"]


class Watch(Message):
    """The pictures wanted now, by track or camera id; the others are not sent."""

    type: Literal["watch"]
    tracks: Annotated[dict[Id, Literal["high", "low"]], Field(max_length=256)]


class Microphone(Message):
    """Whether one wants to be heard."""

    type: Literal["microphone"]
    on: bool


class Camera(Message):
    """Whether one wants to be seen."""

    type: Literal["camera"]
    on: bool


class Screen(Message):
    """Whether one wants to show one's screen."""

    type: Literal["screen"]
    on: bool


class StopScreen(Message):
    """Whoever leads: whoever shares a screen no longer does."""

    type: Literal["screen.stop"]


MediaMessage = (
    PublishOffer
    | SubscribeAnswer
    | SubscribeRestart
    | Watch
    | Microphone
    | Camera
    | Screen
    | StopScreen
)
