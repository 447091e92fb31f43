"""How consent and the attendance sheet look in messages and in the interface. See
docs/protocol.md."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rooms.attendance import Attendee, Counts, Origin, Place, Sheet
from rooms.consent import Answer, Consent
from rooms.room import Room
from server.signaling.topic_views import instant
from server.signaling.views import View


class RecordingView(View):
    """Everybody is asked; whoever agreed is recorded once it is `started`. `writing`: it is really
    being written. `room`: those in the room agree."""

    on: bool
    started: bool
    writing: bool
    room: bool
    since: datetime
    by: str
    kept_until: datetime
    text_version: str


class ConsentView(View):
    """One's own answer. `parent`: a child's answer waits for a parent's name, or has it."""

    answer: Answer
    at: datetime
    parent: str | None


class AttendeeView(View):
    """One line of the sheet."""

    id: str
    name: str
    place: Place
    origin: Origin
    arrived_at: datetime
    left_at: datetime | None
    present: bool
    corrected: bool


class CountsView(View):
    """How many, from where."""

    room: int
    home: int
    phone: int


def recording_view(room: Room) -> RecordingView | None:
    """What everybody may know of the recording, or None while nobody is asked."""
    asking = room.consents.asking
    if asking is None:
        return None
    return RecordingView(
        on=True,
        started=room.recording.wanted,
        writing=room.recording.writing,
        room=room.consents.may_record_room(),
        since=instant(asking.since_s),
        by=asking.by,
        kept_until=instant(asking.kept_until_s),
        text_version=asking.text_version,
    )


def consent_view(consent: Consent | None) -> ConsentView | None:
    """Somebody's answer, or None."""
    if consent is None:
        return None
    parent = consent.parent or None
    return ConsentView(answer=consent.answer, at=instant(consent.at_s), parent=parent)


def attendee_view(line: Attendee) -> AttendeeView:
    """One line."""
    return AttendeeView(
        id=line.id,
        name=line.name,
        place=line.place,
        origin=line.origin,
        arrived_at=instant(line.arrived_s),
        left_at=None if line.left_s is None else instant(line.left_s),
        present=line.present,
        corrected=line.corrected,
    )


def attendee_views(lines: Iterable[Attendee]) -> tuple[AttendeeView, ...]:
    """Lines in their order."""
    return tuple(attendee_view(line) for line in lines)


def counts_view(counts: Counts) -> CountsView:
    """The counts."""
    return CountsView(room=counts.room, home=counts.home, phone=counts.phone)


def sheet_counts(sheet: Sheet) -> dict[str, CountsView]:
    """Those who took part so far, and those who take part now."""
    return {"counts": counts_view(sheet.counts()), "here": counts_view(sheet.here())}
