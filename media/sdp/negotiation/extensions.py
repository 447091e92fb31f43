"""Which header extensions are taken from publishers and passed to subscribers (RFC 8285).

Everything is taken and passed on, also what we do not know, but for what would be
wrong after forwarding.
"""

from collections.abc import Iterable

from media.rtp.extensions import (
    DEPENDENCY_DESCRIPTOR,
    REPAIRED_RID,
    RID,
    VIDEO_LAYERS_ALLOCATION,
)
from media.sdp.description import REVERSED_DIRECTION, MediaDescription

ENCRYPTED = "urn:ietf:params:rtp-hdrext:encrypt"
GENERIC_FRAME_DESCRIPTOR = (
    "http://www.webrtc.org/experiments/rtp-hdrext/generic-frame-descriptor-00"
)

REFUSED = frozenset({ENCRYPTED, DEPENDENCY_DESCRIPTOR, GENERIC_FRAME_DESCRIPTOR})
"""Not taken from publishers: encrypted elements (RFC 6904) cannot be mapped, and a
receiver follows the frame numbers of a frame descriptor, which a switch of layer breaks."""

HOP_BY_HOP = frozenset({RID, REPAIRED_RID, VIDEO_LAYERS_ALLOCATION})
"""Between a publisher and us: a subscriber sees one layer and is told nothing of others."""

MAX_ID = 255
RESERVED_ID = 15


def take_extensions(offered: MediaDescription, answered: MediaDescription, ours: str) -> None:
    """Answer the extensions of a section. `ours` is "recvonly" or "sendonly".

    Those that do not go our way, are refused or are numbered out of range are left out.
    """
    for extension_id, uri in offered.extensions.items():
        theirs = offered.extension_directions.get(extension_id, "sendrecv")
        refused = REFUSED if ours == "recvonly" else REFUSED | HOP_BY_HOP
        out_of_range = not 0 < extension_id <= MAX_ID or extension_id == RESERVED_ID
        if uri in refused or out_of_range or theirs not in ("sendrecv", REVERSED_DIRECTION[ours]):
            continue
        answered.extensions[extension_id] = uri
        if theirs != "sendrecv":
            answered.extension_directions[extension_id] = ours


def forwarded(uris: Iterable[str]) -> set[str]:
    """Of what a publisher sends, what its subscribers are to get."""
    return set(uris) - REFUSED - HOP_BY_HOP


def received_extensions(answer: MediaDescription) -> dict[str, int]:
    """URI -> id of the extensions that the author of `answer` is willing to receive."""
    return {
        uri: extension_id
        for extension_id, uri in answer.extensions.items()
        if answer.extension_directions.get(extension_id) not in ("sendonly", "inactive")
    }
