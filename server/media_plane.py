"""Opening the packet plane as the settings say, and the addresses that browsers are told."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

from media.control.candidates import host_candidates
from media.plane.interface import Plane
from media.plane.open import PlaneUnavailableError, host_addresses, open_plane
from media.plane.udp import PortUnavailableError
from media.sdp.description import Candidate
from server.errors import StartRefused
from server.ports import port_refusal
from server.settings import Settings


def open_media_plane(settings: Settings) -> tuple[Plane, tuple[Candidate, ...]]:
    """The plane, listening on the media port, and its candidates.

    Raises StartRefused when the port, an address or the kind of plane is not to be had.
    """
    hosts = [str(host) for host in settings.media_host] or host_addresses()
    try:
        plane = open_plane(settings.plane, hosts, settings.media_port)
    except PortUnavailableError as error:
        raise port_refusal(error, "UDP", error.port, "PASSERELLE_MEDIA_PORT") from error
    except PlaneUnavailableError as error:
        raise StartRefused(
            "Le transport « native » n’est pas installé : choisissez PASSERELLE_PLANE=auto.",
            "The “native” plane is not installed: choose PASSERELLE_PLANE=auto.",
        ) from error
    announced = [str(address) for address in settings.public_addresses] or reachable(hosts)
    return plane, host_candidates(announced, plane.port)


def reachable(hosts: Sequence[str]) -> list[str]:
    """The addresses behind `hosts`: an unspecified one (0.0.0.0, ::) stands for all of its kind."""
    found: list[str] = []
    for host in map(ip_address, hosts):
        if not host.is_unspecified:
            found.append(str(host))
            continue
        found += [own for own in host_addresses() if ip_address(own).version == host.version]
    return list(dict.fromkeys(found))
