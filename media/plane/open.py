"""Starting a plane: the choice of its kind, its addresses, its sockets."""

from collections.abc import Sequence
from ipaddress import ip_address

import ifaddr

from media.plane.errors import PlaneUnavailableError, PortUnavailableError
from media.plane.interface import Path, PlaneEvents
from media.plane.python.plane import PythonPlane
from media.plane.tcp import TcpListeners
from media.plane.udp import UdpSockets

KINDS = ("auto", "native", "python")
PORT_ATTEMPTS = 20
"""Any free UDP port will do, but somebody may have the same one for TCP."""


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

    def __init__(self, udp: UdpSockets, tcp: TcpListeners | None) -> None:
        self._udp, self._tcp = udp, tcp
        self._udp_count = len(udp.hosts)
        super().__init__(udp.transmit if tcp is None else self._transmit_either)
        self.hosts, self.port = udp.hosts, udp.port

    def start(self, events: PlaneEvents) -> None:
        """Read from the sockets, in the running event loop."""
        super().start(events)
        self._udp.start(self.receive, self.flush, self.counters)
        if self._tcp is not None:
            self._tcp.start(self, self.counters)

    def _transmit_either(self, path: Path, datagrams: list[bytes]) -> None:
        if path.socket < self._udp_count:
            self._udp.transmit(path, datagrams)
        elif self._tcp is not None:
            self._tcp.transmit(path, datagrams)

    def close(self) -> None:
        """Remove all peers and close the sockets."""
        super().close()
        self._udp.close()
        if self._tcp is not None:
            self._tcp.close()


def open_plane(kind: str, hosts: Sequence[str], port: int, *, tcp: bool = True) -> OpenPlane:
    """Bind `port` (0: any) on every address of `hosts`, for UDP and, with `tcp`, for TCP; the
    endpoint that takes the plane starts it.

    `kind` is one of KINDS; the native plane is not built yet, so "auto" is the Python one. Raises
    PlaneUnavailableError for "native", PortUnavailableError when the port cannot be had.
    """
    if kind == "native":
        raise PlaneUnavailableError("the native plane is not part of this build")
    for attempts_left in reversed(range(PORT_ATTEMPTS)):
        udp = UdpSockets(hosts, port)
        if not tcp:
            return OpenPlane(udp, None)
        try:
            return OpenPlane(udp, TcpListeners(hosts, udp.port, len(hosts)))
        except PortUnavailableError:
            udp.close()
            if port or not attempts_left:
                raise
    raise AssertionError("unreachable")
