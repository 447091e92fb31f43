"""What the values of settings may be, and how each is read from its text."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

from hardware.network.turn_url import TurnUrl

DATABASE_SCHEMES = ("sqlite+aiosqlite", "postgresql+asyncpg")

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network


def _each(parse: Callable[[str], object]) -> BeforeValidator:
    """Several in one text, separated by commas."""

    def read(value: object) -> object:
        parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
        return [parse(part) for part in parts] if isinstance(parts, list) else parts

    return BeforeValidator(read)


def _web_origin(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or not url.hostname or url.path not in ("", "/"):
        raise ValueError("not a web origin")
    if url.query or url.fragment or url.username:
        raise ValueError("not a web origin")
    return f"{url.scheme}://{url.netloc}"


def _web_address(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ValueError("not a web address")
    return value


def _database_url(value: str) -> str:
    if not value.startswith(tuple(f"{scheme}://" for scheme in DATABASE_SCHEMES)):
        raise ValueError("not a database we know")
    return value


Addresses = Annotated[tuple[IPAddress, ...], NoDecode, _each(ip_address)]
Networks = Annotated[tuple[IPNetwork, ...], NoDecode, _each(ip_network)]
TurnUrls = Annotated[tuple[TurnUrl, ...], NoDecode, _each(TurnUrl.parse)]
WebOrigin = Annotated[str, AfterValidator(_web_origin)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
DatabaseUrl = Annotated[str, AfterValidator(_database_url)]
#: To listen on; 0: any that is free.
Port = Annotated[int, Field(ge=0, le=65535)]
#: To call.
CalledPort = Annotated[int, Field(ge=1, le=65535)]
Gigabytes = Annotated[int, Field(ge=1, le=100_000)]
