"""The text form of an ICE candidate (RFC 8839, section 5.1; RFC 6544, section 4.5)."""

from media.errors import MalformedSdp
from media.sdp.description import Candidate
from media.sdp.lines import decimal


def parse_candidate(value: str) -> Candidate:
    """Read what follows `candidate:`. Raises MalformedSdp.

    Of the extensions only the TCP type is kept: an ICE-lite end uses none of the others.
    """
    tokens = value.split(" ")
    if len(tokens) < 8 or tokens[6] != "typ":
        raise MalformedSdp(f"not a candidate: {value[:40]!r}")
    extensions = dict(zip(tokens[8::2], tokens[9::2], strict=False))
    return Candidate(
        foundation=tokens[0],
        component=decimal(tokens[1], 256),
        transport=tokens[2].lower(),
        priority=decimal(tokens[3], 0xFFFFFFFF),
        host=tokens[4],
        port=decimal(tokens[5], 0xFFFF),
        kind=tokens[7],
        tcp_type=extensions.get("tcptype"),
    )


def format_candidate(candidate: Candidate) -> str:
    """Write what follows `candidate:`."""
    text = (
        f"{candidate.foundation} {candidate.component} {candidate.transport} "
        f"{candidate.priority} {candidate.host} {candidate.port} typ {candidate.kind}"
    )
    return text if candidate.tcp_type is None else f"{text} tcptype {candidate.tcp_type}"
