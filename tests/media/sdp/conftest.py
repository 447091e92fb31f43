"""Real offers, our own end of the transport, and tracks to offer."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from media.sdp.description import Candidate, SessionDescription
from media.sdp.negotiation import LocalTransport, NegotiatedCodec, OfferedTrack
from media.sdp.reader import parse_sdp

OFFERS = Path(__file__).parent / "offers"

VP8 = NegotiatedCodec("VP8", 96, 90000, 1, "", 97, ("nack", "nack pli", "transport-cc"))
OPUS = NegotiatedCodec("opus", 109, 48000, 2, "stereo=1", None, ("transport-cc",))
H264 = NegotiatedCodec(
    "H264", 108, 90000, 1, "packetization-mode=1;profile-level-id=42e01f", 109, ("nack",)
)
CODECS = {"VP8": VP8, "opus": OPUS, "H264": H264}


@pytest.fixture
def offer() -> Callable[[str], SessionDescription]:
    """An offer as a client made it, by the name of its file."""
    return lambda name: parse_sdp((OFFERS / f"{name}.sdp").read_bytes().decode())


@pytest.fixture
def local() -> LocalTransport:
    return LocalTransport(
        ufrag="passerelle",
        password="a-password-of-24-letters",
        fingerprint="sha-256 " + ":".join(f"{octet:02X}" for octet in range(32)),
        candidates=(Candidate("1", 1, "udp", 2130706431, "192.0.2.10", 7000),),
    )


@pytest.fixture
def track() -> Callable[..., OfferedTrack]:
    """A track to offer: `track("guitare", "VP8")`; its sources follow from its key."""

    def make(
        key: str, codec: str | NegotiatedCodec = "VP8", stream: str = "salle", **changes: object
    ) -> OfferedTrack:
        negotiated = CODECS[codec] if isinstance(codec, str) else codec
        is_voice = negotiated.name == "opus"
        ssrc = sum(key.encode()) * 1000
        track = OfferedTrack(
            key=key,
            kind="audio" if is_voice else "video",
            codec=negotiated,
            extensions=frozenset({"urn:ietf:params:rtp-hdrext:sdes:mid"}),
            stream_id=stream,
            track_id=f"track-{key}",
            ssrc=ssrc,
            rtx_ssrc=None if is_voice else ssrc + 1,
            cname="salle",
        )
        return replace(track, **changes)  # type: ignore[arg-type]

    return make
