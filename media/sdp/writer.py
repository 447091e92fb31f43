"""SessionDescription to text, with CRLF line ends."""

from media.sdp.description import SessionDescription


def write_sdp(description: SessionDescription) -> str:
    """Write a description. Raises MalformedSdp if a value would break a line."""
    raise NotImplementedError
