"""What one person receives: offers made one at a time, changes in between gathered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from media.control.subscriber import Quality, Subscriber
from media.control.track import Track

SendOffer = Callable[[str, int, Mapping[str, str]], None]


class Subscription:
    """Wraps a subscriber. At most one offer waits for its answer; what changes meanwhile is in the
    next one. An answer to an older generation is ignored."""

    def __init__(self, subscriber: Subscriber, send_offer: SendOffer) -> None:
        self._subscriber = subscriber
        self._send_offer = send_offer
        self._attached: dict[str, Track] = {}
        self._watched: Mapping[str, Quality] = {}
        self._outstanding: int | None = None
        self._changed = False

    @property
    def peer_id(self) -> str:
        """The transport's id."""
        return self._subscriber.id

    def receive(
        self, tracks: Mapping[str, Track], wanted: Mapping[str, Quality], now: float
    ) -> None:
        """Makes `tracks` (by id) the ones received, and offers that when something changed.

        `wanted` are the pictures to be sent, by track id: "high" or "low".
        """
        for track_id in self._attached.keys() - tracks.keys():
            self._subscriber.detach(self._attached.pop(track_id))
            self._changed = True
        # In the caller's order: media sections stay in the order of arrival.
        for track_id, track in tracks.items():
            if track_id not in self._attached:
                self._attached[track_id] = track
                self._subscriber.attach(track)
                self._changed = True
        self._watch(wanted, now)
        self._flush(now)

    def answer(self, sdp: str, generation: int, now: float) -> bool:
        """Takes an answer; False when it is to an older offer. Raises MediaError, after which the
        offer counts as not answered and `restart` makes another."""
        if generation != self._outstanding:
            return False
        self._subscriber.answer(sdp, generation, now)
        self._outstanding = None
        self._flush(now)
        return True

    def restart(self, now: float) -> None:
        """Offers anew, with new ICE credentials, whatever is outstanding."""
        self._subscriber.restart_ice()
        self._outstanding, self._changed = None, True
        self._flush(now)

    def close(self, now: float) -> None:
        """Ends it."""
        self._subscriber.close(now)

    def _watch(self, wanted: Mapping[str, Quality], now: float) -> None:
        watched = {track: layer for track, layer in wanted.items() if track in self._attached}
        if watched != self._watched:
            self._watched = watched
            self._subscriber.watch(watched, now)

    def _flush(self, now: float) -> None:
        if not self._changed or self._outstanding is not None:
            return
        self._changed = False
        sdp, self._outstanding, track_of_mid = self._subscriber.offer(now)
        self._send_offer(sdp, self._outstanding, track_of_mid)
