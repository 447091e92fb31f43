"""What is published in the room, and the camera places it fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rooms.cameras import Camera
from rooms.errors import NotPossible
from rooms.events import (
    CameraChanged,
    CameraGone,
    Event,
    PublicationChanged,
    PublicationEnded,
)
from rooms.source import Source as Source

#: A lost camera's place stays this long for the kit to return to.
CAMERA_PLACE_S = 30.0
#: The room's own publications at once: a kit has three or four cameras.
MAX_ROOM_PUBLICATIONS = 12


@dataclass(frozen=True, slots=True)
class Publication:
    """Tracks that come and go together.

    Either a person's own (`person`), or the room's (`camera_role`, and the place's `camera_id`
    to use if the place is new).
    """

    id: str
    tracks: Mapping[str, Source] = field(default_factory=dict)
    person: str | None = None
    camera_role: str | None = None
    camera_id: str = ""
    label: str = ""


class Publications:
    """Every publication by id, every camera by role. The last one to publish a role holds it."""

    def __init__(self) -> None:
        self.by_id: dict[str, Publication] = {}
        self.cameras: dict[str, Camera] = {}
        self._by_person: dict[str, Publication] = {}
        self._by_track: dict[str, Publication] = {}

    def of_person(self, person: str) -> Publication | None:
        """What this person publishes."""
        return self._by_person.get(person)

    def of_room(self) -> list[Publication]:
        """The room's own publications, the first first."""
        return [p for p in self.by_id.values() if p.person is None]

    def has_room_microphone(self) -> bool:
        """Whether the room itself is heard."""
        return any(Source.MICROPHONE in p.tracks.values() for p in self.of_room())

    def owner_of(self, track: str) -> Publication | None:
        """The publication that `track` belongs to."""
        return self._by_track.get(track)

    def publish(self, publication: Publication) -> list[Event]:
        """Adds it, or changes the tracks of the one with the same id.

        It replaces an older one of the same person or of the same camera role. Raises NotPossible
        ("full") beyond the room's bound.
        """
        older = self._same_place(publication)
        new_place = publication.person is None and older is None
        if new_place and len(self.of_room()) >= MAX_ROOM_PUBLICATIONS:
            raise NotPossible("full")
        events: list[Event] = []
        if older is not None and older.id != publication.id:
            events.append(PublicationEnded(older.id, "replaced"))
        if older is not None:
            self._drop(older.id)
        self._keep(publication)
        events.append(PublicationChanged(publication.id))
        if publication.person is None:
            events += self._fill_place(publication)
        return events

    def end(self, publication_id: str, reason: str) -> list[Event]:
        """Its publisher stopped: the tracks and the camera's place are gone."""
        publication = self._drop(publication_id)
        if publication is None:
            return []
        events: list[Event] = [PublicationEnded(publication.id, reason)]
        camera = self._camera_of(publication)
        if camera is not None:
            del self.cameras[camera.role]
            events.append(CameraGone(camera))
        return events

    def lose(self, publication_id: str, now: float) -> list[Event]:
        """Its publisher vanished: the tracks are gone, the camera's place waits for its return."""
        publication = self._drop(publication_id)
        if publication is None:
            return []
        events: list[Event] = [PublicationEnded(publication.id, "lost")]
        camera = self._camera_of(publication)
        if camera is not None:
            events.append(self._put(replace(camera, track=None, live=False, lost_at=now)))
        return events

    def start(self, track: str) -> list[Event]:
        """The first packets of `track` have come."""
        for camera in self.cameras.values():
            if camera.track == track and not camera.live:
                return [self._put(replace(camera, live=True))]
        return []

    def advance(self, now: float) -> list[Event]:
        """Gives up the places that nobody returned to."""
        stale = [
            camera
            for camera in self.cameras.values()
            if camera.lost_at is not None and now - camera.lost_at >= CAMERA_PLACE_S
        ]
        for camera in stale:
            del self.cameras[camera.role]
        return [CameraGone(camera) for camera in stale]

    def _keep(self, publication: Publication) -> None:
        self.by_id[publication.id] = publication
        self._by_track |= dict.fromkeys(publication.tracks, publication)
        if publication.person is not None:
            self._by_person[publication.person] = publication

    def _drop(self, publication_id: str) -> Publication | None:
        publication = self.by_id.pop(publication_id, None)
        if publication is not None:
            for track in publication.tracks:
                del self._by_track[track]
            if publication.person is not None:
                del self._by_person[publication.person]
        return publication

    def _same_place(self, publication: Publication) -> Publication | None:
        if publication.person is not None:
            return self.of_person(publication.person)
        role = publication.camera_role
        return next((p for p in self.of_room() if p.camera_role == role), None)

    def _fill_place(self, publication: Publication) -> list[Event]:
        role = publication.camera_role
        assert role is not None, "a publication is a person's or the room's"
        place = self.cameras.get(role)
        track = next((t for t, s in publication.tracks.items() if s is Source.CAMERA), None)
        if track is None:
            if place is None:
                return []
            del self.cameras[role]
            return [CameraGone(place)]
        camera_id = place.id if place is not None else publication.camera_id
        live = place is not None and place.track == track and place.live
        camera = Camera(camera_id, role, publication.label, track, live)
        return [] if camera == place else [self._put(camera)]

    def _camera_of(self, publication: Publication) -> Camera | None:
        camera = self.cameras.get(publication.camera_role or "")
        return camera if camera is not None and camera.track in publication.tracks else None

    def _put(self, camera: Camera) -> CameraChanged:
        self.cameras[camera.role] = camera
        return CameraChanged(camera)
