"""SRTP for one peer (RFC 3711; AES-GCM: RFC 7714).

Receiving, and everything RTCP, goes through libsrtp, which keeps the replay windows. Sending with
AES-GCM is done here: a packet's counter is known from its route, so that one call of the cipher is
all it takes, half the cost of the library's call.
"""

from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pylibsrtp import Error, Policy, Session

from media.dtls.keys import SrtpKeys

GCM = "AEAD_AES_128_GCM"
MAX_PROTECTED_BYTES = 1500
"""The largest datagram that libsrtp's Python binding takes."""
REPLAY_WINDOW_PACKETS = 1024

_LIBRARY_PROFILES = {
    GCM: Policy.SRTP_PROFILE_AEAD_AES_128_GCM,
    "AES_CM_128_HMAC_SHA1_80": Policy.SRTP_PROFILE_AES128_CM_SHA1_80,
}
_LABEL_RTP_ENCRYPTION = 0
_LABEL_RTP_SALT = 2

Protect = Callable[[int, bytes, bytes], bytes]
"""(ssrc << 48 | extended sequence number, header, payload) -> protected packet."""


def derive_key(master_key: bytes, master_salt: bytes, label: int, size: int) -> bytes:
    """One session key (RFC 3711, section 4.3), the key derivation rate being 0."""
    counter = int.from_bytes(master_salt.ljust(14, b"\0"), "big") ^ (label << 48)
    block = (counter << 16).to_bytes(16, "big")
    keystream = Cipher(algorithms.AES(master_key), modes.CTR(block)).encryptor()
    return keystream.update(bytes(size))


def _gcm_protect(keys: SrtpKeys) -> Protect:
    encrypt = AESGCM(derive_key(keys.local_key, keys.local_salt, _LABEL_RTP_ENCRYPTION, 16)).encrypt
    salt = int.from_bytes(derive_key(keys.local_key, keys.local_salt, _LABEL_RTP_SALT, 12), "big")

    def protect(index: int, header: bytes, payload: bytes) -> bytes:
        # The nonce is 0x0000 || SSRC || ROC || SEQ, XOR the salt (RFC 7714, section 8.1).
        return header + encrypt((index ^ salt).to_bytes(12, "big"), payload, header)

    return protect


def _session(profile: str, key: bytes, salt: bytes, direction: int) -> Session:
    policy = Policy(key=key + salt, ssrc_type=direction, srtp_profile=_LIBRARY_PROFILES[profile])
    policy.window_size = REPLAY_WINDOW_PACKETS
    policy.allow_repeat_tx = True
    return Session(policy)


class PeerSrtp:
    """Both directions of one peer's SRTP."""

    __slots__ = ("_inbound", "_outbound", "protect")

    def __init__(self, keys: SrtpKeys) -> None:
        self._inbound = _session(
            keys.profile, keys.remote_key, keys.remote_salt, Policy.SSRC_ANY_INBOUND
        )
        self._outbound = _session(
            keys.profile, keys.local_key, keys.local_salt, Policy.SSRC_ANY_OUTBOUND
        )
        self.protect: Protect = _gcm_protect(keys) if keys.profile == GCM else self._library_protect
        """The fastest way to protect an RTP packet with these keys."""

    def _library_protect(self, index: int, header: bytes, payload: bytes) -> bytes:
        # libsrtp counts roll-overs by itself, from the sequence numbers it sees.
        return self._outbound.protect(header + payload)

    def unprotect(self, datagram: bytes) -> bytes | None:
        """The RTP packet, or None when it is forged, replayed or damaged."""
        try:
            return self._inbound.unprotect(datagram)
        except (Error, ValueError):
            return None

    def unprotect_rtcp(self, datagram: bytes) -> bytes | None:
        """The RTCP compound packet, or None when it is forged, replayed or damaged."""
        try:
            return self._inbound.unprotect_rtcp(datagram)
        except (Error, ValueError):
            return None

    def protect_rtcp(self, compound: bytes) -> bytes:
        """The protected RTCP compound packet."""
        return self._outbound.protect_rtcp(compound)
