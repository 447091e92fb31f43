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

Encrypt = Callable[[bytes, bytes, bytes], bytes]
"""(nonce of 12 bytes, payload, header) -> what follows the header: ciphertext and tag."""


def derive_key(master_key: bytes, master_salt: bytes, label: int, size: int) -> bytes:
    """One session key (RFC 3711, section 4.3), the key derivation rate being 0."""
    counter = int.from_bytes(master_salt.ljust(14, b"\0"), "big") ^ (label << 48)
    block = (counter << 16).to_bytes(16, "big")
    keystream = Cipher(algorithms.AES(master_key), modes.CTR(block)).encryptor()
    return keystream.update(bytes(size))


def _derive_local(keys: SrtpKeys, label: int, size: int) -> bytes:
    return derive_key(keys.local_key, keys.local_salt, label, size)


def _session(profile: str, key: bytes, salt: bytes, direction: int) -> Session:
    policy = Policy(key=key + salt, ssrc_type=direction, srtp_profile=_LIBRARY_PROFILES[profile])
    policy.window_size = REPLAY_WINDOW_PACKETS
    policy.allow_repeat_tx = True
    return Session(policy)


class PeerSrtp:
    """Both directions of one peer's SRTP."""

    __slots__ = ("_inbound", "_outbound", "encrypt", "salt")

    def __init__(self, keys: SrtpKeys) -> None:
        self._inbound = _session(
            keys.profile, keys.remote_key, keys.remote_salt, Policy.SSRC_ANY_INBOUND
        )
        self._outbound = _session(
            keys.profile, keys.local_key, keys.local_salt, Policy.SSRC_ANY_OUTBOUND
        )
        self.salt = 0
        """(ssrc << 48 | extended sequence number) XOR this, as 12 bytes, is a packet's nonce."""
        self.encrypt: Encrypt = self._library_encrypt
        """The fastest way to protect an RTP packet with these keys."""
        if keys.profile == GCM:
            # 0x0000 || SSRC || ROC || SEQ, XOR the salt (RFC 7714, section 8.1).
            self.salt = int.from_bytes(_derive_local(keys, _LABEL_RTP_SALT, 12), "big")
            self.encrypt = AESGCM(_derive_local(keys, _LABEL_RTP_ENCRYPTION, 16)).encrypt

    def _library_encrypt(self, nonce: bytes, payload: bytes, header: bytes) -> bytes:
        # libsrtp counts roll-overs by itself, from the sequence numbers it sees.
        return self._outbound.protect(header + payload)[len(header) :]

    def protect(self, index: int, header: bytes, payload: bytes) -> bytes:
        """One RTP packet, protected; `index` is ssrc << 48 | extended sequence number."""
        return header + self.encrypt((index ^ self.salt).to_bytes(12, "big"), payload, header)

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
