"""JSON in and out of the interfaces of accounts: validated where it enters, kept by no cache."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from aiohttp import hdrs, web
from pydantic import BaseModel, ConfigDict, ValidationError

from server.http.refusal import HttpRefusal

MAX_BODY_BYTES = 64 * 1024


class Body(BaseModel):
    """What a request carries. Fields that are not known are ignored."""

    model_config = ConfigDict(frozen=True)


_Body = TypeVar("_Body", bound=BaseModel)


async def read_body(request: web.Request, form: type[_Body]) -> _Body:
    """The body, which is a `form`. Raises HttpRefusal: 415 not JSON, 413 too long, 422 with the
    names of the fields that are wrong."""
    if request.content_type != "application/json":
        raise HttpRefusal(415, "type")
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise HttpRefusal(413, "size")
    raw = await request.read()
    if len(raw) > MAX_BODY_BYTES:
        raise HttpRefusal(413, "size")
    try:
        return form.model_validate_json(raw)
    except ValidationError as error:
        raise invalid(".".join(map(str, one["loc"])) for one in error.errors()) from None


def invalid(fields: Iterable[str]) -> HttpRefusal:
    """422, with what is wrong."""
    return HttpRefusal(422, "invalid", fields=sorted(set(fields)))


def answer(body: dict[str, Any], status: int = 200) -> web.Response:
    """JSON that is for this person alone."""
    headers = {hdrs.CACHE_CONTROL: "no-store"}
    return web.json_response(body, status=status, headers=headers)


def done() -> web.Response:
    """204."""
    return web.Response(status=204, headers={hdrs.CACHE_CONTROL: "no-store"})
