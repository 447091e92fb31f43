"""Which session a live room is to hold by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from server.live.policy_session import policy_session
from server.live.room import LiveRoom
from server.signaling.views import SessionView

#: From when on the room's own screen may open it.
EARLY = timedelta(minutes=30)


def is_due(view: SessionView, at: datetime) -> bool:
    """Whether `view` is planned for `at`."""
    return view.starts_at - EARLY <= at < view.ends_at


def plan(live: LiveRoom, view: SessionView, at: datetime, now: float) -> None:
    """`view` is what the room does at `at`, or will do next."""
    learn_view(live, view)
    live.apply(live.policy.plan(policy_session(view), is_due(view, at)), now)


def learn_view(live: LiveRoom, view: SessionView) -> None:
    """`view` is a session of this room, as the database has it but for its state."""
    known = live.announcer.sessions.get(view.id)
    # The state is known better here: what the database says may be about to be written over.
    state = view.state if known is None else known.state
    live.announcer.sessions[view.id] = view.model_copy(update={"state": state})
