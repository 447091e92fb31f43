"""Certificates, and fingerprints as SDP writes them."""

import hashlib

import pytest
from aiortc import RTCCertificate
from hypothesis import given
from hypothesis import strategies as st

from media.dtls.certificate import Certificate, fingerprint_of, matches
from media.errors import DtlsFailure


def test_the_fingerprint_is_that_of_another_library(client_certificate: Certificate) -> None:
    theirs = RTCCertificate(key=client_certificate.private_key, cert=client_certificate.x509)
    announced = {algorithm.algorithm: algorithm.value for algorithm in theirs.getFingerprints()}
    assert client_certificate.fingerprint == f"sha-256 {announced['sha-256']}"
    for algorithm, value in announced.items():
        assert fingerprint_of(client_certificate.der, algorithm) == f"{algorithm} {value}"


def test_a_certificate_can_be_kept_as_pem(client_certificate: Certificate) -> None:
    again = Certificate.from_pem(client_certificate.pem)
    assert again.fingerprint == client_certificate.fingerprint
    assert again.context is not None


def test_no_two_are_alike() -> None:
    assert Certificate.generate().fingerprint != Certificate.generate().fingerprint


@pytest.mark.parametrize("pem", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\n"])
def test_unreadable_pem_is_a_dtls_failure(pem: bytes) -> None:
    with pytest.raises(DtlsFailure):
        Certificate.from_pem(pem)


def test_a_key_of_another_certificate_is_a_dtls_failure(
    client_certificate: Certificate, server_certificate: Certificate
) -> None:
    with pytest.raises(DtlsFailure):
        _ = Certificate(client_certificate.x509, server_certificate.private_key).context


@pytest.mark.parametrize(
    ("announced", "expected"),
    [
        ("{sha256}", True),
        ("{lower}", True),
        ("SHA-256 {value}", True),
        ("  {sha256}  ", True),
        ("{sha384}", True),
        ("{sha512}", True),
        ("sha-256 00:11:22", False),
        ("sha-256", False),
        ("", False),
        ("sha-1 {sha1}", False),
        ("md5 {md5}", False),
        ("sha-256 {value}:00", False),
        ("sha-256 é", False),
    ],
)
def test_matches(client_certificate: Certificate, announced: str, expected: bool) -> None:
    der = client_certificate.der
    line = announced.format(
        sha256=fingerprint_of(der),
        lower=fingerprint_of(der).lower(),
        value=fingerprint_of(der).split()[1],
        sha384=fingerprint_of(der, "sha-384"),
        sha512=fingerprint_of(der, "sha-512"),
        sha1=hashlib.sha1(der).digest().hex(":").upper(),
        md5=hashlib.md5(der).digest().hex(":").upper(),
    )
    assert matches(der, [line]) is expected
    assert matches(der, ["sha-256 00:11", line]) is expected


@given(st.lists(st.text(max_size=30), max_size=4))
def test_arbitrary_lines_never_match_and_never_raise(lines: list[str]) -> None:
    assert not matches(b"a certificate", lines)
