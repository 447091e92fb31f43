"""Starting a plane: the choice of its kind, its addresses, its sockets."""

from collections.abc import Sequence
from ipaddress import ip_address

import ifaddr

from media.plane.interface import PlaneEvents
from media.plane.python.plane import PythonPlane
from media.plane.udp import UdpSockets

KINDS = ("auto", "native", "python")


class PlaneUnavailableError(Exception):
    """The kind of plane that was asked for is not there."""


def host_addresses() -> list[str]:
    """The IP addresses of this machine that a browser can reach: loopback first, link-local
    left out.
    """
    found: list[str] = ["127.0.0.1"]
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            text = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            address = ip_address(text.split("%")[0])
            if not (address.is_link_local or address.is_multicast or address.is_unspecified):
                found.append(str(address))
    return list(dict.fromkeys(found))


class OpenPlane(PythonPlane):
    """A plane with its sockets: closing it closes them."""

    def __init__(self, sockets: UdpSockets) -> None:
        super().__init__(sockets.transmit)
        self._sockets = sockets
        self.hosts, self.port = sockets.hosts, sockets.port

    def start(self, events: PlaneEvents) -> None:
        """Read from the sockets, in the running event loop."""
        super().start(events)
        self._sockets.start(self.receive, self.flush, self.counters)

    def close(self) -> None:
        """Remove all peers and close the sockets."""
        super().close()
        self._sockets.close()


def open_plane(kind: str, hosts: Sequence[str], port: int) -> OpenPlane:
    """Bind `port` (0: any) on every address of `hosts`; the endpoint that takes the plane starts
    it.

    `kind` is one of KINDS; the native plane is not built yet, so "auto" is the Python one. Raises
    PlaneUnavailableError for "native", PortUnavailableError when the port cannot be had.
    """
    if kind == "native":
        raise PlaneUnavailableError("the native plane is not part of this build")
    return OpenPlane(UdpSockets(hosts, port))
