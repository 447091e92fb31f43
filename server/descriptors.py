"""How many connections and files this process may have open."""

from __future__ import annotations

import resource

WANTED = 65_536
"""A participant has a WebSocket and, where the network closes UDP, two connections for media."""


def raise_descriptor_limit() -> None:
    """As many as the system allows: it often begins with 1024, for programs that use select()."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
