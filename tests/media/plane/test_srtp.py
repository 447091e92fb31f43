"""What we protect is what libsrtp accepts, and the other way round."""

import struct

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from pylibsrtp import Policy, Session

from media.dtls.keys import SrtpKeys
from media.plane.python.srtp import PeerSrtp, derive_key

PROFILES = {
    "AEAD_AES_128_GCM": (Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 12),
    "AES_CM_128_HMAC_SHA1_80": (Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 14),
}
LOCAL, REMOTE = bytes(range(16)), bytes(range(100, 116))
profiles = pytest.mark.parametrize("profile", PROFILES)


def keys(profile: str) -> SrtpKeys:
    salt = PROFILES[profile][1]
    return SrtpKeys(profile, LOCAL, bytes(salt), REMOTE, bytes([7]) * salt)


def library(profile: str, key: bytes, salt: bytes, direction: int) -> Session:
    policy = Policy(key=key + salt, ssrc_type=direction, srtp_profile=PROFILES[profile][0])
    return Session(policy)


def test_the_key_derivation_of_rfc_3711() -> None:
    """The vectors of RFC 3711, appendix B.3."""
    master_key = bytes.fromhex("E1F97A0D3E018BE0D64FA32C06DE4139")
    master_salt = bytes.fromhex("0EC675AD498AFEEBB6960B3AABE6")
    cipher_key = bytes.fromhex("C61E7A93744F39EE10734AFE3FF7A087")
    cipher_salt = bytes.fromhex("30CBBC08863D8C85D49DB34A9AE1")
    assert derive_key(master_key, master_salt, 0, 16) == cipher_key
    assert derive_key(master_key, master_salt, 2, 14) == cipher_salt


@profiles
def test_libsrtp_reads_what_we_send_across_the_wrap(profile: str) -> None:
    ours = PeerSrtp(keys(profile))
    salt = keys(profile).local_salt
    theirs = library(profile, LOCAL, salt, Policy.SSRC_ANY_INBOUND)
    for index in range(65530, 65545):
        header = struct.pack("!BBHII", 0x80, 96, index & 0xFFFF, index * 10, 1234)
        payload = b"picture" * (index % 100)
        protected = ours.protect(1234 << 48 | index, header, payload)
        assert theirs.unprotect(protected) == header + payload


@profiles
def test_we_read_what_libsrtp_sends_once(profile: str) -> None:
    ours = PeerSrtp(keys(profile))
    theirs = library(profile, REMOTE, keys(profile).remote_salt, Policy.SSRC_ANY_OUTBOUND)
    packet = struct.pack("!BBHII", 0x80, 96, 5, 6, 7) + b"payload"
    protected = theirs.protect(packet)
    assert ours.unprotect(protected) == packet
    assert ours.unprotect(protected) is None
    assert ours.unprotect(protected[:-1] + b"\0") is None


@profiles
def test_rtcp_both_ways(profile: str) -> None:
    ours = PeerSrtp(keys(profile))
    inbound = library(profile, LOCAL, keys(profile).local_salt, Policy.SSRC_ANY_INBOUND)
    outbound = library(profile, REMOTE, keys(profile).remote_salt, Policy.SSRC_ANY_OUTBOUND)
    report = struct.pack("!BBHI", 0x80, 201, 1, 9)
    assert inbound.unprotect_rtcp(ours.protect_rtcp(report)) == report
    assert ours.unprotect_rtcp(outbound.protect_rtcp(report)) == report
    assert ours.unprotect_rtcp(report + bytes(14)) is None


@given(st.binary(min_size=0, max_size=1600))
def test_arbitrary_bytes_are_refused_without_a_fault(datagram: bytes) -> None:
    ours = PeerSrtp(keys("AEAD_AES_128_GCM"))
    assert ours.unprotect(datagram) is None
    assert ours.unprotect_rtcp(datagram) is None


def test_the_nonce_of_rfc_7714_is_ssrc_and_packet_index_under_the_salt() -> None:
    ours = PeerSrtp(keys("AEAD_AES_128_GCM"))
    key = derive_key(LOCAL, bytes(12), 0, 16)
    salt = derive_key(LOCAL, bytes(12), 2, 12)
    header = struct.pack("!BBHII", 0x80, 96, 3, 0, 0xDEADBEEF)
    nonce = bytes(
        a ^ b for a, b in zip(b"\0\0" + struct.pack("!IIH", 0xDEADBEEF, 2, 3), salt, strict=True)
    )
    expected = header + AESGCM(key).encrypt(nonce, b"x" * 50, header)
    assert ours.protect(0xDEADBEEF << 48 | 2 << 16 | 3, header, b"x" * 50) == expected
