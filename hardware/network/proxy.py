"""The proxy that a kit's network asks for, as its environment says: HTTPS_PROXY, HTTP_PROXY,
NO_PROXY. HTTP goes through it by aiohttp (`trust_env`); here is what is not HTTP (RFC 9110
section 9.3.6, CONNECT)."""

import base64
import re
import urllib.request
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote, urlsplit

MAX_ANSWER_BYTES = 16 * 1024
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})\b")
_PORTS = {"http": 80, "https": 443}


class TunnelRefused(ConnectionError):
    """The proxy does not connect us; `status` is its answer (407: it wants a name, or another)."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the proxy said {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Proxy:
    """`tls`: the proxy itself is spoken to over TLS."""

    host: str
    port: int
    tls: bool = False
    authorization: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, address: str) -> Self:
        """`http://user:password@proxy:3128`. Raises ValueError."""
        url = urlsplit(address if "//" in address else f"http://{address}")
        if url.scheme not in _PORTS or not url.hostname:
            raise ValueError("not the address of a proxy")
        authorization = None
        if url.username is not None:
            said = f"{unquote(url.username)}:{unquote(url.password or '')}"
            authorization = f"Basic {base64.b64encode(said.encode()).decode()}"
        port = url.port or _PORTS[url.scheme]
        return cls(url.hostname, port, url.scheme == "https", authorization)

    def __str__(self) -> str:
        """Without the password: it may stand in a log."""
        return f"{self.host}:{self.port}"


def proxy_of(host: str, scheme: str = "https") -> Proxy | None:
    """The one that the environment names for this host; None: it is reached directly. One whose
    address cannot be read counts as none."""
    address = urllib.request.getproxies().get(scheme)
    if not address or urllib.request.proxy_bypass(host):
        return None
    try:
        return Proxy.parse(address)
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
