"""The figures of the plane and of the rooms, read by an independent parser."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from media.plane.interface import PlaneCounters
from rooms.people import Device, Person, Presence
from rooms.roles import Role
from server.live_metrics import LiveCollector


def person(name: str, role: Role, presence: Presence = Presence.HERE) -> Person:
    return Person(name, name, role, Device.PAGE, None, presence)


def test_totals_over_all_rooms() -> None:
    counters = PlaneCounters(received_packets=7, sent_bytes=1200, retransmitted=2)
    counters.drop("oversize")
    counters.drop("oversize")
    rooms = [
        [person("Ann", Role.RESIDENT), person("Kit", Role.KIT)],
        [person("Bob", Role.RESIDENT), person("Cléo", Role.RESIDENT, Presence.WAITING)],
    ]
    registry = CollectorRegistry()
    registry.register(LiveCollector(lambda: counters, lambda: 5, lambda: rooms))
    text = generate_latest(registry).decode()
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["passerelle_media_received_packets_total",] == 7
    assert found["passerelle_media_sent_bytes_total",] == 1200
    assert found["passerelle_media_retransmitted_total",] == 2
    assert found["passerelle_media_dropped_total", "oversize"] == 2
    assert found["passerelle_media_connections",] == 5
    assert found["passerelle_rooms",] == 2
    assert found["passerelle_people", "here", "resident"] == 2
    assert found["passerelle_people", "resident", "waiting"] == 1
    assert found["passerelle_people", "here", "kit"] == 1
    assert not any(name in text for name in ("Ann", "Bob", "Cléo"))


def test_every_total_of_the_plane_is_shown() -> None:
    registry = CollectorRegistry()
    registry.register(LiveCollector(PlaneCounters, lambda: 0, list))
    text = generate_latest(registry).decode()
    for name in PlaneCounters.__dataclass_fields__:
        assert f"passerelle_media_{name}" in text
