"""How sessions, people and cameras look in messages. See docs/protocol.md."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from rooms.cameras import Camera
from rooms.people import Device, Person, Presence
from rooms.roles import Role
from rooms.session import SessionState


class View(BaseModel):
    """Part of a message."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class RoomView(View):
    slug: str
    name: str


class CentreView(View):
    name: str
    town: str
    phone: str


class SessionView(View):
    """A session as people are told of it."""

    id: str
    title: str
    activity: str
    state: SessionState
    starts_at: datetime
    ends_at: datetime
    host: str
    code: str
    room: RoomView
    centre: CentreView
    waiting_room: bool


class PersonView(View):
    """Somebody in the room, or before its door."""

    id: str
    name: str
    role: Role
    device: Device
    presence: Presence
    microphone: bool
    camera: bool


class CameraView(View):
    """One of the room's cameras. `person` is the kit's agent, when it is here."""

    id: str
    role: str
    label: str
    person: str | None
    live: bool


def person_view(person: Person) -> PersonView:
    """What the others are told of `person`."""
    return PersonView(
        id=person.id,
        name=person.name,
        role=person.role,
        device=person.device,
        presence=person.presence,
        microphone=person.microphone,
        camera=person.camera,
    )


def camera_view(camera: Camera, agent: Person | None) -> CameraView:
    """What people are told of `camera`."""
    return CameraView(
        id=camera.id,
        role=camera.role,
        label=camera.label,
        person=agent.id if agent is not None else None,
        live=camera.live,
    )
