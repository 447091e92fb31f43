"""One scenario, from fresh processes to figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.bench.film import FRAMES_PER_S, Frame, encoded_film, made_up_film
from tests.bench.naive_relay_process import naive_relay_process
from tests.bench.publishing import publisher_process
from tests.bench.receiving import crowd_process, probe_process
from tests.bench.resources import Usage
from tests.bench.scenarios import NAIVE, PASSERELLE, Scenario
from tests.bench.server_process import server_process
from tests.bench.workers import READY, Worker

SERVERS = {PASSERELLE: server_process, NAIVE: naive_relay_process}
FILMS: dict[str, Callable[[], list[Frame]]] = {"made up": made_up_film, "encoded": encoded_film}
QUIET_S = 0.2
"""When nothing has arrived for this long, everything has."""
MAX_BACKLOG_S = 10.0
IDLE_S = 1.0


@dataclass(frozen=True, slots=True)
class Measurement:
    """The figures of one scenario. Times in seconds, memory in bytes; CPU is the server's alone."""

    scenario: Scenario
    duration_s: float
    published: int
    """RTP packets sent by all publishers."""
    delivered: int
    """RTP packets that arrived at all subscribers."""
    user_s: float
    system_s: float
    idle_cores: float
    """CPU seconds per second with everybody connected and nobody sending."""
    rss_per_participant: float
    pss_per_participant: float
    latencies_s: list[float] = field(repr=False)
    """Of each packet to the subscriber that joined last, in ascending order."""
    publisher_late_s: float = 0.0
    """How far the publishers fell behind their timetable, at worst."""
    dropped: dict[str, int] = field(default_factory=dict)

    @property
    def cpu_s(self) -> float:
        """User and system."""
        return self.user_s + self.system_s

    @property
    def cpu_us_per_packet(self) -> float:
        """Microseconds of the server's CPU per delivered packet."""
        return self.cpu_s / max(1, self.delivered) * 1e6

    @property
    def cores(self) -> float:
        """CPU seconds per second."""
        return self.cpu_s / self.duration_s

    @property
    def cores_per_subscriber(self) -> float:
        """CPU seconds per second and subscriber."""
        return self.cores / self.scenario.subscribers

    @property
    def lost_share(self) -> float | None:
        """Share of the packets that should have arrived and did not; None where the server sends
        packets of its own making.
        """
        if self.scenario.server == NAIVE:
            return None
        return 1.0 - self.delivered / (self.published * self.scenario.copies)

    def latency_s(self, share: float) -> float | None:
        """The latency that this share (0 to 1) of the packets does not exceed."""
        if not self.latencies_s:
            return None
        return self.latencies_s[min(len(self.latencies_s) - 1, int(share * len(self.latencies_s)))]


def measure(scenario: Scenario, *, warm_up_s: float, duration_s: float) -> Measurement:
    """Start the processes, connect everybody, let media flow, and read the figures.

    Raises WorkerFailed.
    """
    with ExitStack() as stack:

        def start(main: Callable[..., None], *arguments: object) -> Worker:
            return stack.enter_context(Worker(main, *arguments))

        is_lite = scenario.server == PASSERELLE
        server = start(SERVERS[scenario.server])
        publishers = start(publisher_process, FILMS[scenario.film](), is_lite)
        crowd = start(crowd_process, is_lite)
        probe = start(probe_process, is_lite)
        return _Run(scenario, server, publishers, crowd, probe).measure(warm_up_s, duration_s)


@dataclass(slots=True)
class _Run:
    scenario: Scenario
    server: Worker
    publishers: Worker
    crowd: Worker
    probe: Worker

    def measure(self, warm_up_s: float, duration_s: float) -> Measurement:
        # Pages that a process shares count less for each other one that comes.
        for worker in (self.publishers, self.crowd, self.probe):
            worker.call(READY)
        empty: Usage = self.server.call("usage")
        self._connect()
        idle_before: Usage = self.server.call("usage")
        time.sleep(IDLE_S)
        idle_after: Usage = self.server.call("usage")
        self._stream(warm_up_s)
        self.probe.call("take_latencies")
        before: Usage = self.server.call("usage")
        received_before = self._received()
        published, late_s = self._stream(duration_s)
        after: Usage = self.server.call("usage")
        count = self.scenario.participants
        return Measurement(
            scenario=self.scenario,
            duration_s=after.at_s - before.at_s,
            published=published,
            delivered=self._received() - received_before,
            user_s=after.user_s - before.user_s,
            system_s=after.system_s - before.system_s,
            idle_cores=(idle_after.cpu_s - idle_before.cpu_s)
            / (idle_after.at_s - idle_before.at_s),
            rss_per_participant=(after.rss_bytes - empty.rss_bytes) / count,
            pss_per_participant=(after.pss_bytes - empty.pss_bytes) / count,
            latencies_s=sorted(self.probe.call("take_latencies")),
            publisher_late_s=late_s,
            dropped={k: n for k, n in self.server.call("dropped").items() if n},
        )

    def _connect(self) -> None:
        for publisher in range(self.scenario.publishers):
            answer = self.server.call("publish", self.publishers.call("offer"))
            self.publishers.call("answered", publisher, answer)
        self.publishers.call("connect")
        # The last to join is the last to be served with each packet: the one with most to wait for.
        last = self.scenario.subscribers - 1
        for subscriber in range(self.scenario.subscribers):
            watched = self.scenario.watched_by(subscriber)
            offer = self.server.call("subscribe", watched)
            client = self.probe if subscriber == last else self.crowd
            self.server.call("answered", subscriber, client.call("join", offer))
        self.crowd.call("connect")
        self.probe.call("connect")

    def _stream(self, seconds: float) -> tuple[int, float]:
        frames = max(1, round(seconds * FRAMES_PER_S))
        sent: tuple[int, float] = self.publishers.call(
            "stream", frames, self.scenario.packet_interval_s
        )
        self._await_quiet()
        return sent

    def _await_quiet(self) -> None:
        """A server without enough CPU is behind: the last packet sent is not the last to arrive."""
        give_up_at = time.monotonic() + MAX_BACKLOG_S
        received = -1
        while received != (received := self._received()) and time.monotonic() < give_up_at:
            time.sleep(QUIET_S)

    def _received(self) -> int:
        """The packets that have arrived, at all subscribers."""
        received: int = self.crowd.call("received") + self.probe.call("received")
        return received
