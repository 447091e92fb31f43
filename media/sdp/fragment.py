"""SDP fragments (RFC 8840, section 9), which WHIP and WHEP clients PATCH (RFC 9725)."""

from collections.abc import Iterator
from dataclasses import dataclass

from media.sdp.candidate import format_candidate, parse_candidate
from media.sdp.description import Candidate
from media.sdp.lines import join_lines, split_attribute, split_lines


@dataclass(frozen=True, slots=True)
class IceFragment:
    """ICE news about the one transport of a bundle. `mid` stands for it, "" if not said.

    `ufrag` and `password` tell a restart from a trickle: compare them with the known ones.
    `kind` is that of the section with the `mid`.
    """

    ufrag: str | None
    password: str | None
    candidates: tuple[Candidate, ...] = ()
    end_of_candidates: bool = False
    mid: str = ""
    kind: str = "audio"
    ice_options: tuple[str, ...] = ()
    ice_lite: bool = False


def parse_fragment(text: str) -> IceFragment:
    """Read a fragment; of several sections the first names the transport.

    Raises MalformedSdp.
    """
    lines = split_lines(text)
    attributes = [split_attribute(line.value) for line in lines if line.letter == "a"]
    kinds = [line.value.split(" ")[0] for line in lines if line.letter == "m"]
    # The first of each name wins: with BUNDLE later sections repeat the transport.
    first = dict(reversed(attributes))
    return IceFragment(
        ufrag=first.get("ice-ufrag"),
        password=first.get("ice-pwd"),
        candidates=tuple(
            parse_candidate(value) for name, value in attributes if name == "candidate"
        ),
        end_of_candidates="end-of-candidates" in first,
        mid=first.get("mid", ""),
        kind=kinds[0] if kinds else "audio",
        ice_options=tuple(first.get("ice-options", "").split()),
        ice_lite="ice-lite" in first,
    )


def write_fragment(fragment: IceFragment) -> str:
    """Write a fragment, with CRLF line ends. Raises MalformedSdp like `write_sdp`."""
    return join_lines(_fragment_lines(fragment))


def _fragment_lines(fragment: IceFragment) -> Iterator[str]:
    if fragment.ice_lite:
        yield "a=ice-lite"
    if fragment.ice_options:
        yield f"a=ice-options:{' '.join(fragment.ice_options)}"
    # RFC 8840 wants an m= line before the mid; its port and format carry no meaning.
    yield f"m={fragment.kind} 9 UDP/TLS/RTP/SAVPF 0"
    if fragment.mid:
        yield f"a=mid:{fragment.mid}"
    if fragment.ufrag is not None:
        yield f"a=ice-ufrag:{fragment.ufrag}"
    if fragment.password is not None:
        yield f"a=ice-pwd:{fragment.password}"
    for candidate in fragment.candidates:
        yield f"a=candidate:{format_candidate(candidate)}"
    if fragment.end_of_candidates:
        yield "a=end-of-candidates"
