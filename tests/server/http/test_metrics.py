"""Figures in Prometheus' format, and nobody in them."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from rooms.roles import Role
from tests.server.conftest import Served


async def samples(served: Served) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    async with served.client.get("/metrics") as response:
        assert response.status == 200
        assert response.content_type == "text/plain"
        text = await response.text()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def requests(method: str, route: str, status: int) -> tuple[str, tuple[tuple[str, str], ...]]:
    labels = {"method": method, "route": route, "status": str(status)}
    return "passerelle_http_requests_total", tuple(sorted(labels.items()))


async def test_requests_are_counted_by_route(served: Served) -> None:
    for _ in range(3):
        async with served.client.get("/s/somebody"):
            pass
    async with served.client.post("/api/code", json={"code": "111222333"}):
        pass
    async with served.client.get("/nowhere/at/all"):
        pass
    found = await samples(served)
    assert found[requests("GET", "/s/{session}", 200)] == 3
    assert found[requests("POST", "/api/code", 404)] == 1
    assert found[requests("unmatched", "unmatched", 404)] == 1
    seconds = ("passerelle_http_request_seconds_count", (("route", "/s/{session}"),))
    assert found[seconds] == 3


async def test_what_was_asked_for_is_no_label(served: Served) -> None:
    session = await served.session()
    token = served.token(Role.RESIDENT, session=session.id)
    for path in (f"/s/{session.id}", "/salle/canary", "/canary", f"/api/session?x={token}"):
        async with served.client.get(path, headers={"Authorization": f"Bearer {token}"}):
            pass
    async with served.client.request("CANARY", "/canary"):
        pass
    async with served.client.get("/metrics") as response:
        text = await response.text()
    assert session.id not in text and token not in text
    assert "canary" not in text.lower()


async def test_the_process_itself(served: Served) -> None:
    found = await samples(served)
    assert found["process_resident_memory_bytes", ()] > 1_000_000


async def test_the_media_and_the_rooms_are_there(served: Served) -> None:
    found = await samples(served)
    assert found["passerelle_media_received_packets_total", ()] == 0
    assert found["passerelle_media_connections", ()] == 0
    assert found["passerelle_rooms", ()] == 0
