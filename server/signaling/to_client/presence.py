"""What changes: the session, its people, its cameras, who speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from server.signaling.to_client.message import ServerMessage
from server.signaling.views import CameraView, PersonView, SessionView


class SessionUpdate(ServerMessage):
    type: Literal["session"] = "session"
    session: SessionView


class PersonUpdate(ServerMessage):
    """Somebody new, or changed."""

    type: Literal["person"] = "person"
    person: PersonView


class PeopleUpdate(ServerMessage):
    """Several new, or changed, at once: to a page that knows this message."""

    type: Literal["people"] = "people"
    people: tuple[PersonView, ...]


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


class KitReport(ServerMessage):
    """For those who lead: what the kit says of its equipment."""

    type: Literal["kit"] = "kit"
    status: Mapping[str, Any]
