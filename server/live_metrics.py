"""What the media plane and the live rooms count, for GET /metrics. Totals over all rooms only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from media.plane.interface import PlaneCounters
from rooms.people import Person

_PLANE_TOTALS = {
    "received_packets": "Datagrams of media received.",
    "received_bytes": "Bytes of media received.",
    "sent_packets": "Datagrams of media sent.",
    "sent_bytes": "Bytes of media sent.",
    "send_failures": "Datagrams that the system did not take.",
    "retransmitted": "Packets sent again because a subscriber missed them.",
    "duplicates": "Packets received twice.",
    "tcp_received_bytes": "Bytes received over TCP; those of datagrams are in the total as well.",
    "tcp_sent_bytes": "Bytes sent over TCP; those of datagrams are in the total as well.",
    "tcp_refused": "TCP connections refused or ended to make room for others.",
}


class LiveCollector(Collector):
    """Read when the figures are asked for; nothing is counted on the way of a packet.

    `people` yields, for each live room, those who hold a place there.
    """

    def __init__(
        self,
        counters: Callable[[], PlaneCounters],
        connections: Callable[[], int],
        people: Callable[[], Iterable[Iterable[Person]]],
    ) -> None:
        self._counters = counters
        self._connections = connections
        self._people = people

    def describe(self) -> Iterator[Metric]:
        """Empty: the registry then does not ask for the figures at registration."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The figures now."""
        yield from self._plane()
        rooms = [list(room) for room in self._people()]
        yield GaugeMetricFamily("passerelle_rooms", "Rooms where somebody is.", len(rooms))
        places = GaugeMetricFamily(
            "passerelle_people",
            "Places held in all rooms, by role and presence.",
            labels=("role", "presence"),
        )
        counted = Counter((person.role, person.presence) for room in rooms for person in room)
        for (role, presence), count in sorted(counted.items()):
            places.add_metric((role.value, presence.value), count)
        yield places

    def _plane(self) -> Iterator[Metric]:
        counters = self._counters()
        for name, meaning in _PLANE_TOTALS.items():
            yield CounterMetricFamily(f"passerelle_media_{name}", meaning, getattr(counters, name))
        dropped = CounterMetricFamily(
            "passerelle_media_dropped", "Datagrams dropped, by reason.", labels=("reason",)
        )
        for reason, count in sorted(counters.dropped.items()):
            dropped.add_metric((reason,), count)
        yield dropped
        yield GaugeMetricFamily(
            "passerelle_media_tcp_connections",
            "TCP connections open, those of strangers included.",
            counters.tcp_connections,
        )
        yield GaugeMetricFamily(
            "passerelle_media_connections",
            "Publishers and subscribers, those being set up included.",
            self._connections(),
        )
