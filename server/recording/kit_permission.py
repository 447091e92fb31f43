"""What the room's kit may keep by itself while its line is cut: written down, and told to it."""

from __future__ import annotations

from collections.abc import Collection

from recorder.kit_parts.permitted import Permitted
from recorder.writing_thread import WritingThread
from rooms.people import Device, Person
from rooms.roles import Role
from rooms.source import Source
from server.care.ledger import THE_ROOM
from server.live.audience import Audience
from server.recording.recordings import Recordings
from server.signaling.to_client.equipment import KitRecording

NOT_RECORDED = KitRecording(recording=None)


class KitPermission:
    """Of one recording that is under way. Times are in ms since it began."""

    def __init__(
        self,
        audience: Audience,
        thread: WritingThread,
        recordings: Recordings,
        before: Permitted | None,
    ) -> None:
        """`before`: what was written of a recording that is gone on with. What might be kept when
        the server ended might be kept until now, unless the first look says otherwise."""
        self._audience, self._recordings = audience, recordings
        self._folder = thread.folder
        self._permitted = before or Permitted(audience.room.slug, THE_ROOM)

    def look(self, at_ms: int, sources: Collection[Source]) -> None:
        """These may be kept from now on; another answer is told at once."""
        if self._permitted.note(at_ms, {source.value for source in sources}):
            save = self._permitted.copy().save
            self._recordings.spawn(self._recordings.on_disk(save, self._folder))
            self.tell(at_ms)

    def tell(self, at_ms: int) -> None:
        """Told again and again: that is how the kit's clock is set beside the recording's."""
        now = self._permitted.now
        message = KitRecording(
            recording=self._folder.name,
            at_ms=at_ms,
            camera="camera" in now,
            microphone="microphone" in now,
        )
        tell_kits(self._audience, message)

    def end(self, at_ms: int) -> None:
        """Nothing more is to be kept; a server that ends says nothing, and goes on later."""
        if self._recordings.ending:
            return
        self.look(at_ms, ())
        tell_kits(self._audience, NOT_RECORDED)


def tell_kits(audience: Audience, message: KitRecording) -> None:
    """To the agents in the room."""
    for seat, person in audience.connected():
        if is_agent(person):
            seat.send(message)


def is_agent(person: Person | None) -> bool:
    """Whether it films and hears; the room's screen, which is a kit's too, does not."""
    return person is not None and person.role is Role.KIT and person.device is Device.AGENT
