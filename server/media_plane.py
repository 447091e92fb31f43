"""Opening the packet plane as the settings say, and the addresses that browsers are told."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

from media.control.candidates import host_candidates, tcp_candidates
from media.plane.errors import PlaneUnavailableError, PortUnavailableError
from media.plane.interface import Plane
from media.plane.open import host_addresses, open_plane
from media.sdp.description import Candidate
from server.errors import StartRefused
from server.ports import port_refusal
from server.settings import Settings


def open_media_plane(settings: Settings) -> tuple[Plane, tuple[Candidate, ...]]:
    """The plane, listening on the media port, and its candidates.

    Raises StartRefused when the port, an address or the kind of plane is not to be had.
    """
    _refuse_one_port_for_both(settings)
    hosts = [str(host) for host in settings.media_host] or host_addresses()
    try:
        plane = open_plane(settings.plane, hosts, settings.media_port, tcp=settings.media_tcp)
    except PortUnavailableError as error:
        raise port_refusal(error, error.transport, error.port, "PASSERELLE_MEDIA_PORT") from error
    except PlaneUnavailableError as error:
        raise StartRefused(
            "Le transport « native » n’est pas installé : choisissez PASSERELLE_PLANE=auto.",
            "The “native” plane is not installed: choose PASSERELLE_PLANE=auto.",
        ) from error
    announced = [str(address) for address in settings.public_addresses] or reachable(hosts)
    candidates = host_candidates(announced, plane.port)
    if settings.media_tcp:
        candidates += tcp_candidates(announced, settings.public_tcp_port or plane.port)
    return plane, candidates


def _refuse_one_port_for_both(settings: Settings) -> None:
    """Found out by binding, it would read as if another program had the port."""
    if settings.media_tcp and settings.media_port == settings.http_port != 0:
        port = settings.media_port
        raise StartRefused(
            f"Les pages et l’image veulent toutes deux le port TCP {port} : choisissez un autre "
            "port avec PASSERELLE_MEDIA_PORT, ou renoncez au TCP avec PASSERELLE_MEDIA_TCP=false.",
            f"The pages and the picture both want TCP port {port}: choose another port with "
            "PASSERELLE_MEDIA_PORT, or do without TCP with PASSERELLE_MEDIA_TCP=false.",
        )


def reachable(hosts: Sequence[str]) -> list[str]:
    """The addresses behind `hosts`: an unspecified one (0.0.0.0, ::) stands for all of its kind."""
    found: list[str] = []
    for host in map(ip_address, hosts):
        if not host.is_unspecified:
            found.append(str(host))
            continue
        found += [own for own in host_addresses() if ip_address(own).version == host.version]
    return list(dict.fromkeys(found))
