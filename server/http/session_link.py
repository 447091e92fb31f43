"""The residents' link of a session, as those who hand it out see it."""

from __future__ import annotations

from aiohttp import web

from server.database.models import Session
from server.http.origin import base_url
from server.links import resident_token, token_end
from server.services import TOKENS, wall_time


def link_view(request: web.Request, session: Session) -> dict[str, str]:
    """The address, the token in its fragment, and until when it is good."""
    now = wall_time(request.app)
    token = resident_token(request.app[TOKENS], session, now)
    return {
        "url": f"{base_url(request)}/s/{session.id}#{token}",
        "expires_at": token_end(session, now).isoformat(),
    }
