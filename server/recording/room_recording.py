"""The recording of one live room: begun and ended as whoever leads wants, and never holding what
somebody did not agree to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from media.control.tap import TrackTap
from media.control.track import Track
from recorder.kit_parts.permitted import load_permitted
from recorder.replay.events import Events, Mark, read_events
from recorder.session import Recording
from recorder.writing_thread import WritingThread
from rooms.events import Event, Welcomed
from rooms.recordable import agreed, recordable, recordable_of_room
from rooms.recording import RecordingWanted
from server.live.audience import Audience
from server.live.room_media import RoomMedia
from server.recording.kit_permission import NOT_RECORDED, KitPermission, is_agent
from server.recording.proof import message_of, stopped_by_disk, without_room
from server.recording.recordings import Recordings
from server.recording.timeline import SessionEvents, spotlighted
from server.recording.who import who_is

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Running:
    """What is being written now."""

    recording: Recording
    thread: WritingThread
    events: SessionEvents
    kit: KitPermission
    known: dict[str, Track] = field(default_factory=dict)


class RoomRecording:
    """Follows one room. Without `recordings` (no folder to write to) nothing is ever written."""

    def __init__(
        self,
        audience: Audience,
        media: RoomMedia,
        tap: Callable[[Track], TrackTap],
        recordings: Recordings | None,
        apply: Callable[[Iterable[Event]], None],
    ) -> None:
        """`apply` takes what changed in the policy, as `LiveRoom.apply` does."""
        self._audience, self._media, self._tap = audience, media, tap
        self._recordings, self._apply = recordings, apply
        self._running: _Running | None = None
        #: The folder of what is gone on with at the next beginning.
        self._interrupted: Path | None = None
        #: Names the wish that a recording which is being opened is for.
        self._wish: object | None = None
        self._agreed: frozenset[str] = frozenset()
        self._on: frozenset[str] = frozenset()

    def go_on(self) -> None:
        """Goes on with what an earlier process was writing of this session, by what its people
        answered then. Nobody has to ask for it again."""
        room, recordings = self._audience.room, self._recordings
        session = room.current
        if recordings is None or session is None or room.recording.wanted:
            return
        if not (room.agenda.is_open and session.recording):
            return
        interrupted = recordings.take_awaited(session.id)
        if interrupted is not None:
            room.consents.restore(interrupted.answers, interrupted.of_room)
            self._interrupted = interrupted.folder
            self._apply([*room.consents.ask(interrupted.asking), *room.recording.start()])

    def follow(self, events: Iterable[Event], now: float) -> None:
        """Does what `events`, which have all happened, ask for. `now`: seconds."""
        for event in events:
            if isinstance(event, RecordingWanted):
                self.end()
                if event.on:
                    self._begin()
            elif isinstance(event, Welcomed):
                self._welcome(event.person)
        self._look(now)

    def tick(self, now: float) -> None:
        """Every 20 ms: what came since is written, if it still may be."""
        if self._running is not None:
            self._look(now)
            self._running.recording.tick(now)

    def report(self, now: float) -> None:
        """About once a second: those who lead see how the writing goes, and everybody whether it
        does."""
        running = self._running
        if running is None:
            return
        state = running.recording.state
        self._apply(self._audience.room.recording.tell_writing(not stopped_by_disk(state)))
        self._audience.tell_leaders(
            message_of(state, now - running.thread.began, running.thread.interruptions)
        )
        running.kit.tell(_ms(now - running.thread.began))

    def mark(self, title: str, now: float) -> None:
        """Whoever leads wants to find this moment again."""
        if self._running is not None:
            at_ms = _ms(now - self._running.thread.began)
            self._running.events.add_mark(Mark(at_ms, title))

    def end(self) -> None:
        """Ends what is being written, if anything is."""
        self._wish = None
        running, self._running = self._running, None
        if running is not None and self._recordings is not None:
            # By what was so until now: whoever ends a session has not withdrawn anybody's yes.
            running.kit.end(self._recordings.since(running.thread))
            self._recordings.end(running.recording, running.thread)

    def _begin(self) -> None:
        session, recordings = self._audience.room.current, self._recordings
        if session is not None and recordings is not None:
            self._wish = wish = object()
            interrupted, self._interrupted = self._interrupted, None
            recordings.spawn(self._open(recordings, session.id, wish, interrupted))

    async def _open(
        self, recordings: Recordings, session: str, wish: object, interrupted: Path | None
    ) -> None:
        try:
            recording, thread, before = await self._opened(recordings, session, interrupted)
        except OSError as fault:
            _log.error("no recording", room=self._audience.room.slug, fault=str(fault))
            if self._wish is wish:
                self._audience.tell_leaders(without_room(fault))
                self._apply(self._audience.room.recording.stop())
            return
        permitted = await recordings.on_disk(load_permitted, thread.folder)
        if self._wish is not wish:
            recordings.end(recording, thread)
            return
        events = SessionEvents(thread.folder, recordings, before)
        kit = KitPermission(self._audience, thread, recordings, permitted)
        self._running = _Running(recording, thread, events, kit)
        self._apply(self._audience.room.recording.tell_writing(True))

    async def _opened(
        self, recordings: Recordings, session: str, interrupted: Path | None
    ) -> tuple[Recording, WritingThread, Events]:
        """Raises OSError."""
        if interrupted is not None:
            try:
                recording, thread = await recordings.go_on(interrupted, self._tap)
                return recording, thread, await recordings.on_disk(read_events, interrupted)
            except (OSError, KeyError, TypeError, ValueError):
                # Deleted meanwhile, or not to be read: then another is begun.
                _log.exception("recording not gone on with", room=self._audience.room.slug)
        asking = self._audience.room.consents.asking
        recording, thread = await recordings.open(session, self._tap, asking)
        return recording, thread, Events()

    def _welcome(self, person_id: str) -> None:
        """A kit that was away learns that nothing is recorded any more; else it is told within a
        second how it goes on."""
        if self._wish is None and is_agent(self._audience.room.people.get(person_id)):
            self._audience.tell(person_id, NOT_RECORDED)

    def _look(self, now: float) -> None:
        """What may be written from now on."""
        running = self._running
        if running is None:
            return
        tracks = {t: track for t, track in self._media.tracks.items() if track.active}
        # First those that are over, while it is still known that they might be written.
        for gone in running.known.keys() - tracks.keys():
            running.recording.remove(running.known.pop(gone))
        self._agreed, self._on = agreed(self._audience.room), recordable(self._audience.room)
        for new in tracks.keys() - running.known.keys():
            running.known[new] = tracks[new]
            self._add(running.recording, tracks[new])
        at_ms = _ms(now - running.thread.began)
        running.events.spotlight(at_ms, spotlighted(self._audience.room))
        running.kit.look(at_ms, recordable_of_room(self._audience.room))

    def _add(self, recording: Recording, track: Track) -> None:
        audience = self._audience
        recording.add(
            track,
            lambda: who_is(audience.room, audience.session_view(None), track.id),
            lambda: track.id in self._agreed,
            lambda: track.id in self._on,
        )


def _ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))
