"""What is asked for about sessions, validated; and resources written down."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from server.database.models import Resource, Session
from server.http.json_body import Body, invalid
from server.signaling.from_client.message import clean_text

MAX_SPAN = timedelta(days=62)
MAX_RESOURCES = 20
_BEFORE, _AFTER = timedelta(hours=6), timedelta(hours=18)


def _said(text: str) -> str:
    cleaned = clean_text(text)
    if not cleaned:
        raise ValueError("nothing to read")
    return cleaned


def _shown(url: str) -> str:
    """An address that a page may open: of the web, or a path of this server."""
    plain = url.isprintable() and not set(url) & set(" \\<>\"'")
    own_path = url.startswith("/") and not url.startswith("//")
    if not plain or not (own_path or url.startswith(("https://", "http://"))):
        raise ValueError("not an address to show")
    return url


Text = Annotated[str, Field(max_length=200), AfterValidator(_said)]
WebAddress = Annotated[str, Field(max_length=2000), AfterValidator(_shown)]
Key = Annotated[str, Field(max_length=32)]


class NewSession(Body):
    """A session on the spot; what is not said is as usual in the room."""

    title: Text | None = None
    activity: Key | None = None
    minutes: Annotated[int, Field(ge=15, le=720)] = 120


class ResourceForm(Body):
    """One of a session's resources; `id` where it is there already."""

    id: str | None = None
    title: Text
    kind: Literal["page", "image", "pdf", "text", "link"]
    url: WebAddress


class Change(Body):
    """What is to be another; what is not said stays."""

    title: Text | None = None
    activity: Key | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    host: Text | None = None
    waiting_room: Annotated[bool, Field(strict=True)] | None = None
    resources: Annotated[list[ResourceForm], Field(max_length=MAX_RESOURCES)] | None = None


class _Hours(Body):
    start: AwareDatetime
    end: AwareDatetime


def asked_hours(query: Mapping[str, str], now: datetime) -> tuple[datetime, datetime]:
    """`from` and `to`; the day around `now` without them. Raises HttpRefusal (422)."""
    try:
        hours = _Hours.model_validate(
            {"start": query.get("from", now - _BEFORE), "end": query.get("to", now + _AFTER)}
        )
    except ValueError:
        raise invalid(["from", "to"]) from None
    if not timedelta() < hours.end - hours.start <= MAX_SPAN:
        raise invalid(["from", "to"])
    return hours.start, hours.end


def set_resources(session: Session, forms: Sequence[ResourceForm]) -> None:
    """The whole list anew; those that were there keep their id, so that pages keep their place."""
    known = {resource.id: resource for resource in session.resources}
    listed: list[Resource] = []
    for position, form in enumerate(forms):
        resource = known.pop(form.id or "", None) or Resource(id=secrets.token_urlsafe(9))
        resource.position, resource.title = position, form.title
        resource.kind, resource.url = form.kind, form.url
        listed.append(resource)
    session.resources = listed
