"""The addresses that SDP announces: ours are few, and known beforehand (ICE-lite)."""

from collections.abc import Sequence
from ipaddress import ip_address

from media.sdp.description import Candidate

_UDP_PREFERENCE, _TCP_PREFERENCE = 126, 90
"""Type preferences (RFC 8445, section 5.1.2.2): TCP is for those whom UDP does not reach."""
_PASSIVE = 4
"""The direction preference of those who are connected to (RFC 6544, section 4.2)."""


def _udp_preference(host: str, rank: int) -> int:
    # A real network before loopback: a browser on this machine reaches both, one elsewhere only it.
    loopback = ip_address(host).is_loopback
    return (0 if loopback else 32768) + max(0, 1000 - rank)


def _tcp_preference(host: str, rank: int) -> int:
    loopback = ip_address(host).is_loopback
    return (_PASSIVE << 13) + (0 if loopback else 4096) + max(0, 1000 - rank)


def host_candidates(hosts: Sequence[str], port: int) -> tuple[Candidate, ...]:
    """One UDP host candidate per IP address (RFC 8445, section 5.1.2.1 for the priority)."""
    return tuple(
        Candidate(
            foundation=str(rank + 1),
            component=1,
            transport="udp",
            priority=(_UDP_PREFERENCE << 24) + (_udp_preference(host, rank) << 8) + 255,
            host=host,
            port=port,
        )
        for rank, host in enumerate(hosts)
    )


def tcp_candidates(hosts: Sequence[str], port: int) -> tuple[Candidate, ...]:
    """One passive TCP host candidate per IP address (RFC 6544, section 4.5), to be named after
    those of UDP: some clients look at the first alone.
    """
    return tuple(
        Candidate(
            foundation=str(len(hosts) + rank + 1),
            component=1,
            transport="tcp",
            priority=(_TCP_PREFERENCE << 24) + (_tcp_preference(host, rank) << 8) + 255,
            host=host,
            port=port,
            tcp_type="passive",
        )
        for rank, host in enumerate(hosts)
    )
