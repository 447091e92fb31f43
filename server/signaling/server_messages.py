"""What the server says. Reasons are codes; the sentences for people are the page's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from rooms.publications import Source
from rooms.roles import Role
from server.signaling.views import CameraView, PersonView, SessionView


class ServerMessage(BaseModel):
    """Base of all."""

    model_config = ConfigDict(frozen=True)

    def text(self) -> str:
        """The message as JSON."""
        return self.model_dump_json()


class Welcome(ServerMessage):
    """You are inside, with microphone and camera off. `resume` brings you back to this place."""

    type: Literal["welcome"] = "welcome"
    person: str
    role: Role
    session: SessionView | None
    people: tuple[PersonView, ...]
    cameras: tuple[CameraView, ...]
    ice_servers: tuple[Mapping[str, Any], ...]
    resume: str


class WaitHere(ServerMessage):
    """Not inside yet: `welcome` will come by itself."""

    type: Literal["waiting"] = "waiting"
    reason: str
    session: SessionView | None
    person: str
    resume: str


class Refused(ServerMessage):
    """Not in; the connection closes."""

    type: Literal["refused"] = "refused"
    reason: str


class SessionUpdate(ServerMessage):
    type: Literal["session"] = "session"
    session: SessionView


class PersonUpdate(ServerMessage):
    """Somebody new, or changed."""

    type: Literal["person"] = "person"
    person: PersonView


class PersonLeft(ServerMessage):
    type: Literal["person.gone"] = "person.gone"
    id: str
    reason: str


class CameraUpdate(ServerMessage):
    """A camera new, or changed."""

    type: Literal["camera"] = "camera"
    camera: CameraView


class CameraLeft(ServerMessage):
    type: Literal["camera.gone"] = "camera.gone"
    id: str


class Speaking(ServerMessage):
    """Who speaks now, loudest first; the room's own voice is its kit's agent."""

    type: Literal["speaking"] = "speaking"
    people: tuple[str, ...]


class PublishAnswer(ServerMessage):
    type: Literal["publish.answer"] = "publish.answer"
    sdp: str


class OfferedTrack(ServerMessage):
    """What a media section of the offer carries: somebody's, or a room camera's (`camera`)."""

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


class Removed(ServerMessage):
    """Out, for `reason`; the connection closes."""

    type: Literal["removed"] = "removed"
    reason: str


class SessionOver(ServerMessage):
    """The session has ended for everybody; the connection closes."""

    type: Literal["ended"] = "ended"


class Pong(ServerMessage):
    type: Literal["pong"] = "pong"


class KitReport(ServerMessage):
    """For animateurs: what the kit says of its equipment."""

    type: Literal["kit"] = "kit"
    status: Mapping[str, Any]


class Failure(ServerMessage):
    """A message that could not be followed; the connection goes on."""

    type: Literal["error"] = "error"
    reason: str
    about: str | None
