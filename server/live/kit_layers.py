"""Which simulcast layers of the room's cameras somebody wants: the room's kit sends no others."""

from __future__ import annotations

from collections.abc import Mapping

from rooms.room import Room
from server.live.outbox import Outbox
from server.live.room_media import RoomMedia
from server.live.seat import Seat
from server.signaling.to_client.equipment import KitLayers


class KitLayerOrders:
    """Tells the kit when it changes, and a kit that has just come."""

    def __init__(self, room: Room, media: RoomMedia, seats: Mapping[str, Seat]) -> None:
        self._room, self._media, self._seats = room, media, seats
        self._told: tuple[Outbox, dict[str, tuple[str, ...]]] | None = None

    def follow(self, now: float) -> None:
        """To be called when something may have changed, and once a second."""
        agent = self._room.agent()
        seat = self._seats.get(agent.id) if agent is not None else None
        if seat is None or seat.outbox is None:
            self._told = None
            return
        wanted = self._wanted(now)
        before = self._told[1] if self._told and self._told[0] is seat.outbox else {}
        if wanted != before:
            seat.send(KitLayers(layers=wanted))
        self._told = (seat.outbox, wanted)

    def _wanted(self, now: float) -> dict[str, tuple[str, ...]]:
        """By role, for cameras that are published in several layers."""
        tracks = self._media.tracks
        cameras = [
            (role, tracks.get(camera.track or ""))
            for role, camera in self._room.publications.cameras.items()
        ]
        return {
            role: track.wanted_rids(now)
            for role, track in cameras
            if track is not None and track.rids
        }
