"""The relays that the server names: in a welcome as browsers take them, to WHIP as Link headers
(RFC 8288; RFC 9725 section 4.6)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hardware.network.turn import Relay
from hardware.network.turn_url import TurnUrl

_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+))')
_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[\w-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]+))*)')
_ESCAPED = re.compile(r"\\(.)")


def relays_of_links(headers: Iterable[str]) -> tuple[Relay, ...]:
    """From the values of all Link headers; what is no relay is left out."""
    return tuple(
        relay for header in headers for server in _servers(header) for relay in _relays(server)
    )


def relays_of_servers(servers: Iterable[Mapping[str, Any]]) -> tuple[Relay, ...]:
    """From a welcome's `ice_servers`; what is no relay is left out."""
    return tuple(relay for server in servers for relay in _relays(server))


def _servers(header: str) -> Iterator[dict[str, str]]:
    for target, parameters in _LINK.findall(header):
        told = {
            name.lower(): _ESCAPED.sub(r"\1", quoted) or plain
            for name, quoted, plain in _PARAMETER.findall(parameters)
        }
        if told.get("rel") == "ice-server":
            yield told | {"urls": target}


def _relays(server: Mapping[str, Any]) -> Iterator[Relay]:
    urls = server.get("urls", ())
    name, credential = server.get("username"), server.get("credential")
    for url in (urls,) if isinstance(urls, str) else urls:
        try:
            yield Relay(TurnUrl.parse(str(url)), str(name or ""), str(credential or ""))
        except ValueError:
            continue
