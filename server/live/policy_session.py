"""A stored session as the policy knows it."""

from __future__ import annotations

from rooms.session import Session
from server.signaling.views import SessionView


def policy_session(view: SessionView) -> Session:
    """What decides who comes in and what may be shown."""
    return Session(
        id=view.id,
        state=view.state,
        waiting_room=view.waiting_room,
        sharing=view.profile is not None and view.profile.sharing,
        recording=view.profile is None or view.profile.recording == "ask",
        resources=tuple(resource.id for resource in view.resources),
    )
