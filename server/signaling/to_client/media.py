"""Descriptions of what is published and received."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from rooms.publications import Source
from server.signaling.to_client.message import ServerMessage


class PublishAnswer(ServerMessage):
    type: Literal["publish.answer"] = "publish.answer"
    sdp: str


class OfferedTrack(BaseModel):
    """What a media section of the offer carries: somebody's, or a room camera's (`camera`)."""

    model_config = ConfigDict(frozen=True)

    mid: str
    track: str
    kind: str
    source: Source
    person: str | None
    camera: str | None


class SubscribeOffer(ServerMessage):
    """To be answered with the same generation; a newer offer makes an older one void."""

    type: Literal["subscribe.offer"] = "subscribe.offer"
    sdp: str
    generation: int
    tracks: tuple[OfferedTrack, ...]
