"""What a kit reports."""

from __future__ import annotations

from collections.abc import Mapping

from rooms.errors import NotAllowed
from rooms.roles import Permission, may
from rooms.session import SessionState
from server.kits.findings import Report
from server.kits.updating.said import Said
from server.signaling.from_client import kit as said
from server.signaling.handling.request import Handler, Request


def _status(request: Request, message: said.KitStatus) -> None:
    _require_kit(request)
    # How devices are set is for those who look after the equipment.
    told = message.model_dump(mode="json", exclude={"type", "adjusted"})
    request.live.announcer.tell_kit_status(told)
    status = message.model_dump(mode="json", exclude={"type"})
    seat, kits = request.seat, request.live.kits
    if kits is not None and seat.grant is not None:
        kits.hear(seat.grant, request.room.slug, seat.send, status, request.now)


def _tested(request: Request, message: said.SelfTestReport) -> None:
    _require_kit(request)
    grant, kits = request.seat.grant, request.live.kits
    if kits is None or grant is None:
        return
    report = Report(findings=message.findings, asked=message.asked)
    in_session = request.room.state_of(None) is SessionState.OPEN
    # What a camera shows of a session is not for those who look after the equipment.
    kits.report(grant, report.without_evidence() if in_session else report)


def _release(request: Request, message: said.KitRelease) -> None:
    _require_kit(request)
    grant, kits = request.seat.grant, request.live.kits
    if kits is not None and grant is not None:
        percent = None if message.share is None else int(message.share * 100)
        told = message.model_dump(exclude={"type", "share"})
        kits.hear_release(grant, request.seat.send, Said(**told, percent=percent))


def _require_kit(request: Request) -> None:
    if not may(request.room.people[request.by].role, Permission.REPORT):
        raise NotAllowed


HANDLERS: Mapping[type, Handler] = {
    said.KitStatus: _status,
    said.SelfTestReport: _tested,
    said.KitRelease: _release,
}
