"""The one transport of a peer connection, ours and the other's (RFC 8842, RFC 9143)."""

from dataclasses import dataclass

from media.errors import UnacceptableOffer
from media.sdp.description import Candidate, MediaDescription, SessionDescription

TRUSTED_DIGESTS = ("sha-256 ", "sha-384 ", "sha-512 ")


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
    """Whether the offer brings new ICE credentials (RFC 8839, section 4.4.1.1.1).

    Raises UnacceptableOffer when it names no transport at all.
    """
    offered = remote_transport(offer)
    return (offered.ufrag, offered.password) != (previous.ufrag, previous.password)


def bundled_sections(description: SessionDescription) -> list[MediaDescription]:
    """The live sections that share the one transport, that of the transport first.

    Without a BUNDLE group that is the first live section alone.
    """
    live = [media for media in description.media if not media.is_rejected]
    if not description.bundle:
        return live[:1]
    by_mid = {media.mid: media for media in live}
    return [by_mid[mid] for mid in dict.fromkeys(description.bundle) if mid in by_mid]


def remote_transport(description: SessionDescription) -> RemoteTransport:
    """The transport a description names. Raises UnacceptableOffer if it is not usable."""
    sections = bundled_sections(description)
    if not sections:
        raise UnacceptableOffer("no live media section")
    if description.ice_lite:
        raise UnacceptableOffer("both ends are ICE-lite: nobody would check the path")
    tagged = next((media for media in sections if media.ufrag is not None), sections[0])
    if not tagged.rtcp_mux and "RTP/" in tagged.protocol:
        raise UnacceptableOffer("rtcp-mux is required")
    # The lengths of RFC 8839, section 5.4.
    if not tagged.ufrag or len(tagged.ufrag) < 4 or len(tagged.password or "") < 22:
        raise UnacceptableOffer("ICE credentials are missing or too short")
    if not any(fingerprint.startswith(TRUSTED_DIGESTS) for fingerprint in tagged.fingerprints):
        raise UnacceptableOffer("a fingerprint by SHA-256 or better is required")
    setup = tagged.setup or "actpass"
    if setup not in ("actpass", "active", "passive"):
        raise UnacceptableOffer(f"unknown DTLS role {setup[:20]!r}")
    return RemoteTransport(tagged.ufrag, tagged.password or "", tagged.fingerprints, setup)


def answered_setup(remote: RemoteTransport) -> str:
    """Our DTLS role in an answer: the server of the handshake wherever there is a choice."""
    return "active" if remote.setup == "passive" else "passive"


def write_transport(description: SessionDescription, local: LocalTransport, setup: str) -> None:
    """Put our transport into every live section, our candidates into the first of them."""
    live = [media for media in description.media if not media.is_rejected]
    for media in live:
        media.ufrag, media.password = local.ufrag, local.password
        media.ice_options = ("trickle",)
        media.fingerprints = (local.fingerprint,)
        media.setup = setup
        media.rtcp_mux = True
    for media in live[:1]:
        media.candidates = list(local.candidates)
        media.end_of_candidates = True
