"""The bench itself works: everything that is published arrives, and the figures make sense."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench.measuring import Measurement, measure
from tests.bench.report import as_dict, verdicts, write_json_lines
from tests.bench.scenarios import BAR, SCENARIOS, Scenario


def test_the_smallest_scenario_delivers_every_packet(tmp_path: Path) -> None:
    measurement = measure(Scenario("1 x 2", 1, 2), warm_up_s=0.5, duration_s=1.0)

    assert measurement.published > 200
    assert measurement.delivered == 2 * measurement.published
    assert measurement.lost_share == 0.0
    assert len(measurement.latencies_s) == measurement.published
    assert 0.0 < measurement.latencies_s[0] <= measurement.latencies_s[-1] < 10.0
    assert measurement.cpu_s > 0.0
    assert measurement.rss_per_participant > 0.0

    written = write_json_lines([measurement], tmp_path).read_text().splitlines()
    assert [json.loads(line)["delivered_packets"] for line in written] == [measurement.delivered]


def test_every_subscriber_watches_its_own_room_and_not_itself() -> None:
    rooms = next(s for s in SCENARIOS if s.rooms == 10 and s.publishers == 50)
    assert rooms.watched_by(0) == [1, 2, 3, 4]
    assert rooms.watched_by(49) == [45, 46, 47, 48]
    assert rooms.copies == 4

    one_camera = next(s for s in SCENARIOS if s.rooms == 10 and s.publishers == 10)
    assert [one_camera.watched_by(i) for i in (0, 4, 5, 49)] == [[0], [0], [1], [9]]
    assert one_camera.copies == 5


def _measured(*, cpu_s: float, latency_s: float) -> Measurement:
    return Measurement(
        scenario=next(s for s in SCENARIOS if s.name == BAR),
        duration_s=10.0,
        published=20_000,
        delivered=1_000_000,
        user_s=cpu_s,
        system_s=0.0,
        idle_cores=0.01,
        rss_per_participant=1e6,
        pss_per_participant=1e6,
        latencies_s=[latency_s],
    )


def test_a_bar_is_judged_by_its_limit() -> None:
    slow = _measured(cpu_s=20.0, latency_s=0.02)
    quick = _measured(cpu_s=5.0, latency_s=0.001)
    assert [passed for passed, _ in verdicts([slow])] == [False, False, True]
    assert [passed for passed, _ in verdicts([quick])] == [True, True, True]
    assert as_dict(quick)["cpu_us_per_packet"] == 5.0
