"""What one person receives: offers made one at a time, changes in between gathered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from server.live.media_interface import Subscriber, Track

SendOffer = Callable[[str, int, Mapping[str, str]], None]


class Subscription:
    """Wraps a subscriber. At most one offer waits for its answer; what changes meanwhile is in the
    next one. An answer to an older generation is ignored."""

    def __init__(self, subscriber: Subscriber, send_offer: SendOffer) -> None:
        self._subscriber = subscriber
        self._send_offer = send_offer
        self._attached: dict[str, Track] = {}
        self._wanted: dict[str, str] = {}
        self._outstanding: int | None = None
        self._changed = False

    @property
    def peer_id(self) -> str:
        """The transport's id."""
        return self._subscriber.id

    def receive(self, tracks: Mapping[str, Track], now: float) -> None:
        """Makes `tracks` (by id) the ones received, and offers that when something changed."""
        for track_id in self._attached.keys() - tracks.keys():
            self._subscriber.detach(self._attached.pop(track_id))
            self._changed = True
        # In the caller's order: media sections stay in the order of arrival.
        for track_id, track in tracks.items():
            if track_id not in self._attached:
                self._attached[track_id] = track
                self._subscriber.attach(track)
                self._changed = True
        if self._changed:
            self._apply_watch()
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

    def watch(self, wanted: Mapping[str, str]) -> None:
        """The pictures wanted, by track id: "high" or "low"."""
        self._wanted = dict(wanted)
        self._apply_watch()

    def close(self, now: float) -> None:
        """Ends it."""
        self._subscriber.close(now)

    def _apply_watch(self) -> None:
        wanted = {track: q for track, q in self._wanted.items() if track in self._attached}
        self._subscriber.watch(wanted)

    def _flush(self, now: float) -> None:
        if not self._changed or self._outstanding is not None:
            return
        self._changed = False
        sdp, self._outstanding, track_of_mid = self._subscriber.offer(now)
        self._send_offer(sdp, self._outstanding, track_of_mid)
