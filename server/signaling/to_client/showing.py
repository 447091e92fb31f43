"""What whoever leads shows to everybody."""

from __future__ import annotations

from typing import Literal

from server.signaling.to_client.message import ServerMessage
from server.signaling.topic_views import PollView, SpotView, TimerView
from server.signaling.views import ProfileView, ResourceView


class TimerUpdate(ServerMessage):
    type: Literal["timer"] = "timer"
    timer: TimerView | None


class PollUpdate(ServerMessage):
    type: Literal["poll"] = "poll"
    poll: PollView | None


class SpotlightUpdate(ServerMessage):
    type: Literal["spotlight"] = "spotlight"
    spotlight: SpotView | None


class ResourceUpdate(ServerMessage):
    """Which of the resources is shown."""

    type: Literal["resource"] = "resource"
    shown: str | None


class ResourcesUpdate(ServerMessage):
    """The resources are others."""

    type: Literal["resources"] = "resources"
    resources: tuple[ResourceView, ...]


class ProfileUpdate(ServerMessage):
    """The activity, or its template, is another."""

    type: Literal["profile"] = "profile"
    profile: ProfileView | None
