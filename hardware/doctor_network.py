"""What the doctor says of the way to the server: the proxy, and whether the server answers."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp

from hardware.doctor_line import Line
from hardware.network.proxy import Proxy, named_proxy

ANSWER_S = 8.0


async def network_lines(url: str) -> tuple[Line, ...]:
    """Asks the server whether it is alive, the way the kit would."""
    return tuple([line async for line in _lines(url)])


async def _lines(url: str) -> AsyncIterator[Line]:
    parts = urlsplit(url)
    address = named_proxy(parts.hostname or "", (parts.scheme,))
    try:
        proxy = None if address is None else Proxy.parse(address)
    except ValueError:
        yield Line(
            False,
            "L’adresse du mandataire ne convient pas : écrivez HTTPS_PROXY=http://nom:port.",
            "The address of the proxy is not right: write HTTPS_PROXY=http://name:port.",
        )
        return
    if proxy is not None and parts.scheme != "https":
        yield Line(
            False,
            f"Le mandataire {proxy} ne laisse passer la séance que si l’adresse du serveur "
            "commence par https:// : changez PASSERELLE_URL.",
            f"The proxy {proxy} lets a session through only when the server’s address begins with "
            "https://: change PASSERELLE_URL.",
        )
    yield await _answer(url, proxy)


async def _answer(url: str, proxy: Proxy | None) -> Line:
    by = (f" par le mandataire {proxy}", f" through the proxy {proxy}") if proxy else ("", "")
    try:
        async with (
            asyncio.timeout(ANSWER_S),
            aiohttp.ClientSession(trust_env=True) as http,
            http.get(f"{url.rstrip('/')}/healthz") as response,
        ):
            status = response.status
    except aiohttp.ClientHttpProxyError as error:
        return _refused(proxy, error.status)
    except aiohttp.ClientConnectorCertificateError:
        return Line(
            False,
            f"Le certificat de {url}{by[0]} n’est pas reconnu : le réseau l’échange peut-être "
            "contre le sien.",
            f"The certificate of {url}{by[1]} is not recognised: the network may put its own in "
            "its place.",
        )
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        status = 0
    if status == 407:
        return _refused(proxy, status)
    if status != 200:
        return Line(
            False,
            f"Le serveur {url} ne répond pas{by[0]} : vérifiez l’adresse et le réseau.",
            f"The server {url} does not answer{by[1]}: check the address and the network.",
        )
    return Line(True, f"Le serveur {url} répond{by[0]}.", f"The server {url} answers{by[1]}.")


def _refused(proxy: Proxy | None, status: int) -> Line:
    if status == 407:
        return Line(
            False,
            f"Le mandataire {proxy} demande un nom et un mot de passe : "
            "HTTPS_PROXY=http://nom:motdepasse@adresse:port.",
            f"The proxy {proxy} asks for a name and a password: "
            "HTTPS_PROXY=http://name:password@address:port.",
        )
    return Line(
        False,
        f"Le mandataire {proxy} ne laisse pas passer vers le serveur (réponse {status}) : voyez "
        "avec qui gère le réseau.",
        f"The proxy {proxy} does not let us through to the server (answer {status}): ask whoever "
        "runs the network.",
    )
