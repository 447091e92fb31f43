"""The address of a TURN server (RFC 7065)."""

import re
from dataclasses import dataclass
from typing import Literal, Self

PORT, TLS_PORT = 3478, 5349
_FORM = re.compile(
    r"(?P<scheme>turns?):(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s\[\]:?/@]+)(?::(?P<port>\d{1,5}))?"
    r"(?:\?transport=(?P<transport>udp|tcp))?"
)


@dataclass(frozen=True, slots=True)
class TurnUrl:
    """`transport` is that between us and the relay; behind it everything is UDP."""

    host: str
    port: int
    transport: Literal["udp", "tcp"]
    tls: bool

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError. TURN over DTLS (`turns:` with `transport=udp`) is not one of ours:
        no browser has it."""
        form = _FORM.fullmatch(text)
        if form is None:
            raise ValueError("not the address of a TURN server")
        tls = form["scheme"] == "turns"
        port = int(form["port"] or (TLS_PORT if tls else PORT))
        if not 0 < port < 65536 or (tls and form["transport"] == "udp"):
            raise ValueError("not the address of a TURN server")
        tcp = tls or form["transport"] == "tcp"
        return cls(form["host"].strip("[]"), port, "tcp" if tcp else "udp", tls)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = "turns" if self.tls else "turn"
        return f"{scheme}:{host}:{self.port}?transport={self.transport}"
