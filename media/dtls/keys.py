"""SRTP keys from a finished handshake (RFC 5764 section 4.2)."""

from dataclasses import dataclass, field

KEY_BYTES = 16
# In order of preference, by their OpenSSL names: profile as SDP and libsrtp call it, salt size.
# The first costs half of the second to protect a packet.
PROFILES = {
    b"SRTP_AEAD_AES_128_GCM": ("AEAD_AES_128_GCM", 12),
    b"SRTP_AES128_CM_SHA1_80": ("AES_CM_128_HMAC_SHA1_80", 14),
}
EXPORTER_LABEL = b"EXTRACTOR-dtls_srtp"


@dataclass(frozen=True, slots=True)
class SrtpKeys:
    """Master keys (16 bytes) and salts (12 for GCM, 14 for CM) of both directions.

    `profile` is "AEAD_AES_128_GCM" or "AES_CM_128_HMAC_SHA1_80". `local_*` protect what we
    send, `remote_*` unprotect what we receive.
    """

    profile: str
    local_key: bytes = field(repr=False)
    local_salt: bytes = field(repr=False)
    remote_key: bytes = field(repr=False)
    remote_salt: bytes = field(repr=False)


def exported_bytes(profile: bytes) -> int:
    """How much keying material `profile` (OpenSSL name) needs."""
    return 2 * (KEY_BYTES + PROFILES[profile][1])


def split_keys(profile: bytes, material: bytes, *, is_client: bool) -> SrtpKeys:
    """Cut the exported material: client key, server key, client salt, server salt."""
    name, salt_bytes = PROFILES[profile]
    keys = material[:KEY_BYTES], material[KEY_BYTES : 2 * KEY_BYTES]
    salts = material[2 * KEY_BYTES : -salt_bytes], material[-salt_bytes:]
    ours, theirs = (0, 1) if is_client else (1, 0)
    return SrtpKeys(name, keys[ours], salts[ours], keys[theirs], salts[theirs])
