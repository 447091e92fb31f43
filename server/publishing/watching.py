"""Who may watch a replay. Pure."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from server.publishing.conditions import Visibility
from server.publishing.state import State


@dataclass(frozen=True, slots=True)
class Shown:
    """What decides who sees a replay. `as_approved`: its edits are those that were approved."""

    centre: int
    owner: int | None
    state: State
    visibility: Visibility
    secret: str
    as_approved: bool
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever asks: `account`, the centres in which they lead, the secret of the link they have."""

    account: int | None = None
    leads_in: frozenset[int] = frozenset()
    secret: str = ""


def may_watch(shown: Shown, viewer: Viewer, now: datetime) -> bool:
    """Whether this person may see it at `now`."""
    if now >= shown.ends_at:
        return False
    if may_review(shown, viewer):
        return True
    if shown.state is not State.PUBLISHED or not shown.as_approved:
        return False
    match shown.visibility:
        case Visibility.PUBLIC:
            return True
        case Visibility.LINK:
            return bool(shown.secret) and hmac.compare_digest(
                shown.secret.encode(), viewer.secret.encode()
            )
        case Visibility.NETWORK:
            return bool(viewer.leads_in)
        case Visibility.CENTRE:
            return False


def may_review(shown: Shown, viewer: Viewer) -> bool:
    """Whether this person sees it before it is published: it is of a centre where they lead, or
    they brought it."""
    own = shown.owner is not None and shown.owner == viewer.account
    # Whoever leads nowhere any more looks after no picture, their own neither.
    return (own and bool(viewer.leads_in)) or shown.centre in viewer.leads_in


def is_listed(shown: Shown, viewer: Viewer, now: datetime) -> bool:
    """Whether this person finds it among the others: what goes by link is not looked for."""
    if shown.state is not State.PUBLISHED or not shown.as_approved:
        return False
    if shown.visibility is Visibility.LINK and not may_review(shown, viewer):
        return False
    return may_watch(shown, viewer, now)
