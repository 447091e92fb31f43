"""The headers of tus 1.0.0 as text."""

from __future__ import annotations

import base64
import contextlib
import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.uploads.errors import Malformed
from recorder.uploads.protocol import (
    Checksum,
    Metadata,
    parse_checksum,
    parse_metadata,
    parse_number,
    shown_name,
    write_expires,
)


def test_numbers() -> None:
    assert parse_number("0", "length") == 0
    assert parse_number("123456789012", "length") == 123_456_789_012


@pytest.mark.parametrize("text", [None, "", "-1", "1.5", "1e3", " 1", "٣", "9" * 19])
def test_what_is_no_number(text: str | None) -> None:
    with pytest.raises(Malformed) as refusal:
        parse_number(text, "length")
    assert refusal.value.reason == "length"


def test_the_checksum_of_the_specification() -> None:
    parsed = parse_checksum("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=")
    assert parsed == Checksum("sha1", hashlib.sha1(b"hello world").digest())


@pytest.mark.parametrize("text", ["sha1", "md5 Kq5s", "sha1 Kq5s", "sha1 ????", " "])
def test_what_is_no_checksum(text: str) -> None:
    with pytest.raises(Malformed):
        parse_checksum(text)


@pytest.mark.parametrize(
    ("text", "metadata"),
    [
        (None, Metadata()),
        ("", Metadata()),
        # The example of the specification.
        ("filename d29ybGRfZG9taW5hdGlvbl9wbGFuLnBkZg==,is_confidential",
         Metadata("world_domination_plan.pdf")),
        ("name YS5tcDQ=, filetype dmlkZW8vbXA0", Metadata("a.mp4")),
        (f"fingerprint {base64.b64encode(b'0' * 64).decode()}", Metadata("", "0" * 64)),
    ],
)  # fmt: skip
def test_metadata(text: str | None, metadata: Metadata) -> None:
    assert parse_metadata(text) == metadata


@pytest.mark.parametrize(
    "text", ["a b c", "a YQ==,a YQ==", "é YQ==", "fingerprint YQ==", "a " + "A" * 9000]
)
def test_what_is_no_metadata(text: str) -> None:
    with pytest.raises(Malformed):
        parse_metadata(text)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("crêpes.mp4", "crêpes.mp4"),
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\a.mov", "a.mov"),
        ("/", ""),
        ("a\x00b\n.mp4", "ab.mp4"),
        ("film\u202e4pm.exe", "film4pm.exe"),
        ("x" * 500, "x" * 200),
    ],
)
def test_names_are_shown_and_never_paths(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_an_expiry_as_in_http() -> None:
    instant = datetime(2014, 6, 25, 16, 0, tzinfo=UTC)
    assert write_expires(instant) == "Wed, 25 Jun 2014 16:00:00 GMT"


@given(st.text())
def test_nothing_but_a_refusal_comes_of_any_text(text: str) -> None:
    for parse in (parse_checksum, parse_metadata):
        with contextlib.suppress(Malformed):
            parse(text)
    name = shown_name(text)
    assert not set(name) & set("/\\\n\r\x00\x1b\u202e")
