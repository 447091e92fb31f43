"""What somebody is told who comes in, or waits before the door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from rooms.roles import Role
from server.signaling.care_views import ConsentView, RecordingView
from server.signaling.to_client.message import ServerMessage
from server.signaling.topic_views import ChatLineView, PollView, SpotView, TimerView
from server.signaling.views import (
    CameraView,
    PersonView,
    ProfileView,
    ResourceView,
    SessionView,
)


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
    profile: ProfileView | None
    resources: tuple[ResourceView, ...]
    #: The resource shown.
    resource: str | None
    hands: tuple[str, ...]
    chat: tuple[ChatLineView, ...]
    timer: TimerView | None
    poll: PollView | None
    spotlight: SpotView | None
    locked: bool
    recording: RecordingView | None
    #: One's own answer.
    consent: ConsentView | None


class WaitHere(ServerMessage):
    """Not inside yet: `welcome` will come by itself."""

    type: Literal["waiting"] = "waiting"
    reason: str
    session: SessionView | None
    person: str
    resume: str
