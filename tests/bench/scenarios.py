"""Who sends to whom in each measurement."""

from __future__ import annotations

from dataclasses import dataclass

PASSERELLE, NAIVE = "passerelle", "naive relay"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One measurement, made with processes of its own."""

    name: str
    publishers: int
    subscribers: int
    server: str = PASSERELLE
    film: str = "made up"
    rooms: int = 1
    packet_interval_s: float = 0.0
    """0: the packets of a frame leave in one go, as a browser on a fast line sends them."""

    def watched_by(self, subscriber: int) -> list[int]:
        """The publishers that a subscriber receives: those of its room, but not itself."""
        room = subscriber * self.rooms // self.subscribers
        per_room = self.publishers // self.rooms
        in_room = range(room * per_room, (room + 1) * per_room)
        return [publisher for publisher in in_room if per_room == 1 or publisher != subscriber]

    @property
    def participants(self) -> int:
        """The people, each with one peer connection or two."""
        return max(self.publishers, self.subscribers)

    @property
    def copies(self) -> float:
        """To how many subscribers a publisher's packet goes."""
        watched = sum(len(self.watched_by(index)) for index in range(self.subscribers))
        return watched / self.publishers


BAR = "1 x 50"
SCENARIOS = (
    Scenario("1 x 1", 1, 1),
    Scenario("1 x 10", 1, 10),
    Scenario(BAR, 1, 50),
    Scenario("1 x 50, packets 1 ms apart", 1, 50, packet_interval_s=0.001),
    Scenario("1 x 100", 1, 100),
    Scenario("10 rooms x (1 + 5)", 10, 50, rooms=10),
    Scenario("10 rooms x 5, all to all", 50, 50, rooms=10),
    Scenario("real film, 1 x 2", 1, 2, film="encoded"),
    Scenario("real film, 1 x 2", 1, 2, server=NAIVE, film="encoded"),
)
