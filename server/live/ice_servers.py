"""The ICE servers that somebody is told of, in the form browsers take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

IceServers = tuple[Mapping[str, Any], ...]
#: Gives the servers that one person or session may use (its id), with credentials made now that
#: are good for some seconds.
IceServersOf = Callable[[str, float], IceServers]
#: Longer than any session; each new connection gets others.
RELAY_VALID_S = 86_400.0
#: For whoever only tries a line, without an account.
RELAY_TRIAL_S = 300.0


def no_ice_servers(_who: str, _valid_s: float) -> IceServers:
    """Where none is configured."""
    return ()
