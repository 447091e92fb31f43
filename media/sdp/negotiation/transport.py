"""The one transport of a peer connection, ours and the other's (RFC 8842, RFC 9143)."""

from dataclasses import dataclass

from media.sdp.description import Candidate, SessionDescription


@dataclass(frozen=True, slots=True)
class LocalTransport:
    """Our end: ICE-lite credentials, DTLS fingerprint ("sha-256 AB:.."), candidates."""

    ufrag: str
    password: str
    fingerprint: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class RemoteTransport:
    """The other end. `setup` is its DTLS role as written: "actpass", "active", "passive".

    We are the DTLS client exactly when `setup` is "passive".
    """

    ufrag: str
    password: str
    fingerprints: tuple[str, ...]
    setup: str


def ice_restart_offered(previous: RemoteTransport, offer: SessionDescription) -> bool:
    """Whether the offer brings new ICE credentials (RFC 8839, section 4.4.1.1.1)."""
    raise NotImplementedError
