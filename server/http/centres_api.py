"""What people read of a centre: its name, its town, the telephone that they may call."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import AfterValidator, Field

from server.accounts.roles import COORDINATES
from server.centres import making
from server.centres.errors import CentreError
from server.database.models import Centre
from server.http.access import Route, account
from server.http.account_view import centre_view
from server.http.json_body import Body, answer, read_body
from server.http.refusal import HttpRefusal
from server.services import DATABASE
from server.signaling.from_client.message import one_line

_LINE = Field(max_length=200)


def _dialled(text: str) -> str:
    if not making.is_phone(text):
        raise ValueError("not a telephone")
    return text


class Details(Body):
    name: Annotated[str, _LINE, one_line(making.MAX_NAME_LENGTH)]
    town: Annotated[str, _LINE, one_line(making.MAX_NAME_LENGTH, 0)]
    phone: Annotated[str, _LINE, one_line(making.MAX_PHONE_LENGTH, 0), AfterValidator(_dialled)]


class CentresApi:
    """Under /api/centres/{centre}."""

    def routes(self) -> list[Route]:
        """The only one."""
        return [Route("PATCH", "/api/centres/{centre}", self.change, account(*COORDINATES))]

    async def change(self, request: web.Request) -> web.StreamResponse:
        """200; whoever comes in from now on reads it · 409 `taken`: another centre's name."""
        body = await read_body(request, Details)
        try:
            async with request.app[DATABASE].transaction() as db:
                centre = await db.get_one(Centre, int(request.match_info["centre"]))
                await making.change_centre(db, centre, body.name, body.town, body.phone)
                view = centre_view(centre)
        except CentreError as fault:
            raise HttpRefusal(409, fault.reason) from None
        return answer({"centre": view})
