"""The proxy that a kit's network asks for, as its environment says: HTTPS_PROXY, HTTP_PROXY,
NO_PROXY. HTTP goes through it by aiohttp (`trust_env`); here is what is not HTTP (RFC 9110
section 9.3.6, CONNECT)."""

import base64
import re
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote, urlsplit

MAX_ANSWER_BYTES = 16 * 1024
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})\b")


class TunnelRefused(ConnectionError):
    """The proxy does not connect us; `status` is its answer (407: it wants a name, or another)."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the proxy said {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Proxy:
    """It is spoken to in plain HTTP, as aiohttp speaks to the proxies of the environment."""

    host: str
    port: int
    authorization: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, address: str) -> Self:
        """`http://user:password@proxy:3128`. Raises ValueError."""
        url = urlsplit(address)
        if url.scheme != "http" or not url.hostname:
            raise ValueError("not the address of a proxy")
        authorization = None
        if url.username is not None:
            said = f"{unquote(url.username)}:{unquote(url.password or '')}"
            authorization = f"Basic {base64.b64encode(said.encode()).decode()}"
        return cls(url.hostname, url.port or 80, authorization)

    def __str__(self) -> str:
        """Without the password: it may stand in a log."""
        return f"{self.host}:{self.port}"


def named_proxy(host: str, schemes: Sequence[str] = ("https", "http")) -> str | None:
    """The address that the environment holds for this host: that of the first scheme that has
    one; None: it is reached directly."""
    proxies = urllib.request.getproxies()
    address = next((proxies[scheme] for scheme in schemes if proxies.get(scheme)), None)
    return None if address is None or urllib.request.proxy_bypass(host) else address


def proxy_of(host: str) -> Proxy | None:
    """What TCP to this host is tunnelled through; an address that cannot be read counts as none."""
    address = named_proxy(host)
    try:
        return None if address is None else Proxy.parse(address)
    except ValueError:
        return None


class TunnelOpening:
    """What is said to a proxy, and heard of it, before the tunnel is there."""

    def __init__(self, proxy: Proxy, host: str, port: int) -> None:
        where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        lines = [f"CONNECT {where} HTTP/1.1", f"Host: {where}"]
        if proxy.authorization:
            lines.append(f"Proxy-Authorization: {proxy.authorization}")
        self.request = "\r\n".join((*lines, "", "")).encode()
        self._heard = b""

    def feed(self, data: bytes) -> bytes | None:
        """What follows the proxy's answer, once that is whole and good; None before.

        Raises TunnelRefused, ConnectionError.
        """
        self._heard += data
        answer, end, rest = self._heard.partition(b"\r\n\r\n")
        if not end:
            if len(self._heard) > MAX_ANSWER_BYTES:
                raise ConnectionError("the proxy's answer does not end")
            return None
        status = _STATUS.match(answer)
        if status is None:
            raise ConnectionError("the proxy does not speak HTTP")
        if not 200 <= int(status[1]) < 300:
            raise TunnelRefused(int(status[1]))
        return rest
