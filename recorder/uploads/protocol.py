"""The headers of tus 1.0.0 (https://tus.io/protocols/resumable-upload), read and written.

Pure. The core protocol and the extensions creation, checksum, termination and expiration.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Protocol

from recorder.uploads.errors import Malformed

VERSION = "1.0.0"
EXTENSIONS = ("creation", "checksum", "termination", "expiration")
#: SHA-1 is what the extension demands; SHA-256 what is better used.
ALGORITHMS = ("sha1", "sha256")
CONTENT_TYPE = "application/offset+octet-stream"
#: This much of the beginning of a file is compared with what was announced.
FINGERPRINTED_BYTES = 65_536
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[!-+\--~]{1,64}")
_METADATA_CHARS_MAX = 8192
_NAME_CHARS_MAX = 200
_DIGITS_MAX = 18


class Digest(Protocol):
    """What hashlib makes."""

    def update(self, data: bytes | bytearray, /) -> None: ...
    def digest(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Checksum:
    """The digest that the body of one request must have."""

    algorithm: str
    digest: bytes

    def start(self) -> Digest:
        """An empty hash of that algorithm."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a client said of its file: its name, to show and never to open; `fingerprint`: the
    SHA-256, in hexadecimal, of its first 64 KiB."""

    name: str = ""
    fingerprint: str | None = None


def parse_number(text: str | None, reason: str) -> int:
    """A count of bytes (`Upload-Length`, `Upload-Offset`). Raises Malformed."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > _DIGITS_MAX:
        raise Malformed(reason)
    return int(text)


def parse_checksum(text: str | None) -> Checksum | None:
    """`Upload-Checksum`: the algorithm, a space, the digest in Base64. Raises Malformed."""
    if text is None:
        return None
    algorithm, _, encoded = text.partition(" ")
    digest = _decode(encoded, "algorithm")
    if algorithm not in ALGORITHMS or len(digest) != hashlib.new(algorithm).digest_size:
        raise Malformed("algorithm")
    return Checksum(algorithm, digest)


def parse_metadata(text: str | None) -> Metadata:
    """`Upload-Metadata`: keys, each with a value in Base64 or none. Raises Malformed.

    Of interest are `filename` (or `name`) and `fingerprint`; others are passed over.
    """
    values = _pairs(text or "")
    fingerprint = values.get("fingerprint")
    if fingerprint is not None and not _FINGERPRINT.fullmatch(fingerprint):
        raise Malformed("metadata")
    return Metadata(shown_name(values.get("filename") or values.get("name", "")), fingerprint)


def _pairs(text: str) -> Mapping[str, str]:
    if len(text) > _METADATA_CHARS_MAX:
        raise Malformed("metadata")
    values: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key, _, encoded = pair.partition(" ")
        if key in values or not _KEY.fullmatch(key):
            raise Malformed("metadata")
        values[key] = _decode(encoded, "metadata").decode("utf-8", "replace")
    return values


def shown_name(name: str) -> str:
    """A file's name as it may be shown: no folders, nothing that cannot be seen or that turns
    the text around it."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    kept = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    return kept.strip()[:_NAME_CHARS_MAX]


def write_expires(instant: datetime) -> str:
    """`Upload-Expires`: a date as in HTTP (RFC 9110 section 5.6.7); `instant` is in UTC."""
    return format_datetime(instant, usegmt=True)


def _decode(encoded: str, reason: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed(reason) from None
