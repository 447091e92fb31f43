"""Whose request it is, also behind the installation's own reverse proxy."""

from __future__ import annotations

from ipaddress import ip_address

from aiohttp import web

from server.services import SETTINGS
from server.setting_types import IPNetwork


def client_address(request: web.Request) -> str:
    """The caller's address. X-Forwarded-For counts only when a trusted proxy hands it over, and
    is read from the end: what stands before was written by the caller."""
    peer = request.remote or ""
    trusted = request.app[SETTINGS].trusted_proxies
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    while _is_in(peer, trusted) and hops and hops[-1]:
        peer = hops.pop()
    return peer


def _is_in(address: str, networks: tuple[IPNetwork, ...]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)
