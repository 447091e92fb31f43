"""What a kit kept while its line was cut, sent piece by piece; see docs/recording.md."""

from __future__ import annotations

from typing import Annotated, Literal

from aiohttp import web
from pydantic import Field

from rooms.roles import Role
from server.http.access import Route, bearer, claims_of
from server.http.json_body import Body, answer, read_body
from server.http.refusal import HttpRefusal
from server.recording.kit_parts import Accepted, Announced, PartRefused
from server.recording.recordings import Recordings

MAX_PIECE_BYTES = 1 << 20
_STATUS = {"gone": 410, "withdrawn": 410, "damaged": 422, "size": 413, "full": 507}
_Name = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
#: A recording of a month.
_Ms = Annotated[int, Field(ge=0, le=31 * 86_400_000)]


class Part(Body):
    recording: _Name
    part: _Name
    kind: Literal["video", "audio"]
    role: Annotated[str, Field(max_length=64)] = ""
    lost_ms: _Ms
    from_ms: _Ms
    to_ms: _Ms
    bytes: Annotated[int, Field(ge=1)]


class KitPartsApi:
    """POST /api/kit/parts announces a part, PUT brings a piece of it."""

    def __init__(self, recordings: Recordings) -> None:
        self._recordings = recordings

    def routes(self) -> list[Route]:
        """Both, with the token that a kit's key gets it."""
        return [
            Route("POST", "/api/kit/parts", self.announce, bearer(Role.KIT)),
            Route("PUT", "/api/kit/parts/{recording}/{part}", self.receive, bearer(Role.KIT)),
        ]

    async def announce(self, request: web.Request) -> web.StreamResponse:
        """200 with what of it may be kept, and from which byte on it is to be sent."""
        body = await read_body(request, Part)
        try:
            accepted = await self._recordings.announce_part(
                claims_of(request).room, Announced(**body.model_dump())
            )
        except PartRefused as refused:
            raise HttpRefusal(_STATUS[refused.reason], refused.reason) from None
        return _answer(accepted)

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """200 with the byte to go on from; `kept` once it is whole: the kit may delete it."""
        if (request.content_length or 0) > MAX_PIECE_BYTES:
            raise HttpRefusal(413, "size")
        try:
            offset = int(request.query.get("offset", ""))
        except ValueError:
            raise HttpRefusal(400, "offset") from None
        data = await request.content.read(MAX_PIECE_BYTES + 1)
        while chunk := await request.content.read(MAX_PIECE_BYTES + 1 - len(data)):
            data += chunk
        if len(data) > MAX_PIECE_BYTES:
            raise HttpRefusal(413, "size")
        names = request.match_info["recording"], request.match_info["part"]
        try:
            accepted = await self._recordings.receive_part(
                claims_of(request).room, *names, offset, data
            )
        except PartRefused as refused:
            raise HttpRefusal(_STATUS[refused.reason], refused.reason) from None
        return _answer(accepted)


def _answer(accepted: Accepted) -> web.Response:
    keep = [list(span) for span in accepted.keep]
    return answer({"offset": accepted.offset, "keep": keep, "kept": accepted.kept})
