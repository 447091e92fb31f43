"""A mail server (RFC 5321) on the loopback, which keeps what it is given."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mailbox:
    """An SMTP server that takes every letter; with `password`, of those alone who know it."""

    password: str = ""
    letters: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    port: int = 0
    #: So many connections are refused first.
    busy: int = 0
    #: Addresses that nobody has here.
    unknown: frozenset[str] = frozenset()

    async def __aenter__(self) -> Mailbox:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        if self.busy:
            self.busy -= 1
            say("421 busy")
            writer.close()
            return
        say("220 mailbox")
        to: list[str] = []
        known = not self.password
        while line := (await reader.readline()).decode().strip():
            verb = line.split(":")[0].split(" ")[0].upper()
            if verb == "EHLO":
                say("250-mailbox")
                say("250-AUTH PLAIN")
                say("250 8BITMIME")
            elif verb == "AUTH":
                words = base64.b64decode(line.split(" ")[2]).decode().split("\0")
                known = words[2] == self.password
                say("235 yes" if known else "535 no")
            elif verb == "MAIL":
                say("250 yes" if known else "530 who?")
            elif verb == "RCPT":
                address = line.split("<")[1].split(">")[0]
                if address not in self.unknown:
                    to.append(address)
                say("550 who?" if address in self.unknown else "250 yes")
            elif verb == "DATA":
                say("354 go on")
                body = await reader.readuntil(b"\r\n.\r\n")
                letter = message_from_bytes(body[:-3], policy=policy.default)
                assert isinstance(letter, EmailMessage)
                self.letters.append((to, letter))
                to = []
                say("250 taken")
            elif verb == "QUIT":
                say("221 bye")
                break
            else:
                say("250 yes")
        writer.close()
