"""GET /metrics (Prometheus). Totals only: no label names a person, a room or a link."""

from __future__ import annotations

import time

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from server.http.access import Handler, Route, public

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_UNMATCHED = "unmatched"


class Metrics:
    """One application's registry, to which its parts add their collectors, and the HTTP figures."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._requests = Counter(
            "passerelle_http_requests_total",
            "Requests answered, by method, route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "passerelle_http_request_seconds",
            "Time to answer a request, WebSockets left out.",
            ("route",),
            registry=self.registry,
        )

    def routes(self) -> list[Route]:
        """GET /metrics."""
        return [Route("GET", "/metrics", self.serve, public)]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Every figure in Prometheus' text format."""
        body = generate_latest(self.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})

    @web.middleware
    async def measure(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Counts each request under its route's pattern, never under the address asked for."""
        started_s = time.monotonic()
        status = 500
        websocket = False
        try:
            response = await handler(request)
            status, websocket = response.status, isinstance(response, web.WebSocketResponse)
            return response
        except web.HTTPException as error:
            status = error.status
            raise
        finally:
            resource = request.match_info.route.resource
            route = resource.canonical if resource is not None else _UNMATCHED
            method = request.method if resource is not None else _UNMATCHED
            self._requests.labels(method, route, str(status)).inc()
            if not websocket:
                self._seconds.labels(route).observe(time.monotonic() - started_s)
