"""Consent, help, two aside, devices in the room, the attendance sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rooms.acts import caring
from rooms.attendance import Correction
from rooms.consent import Answer, Asking, Consent
from rooms.errors import RoomError
from rooms.events import Event
from rooms.helping import Status
from server.care.records import SheetAct
from server.live.care import new_line_id
from server.signaling.from_client import caring as said
from server.signaling.handling.request import Handler, Request
from server.signaling.to_client.line import Failure


def _ask_to_record(request: Request, message: said.AskToRecord) -> Sequence[Event]:
    if not message.on:
        return caring.stop_asking(request.room, request.by)
    return caring.ask_to_record(request.room, request.by, _asking(request))


def _start(request: Request, _message: said.StartRecording) -> Sequence[Event]:
    return caring.record(request.room, request.by, _asking(request))


def _stop(request: Request, _message: said.StopRecording) -> Sequence[Event]:
    return caring.stop_asking(request.room, request.by)


def _mark(request: Request, message: said.MarkMoment) -> None:
    request.room.require_lead(request.by)
    request.live.recording.mark(message.title, request.now)


def _answer_for_room(request: Request, message: said.AnswerForRoom) -> Sequence[Event]:
    consent = _given(request, Answer.YES if message.agree else Answer.NO)
    return caring.answer_for_room(request.room, request.by, consent)


def _consent(request: Request, message: said.GiveConsent) -> Sequence[Event]:
    parent = "" if message.parent is None else message.parent.name
    consent = _given(request, message.answer, parent)
    return caring.answer(request.room, request.by, consent, request.now)


def _asking(request: Request) -> Asking:
    records, wall_s = request.live.care.records, request.wall_s
    name = request.room.people[request.by].name
    return Asking(wall_s, name, records.kept_until_s(wall_s), records.texts.version)


def _given(request: Request, answer: Answer, parent: str = "") -> Consent:
    texts = request.live.care.records.texts
    language = texts.language(request.room.people[request.by].language)
    return Consent(answer, texts.version, language, request.wall_s, parent)


def _ask_for_help(request: Request, message: said.AskForHelp) -> Sequence[Event]:
    return caring.ask_for_help(request.room, request.by, message.on)


def _agree(request: Request, message: said.AgreeToHelp) -> Sequence[Event]:
    return caring.agree_to_help(request.room, request.by, message.yes)


def _report(request: Request, message: said.ReportStatus) -> Sequence[Event]:
    status = Status(
        message.microphone, message.camera, message.sound, message.network, message.browser
    )
    return caring.report_status(request.room, request.by, status)


def _offer(request: Request, message: said.OfferHelp) -> Sequence[Event]:
    return caring.offer_help(request.room, request.by, message.person)


def _push(request: Request, message: said.PushInstruction) -> Sequence[Event]:
    key, text = message.key or "", message.text or ""
    return caring.push_instruction(request.room, request.by, message.person, key, text)


def _done(request: Request, _message: said.InstructionDone) -> Sequence[Event]:
    return caring.finish_instruction(request.room, request.by)


def _open_side(request: Request, message: said.OpenSide) -> Sequence[Event]:
    return caring.step_aside(request.room, request.by, message.person)


def _close_side(request: Request, _message: said.CloseSide) -> Sequence[Event]:
    return caring.come_back(request.room, request.by)


def _companion(request: Request, message: said.Companion) -> Sequence[Event]:
    return caring.set_companion(request.room, request.by, message.on)


def _not_same_room(request: Request, message: said.NotSameRoom) -> Sequence[Event]:
    return caring.deny_same_room(request.room, request.by, message.person)


def _add_attendee(request: Request, message: said.AddAttendee) -> None:
    line_id, at_s = new_line_id(), request.wall_s
    _change_sheet(
        request, message, lambda sheet: sheet.tick(line_id, message.name, message.here, at_s)
    )


def _count_room(request: Request, message: said.CountRoom) -> None:
    _change_sheet(request, message, lambda sheet: sheet.count(message.in_room))


def _correct_attendee(request: Request, message: said.CorrectAttendee) -> None:
    correction = Correction(
        name=message.name,
        place=message.place,
        arrived_s=None if message.arrived_at is None else message.arrived_at.timestamp(),
        left_s=None if message.left_at is None else message.left_at.timestamp(),
        present=message.present,
        here_still=message.here_still,
    )
    _change_sheet(request, message, lambda sheet: sheet.correct(message.id, correction))


def _change_sheet(
    request: Request,
    message: said.AddAttendee | said.CountRoom | said.CorrectAttendee,
    act: SheetAct,
) -> None:
    request.room.require_lead(request.by)

    def refused(fault: RoomError) -> None:
        request.seat.send(Failure(reason=fault.reason, about=message.type))

    request.live.care.change(act, refused)


HANDLERS: Mapping[type, Handler] = {
    said.AskToRecord: _ask_to_record,
    said.StartRecording: _start,
    said.StopRecording: _stop,
    said.AnswerForRoom: _answer_for_room,
    said.MarkMoment: _mark,
    said.GiveConsent: _consent,
    said.AskForHelp: _ask_for_help,
    said.AgreeToHelp: _agree,
    said.ReportStatus: _report,
    said.OfferHelp: _offer,
    said.PushInstruction: _push,
    said.InstructionDone: _done,
    said.OpenSide: _open_side,
    said.CloseSide: _close_side,
    said.Companion: _companion,
    said.NotSameRoom: _not_same_room,
    said.AddAttendee: _add_attendee,
    said.CountRoom: _count_room,
    said.CorrectAttendee: _correct_attendee,
}
