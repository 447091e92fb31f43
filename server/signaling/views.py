"""How sessions, people and cameras look in messages. See docs/protocol.md."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rooms.cameras import MAIN_ROLE, Camera
from rooms.consent import Answer
from rooms.helping import Trouble
from rooms.people import Device, Person, Presence
from rooms.roles import Role
from rooms.room import Room
from rooms.session import SessionState


class View(BaseModel):
    """Part of a message."""

    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True)


class RoomView(View):
    slug: str
    name: str


class CentreView(View):
    name: str
    town: str
    phone: str


class ProfileView(View):
    """How the pages are set up for the activity; the values here are those of a plain one."""

    activity: str
    first_camera: str = MAIN_ROLE
    pinned: tuple[str, ...] = ()
    original_sound: bool = False
    stereo: bool = False
    audio_bitrate_bps: int = 32_000
    minors: bool = False
    recording: Literal["ask", "never"] = "ask"
    speaker_first: bool = False
    vote: bool = False
    sharing: bool = False
    timer: bool = False


class ResourceView(View):
    """Something shown beside the picture: a recipe, a score, a pattern."""

    id: str
    title: str
    kind: Literal["page", "image", "pdf", "text", "link"]
    url: str


class SessionView(View):
    """A session as people are told of it. `profile` and `resources` are told apart from it."""

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
    profile: ProfileView | None = Field(default=None, exclude=True)
    resources: tuple[ResourceView, ...] = Field(default=(), exclude=True)


class PersonView(View):
    """Somebody in the room, or before its door."""

    id: str
    name: str
    role: Role
    device: Device
    presence: Presence
    microphone: bool
    #: Of the room's agent: who switched the room's microphone off.
    muted_by: str | None = None
    camera: bool
    screen: bool = False
    #: Their turn among the raised hands, at this moment: 1 for the first.
    hand: int | None = None
    leads: bool = False
    #: Their device stands in the room: no sound in or out.
    companion: bool = False
    #: Two who hear each other alone.
    aside: bool = False
    minor: bool = False
    #: Told to those who lead alone; null to everybody else.
    asks_help: bool | None = None
    trouble: Trouble | None = None
    consent: Answer | None = None


class CameraView(View):
    """One of the room's cameras. `person` is the kit's agent, when it is here."""

    id: str
    role: str
    label: str
    person: str | None
    live: bool


def person_view(room: Room, person: Person, *, to_leader: bool) -> PersonView:
    """What the others are told of `person`; `to_leader`: to those who lead."""
    return PersonView(
        id=person.id,
        name=person.name,
        role=person.role,
        device=person.device,
        presence=person.presence,
        microphone=person.microphone,
        muted_by=person.muted_by,
        camera=person.camera,
        screen=person.screen,
        hand=room.hands.position(person.id),
        leads=room.leads(person.id),
        companion=person.companion,
        aside=room.helping.aside_with(person.id) is not None,
        minor=person.minor,
        **(_to_leader(room, person) if to_leader else {}),
    )


def _to_leader(room: Room, person: Person) -> dict[str, Any]:
    case, consent = room.helping.of(person.id), room.consents.of(person.id)
    return {
        "asks_help": case.asked,
        "trouble": None if case.status is None else case.status.trouble,
        "consent": None if consent is None else consent.answer,
    }


def camera_view(camera: Camera, agent: Person | None) -> CameraView:
    """What people are told of `camera`."""
    return CameraView(
        id=camera.id,
        role=camera.role,
        label=camera.label,
        person=agent.id if agent is not None else None,
        live=camera.live,
    )
