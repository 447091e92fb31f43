"""The server's self-signed certificate, and the fingerprints that SDP carries (RFC 8122)."""

import datetime
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL

from media.dtls.engine import build_context
from media.errors import DtlsFailure

# SHA-1 and MD5 are broken for this use; RFC 8827 section 6.5 asks for SHA-256 or better.
_DIGESTS = {"sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}
# Peers check the fingerprint, never the dates; the widest ones also suit a machine whose clock
# is wrong. The last is "no well-defined expiration" (RFC 5280 section 4.1.2.5).
_NOT_BEFORE = datetime.datetime(1970, 1, 1)
_NOT_AFTER = datetime.datetime(9999, 12, 31, 23, 59, 59)


@dataclass(frozen=True, eq=False)
class Certificate:
    """An ECDSA P-256 certificate with its private key."""

    x509: x509.Certificate
    private_key: ec.EllipticCurvePrivateKey

    @classmethod
    def generate(cls, common_name: str = "passerelle") -> Self:
        """A fresh self-signed one."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
        builder = x509.CertificateBuilder(
            issuer_name=name,
            subject_name=name,
            public_key=key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=_NOT_BEFORE,
            not_valid_after=_NOT_AFTER,
        )
        return cls(builder.sign(key, hashes.SHA256()), key)

    @classmethod
    def from_pem(cls, pem: bytes) -> Self:
        """Read what `pem` wrote. Raises DtlsFailure."""
        try:
            key = serialization.load_pem_private_key(pem, password=None)
            certificate = x509.load_pem_x509_certificate(pem)
        except ValueError as error:
            raise DtlsFailure("unreadable certificate or key") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise DtlsFailure("the key of the certificate is not an elliptic-curve key")
        return cls(certificate, key)

    @cached_property
    def pem(self) -> bytes:
        """Private key and certificate, to keep in a file that only the server reads."""
        key = self.private_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return key + self.x509.public_bytes(serialization.Encoding.PEM)

    @cached_property
    def der(self) -> bytes:
        """The certificate as it travels in the handshake."""
        return self.x509.public_bytes(serialization.Encoding.DER)

    @cached_property
    def context(self) -> SSL.Context:
        """What OpenSSL shares between all sessions with this certificate. Raises DtlsFailure."""
        return build_context(self.x509, self.private_key)

    @cached_property
    def fingerprint(self) -> str:
        """The value of `a=fingerprint`: "sha-256 AB:CD:..." (RFC 8122 section 5)."""
        return fingerprint_of(self.der)


def fingerprint_of(der: bytes, algorithm: str = "sha-256") -> str:
    """Fingerprint of a certificate as SDP writes it."""
    digest = hashlib.new(_DIGESTS[algorithm], der).hexdigest().upper()
    return f"{algorithm} " + ":".join(digest[i : i + 2] for i in range(0, len(digest), 2))


def matches(der: bytes, fingerprints: Iterable[str]) -> bool:
    """Whether a certificate is one of those that SDP announced.

    A peer with several certificates announces one fingerprint for each (RFC 8122 section 5),
    so one match is enough. Weak or unknown algorithms and malformed lines never match.
    """
    found = False
    for line in fingerprints:
        algorithm, _, value = line.strip().partition(" ")
        if algorithm.lower() not in _DIGESTS:
            continue
        expected = fingerprint_of(der, algorithm.lower()).partition(" ")[2]
        found |= hmac.compare_digest(expected.encode(), value.strip().upper().encode())
    return found
