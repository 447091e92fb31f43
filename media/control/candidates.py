"""The addresses that SDP announces: ours are few, and known beforehand (ICE-lite)."""

from collections.abc import Sequence
from ipaddress import ip_address

from media.sdp.description import Candidate

_HOST_PREFERENCE = 126


def _local_preference(host: str, rank: int) -> int:
    # A real network before loopback: a browser on this machine reaches both, one elsewhere only it.
    loopback = ip_address(host).is_loopback
    return (0 if loopback else 32768) + max(0, 1000 - rank)


def host_candidates(hosts: Sequence[str], port: int) -> tuple[Candidate, ...]:
    """One UDP host candidate per IP address (RFC 8445, section 5.1.2.1 for the priority)."""
    return tuple(
        Candidate(
            foundation=str(rank + 1),
            component=1,
            transport="udp",
            priority=(_HOST_PREFERENCE << 24) + (_local_preference(host, rank) << 8) + 255,
            host=host,
            port=port,
        )
        for rank, host in enumerate(hosts)
    )
