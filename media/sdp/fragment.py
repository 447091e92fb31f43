"""SDP fragments (RFC 8840, section 9), which WHIP and WHEP clients PATCH (RFC 9725)."""

from dataclasses import dataclass

from media.sdp.description import Candidate


@dataclass(frozen=True, slots=True)
class IceFragment:
    """ICE news about one transport. `mid` is that of the section that stands for it.

    `ufrag` and `password` tell a restart from a trickle: compare them with the known ones.
    """

    ufrag: str | None
    password: str | None
    candidates: tuple[Candidate, ...] = ()
    end_of_candidates: bool = False
    mid: str = ""
    ice_options: tuple[str, ...] = ()
    ice_lite: bool = False


def parse_fragment(text: str) -> IceFragment:
    """Read a fragment. Raises only MalformedSdp."""
    raise NotImplementedError


def write_fragment(fragment: IceFragment) -> str:
    """Write a fragment, with CRLF line ends."""
    raise NotImplementedError
