"""A PDF that is shown to people does nothing by itself."""

from __future__ import annotations

import asyncio
import zlib
from pathlib import Path

import pytest

from recorder.examination.document import look_at_document
from recorder.examination.findings import Refused
from recorder.examination.process import examine_document

PAGE = b"3 0 obj <</Type/Page/Parent 2 0 R>> endobj\n"


def pdf(*objects: bytes, trailer: bytes = b"<</Root 1 0 R>>") -> bytes:
    body = b"".join((b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n", PAGE, *objects))
    return b"%PDF-1.5\n" + body + b"trailer " + trailer + b"\nstartxref\n9\n%%EOF\n"


def in_stream(content: bytes, kind: bytes = b"/Type/ObjStm", more: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    said = b"<<%b/N 1/First 4/Length %d/Filter/FlateDecode%b>>" % (kind, len(packed), more)
    return b"9 0 obj " + said + b"\nstream\r\n" + packed + b"\nendstream endobj\n"


@pytest.mark.parametrize(
    "content",
    [
        pdf(),
        # A picture or a page may hold any bytes; what they spell is nothing.
        pdf(in_stream(b"/JavaScript", b"/Type/XObject/Subtype/Image")),
        pdf(in_stream(b"4 0 <</Type/Page>>")),
        # A recipe that names an address of the web.
        pdf(b"5 0 obj <</S/URI/URI(https://example.org)>> endobj\n"),
        b"\n\n" + pdf(),
    ],
)
def test_what_only_shows_something_is_kept(content: bytes) -> None:
    look_at_document(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<html><script>", "type"),
        (pdf()[:60], "damaged"),
        (pdf(trailer=b"<</Root 1 0 R/Encrypt 8 0 R>>"), "locked"),
        (pdf(b"5 0 obj <</S/JavaScript/JS(app.alert(1))>> endobj\n"), "active"),
        (pdf(b"5 0 obj <</S/Java#53cript/JS(app.alert(1))>> endobj\n"), "active"),
        (pdf(b"5 0 obj <</S/Launch/F(calc.exe)>> endobj\n"), "active"),
        (pdf(b"5 0 obj <</Names<</EmbeddedFiles 6 0 R>>>> endobj\n"), "active"),
        (pdf(in_stream(b"5 0 <</S/JavaScript/JS(1)>>")), "active"),
        (pdf(in_stream(b"5 0 <</S/#4aavaScript/JS(1)>>", b"/Type/Obj#53tm")), "active"),
        # Packed in a way that is not looked into.
        (pdf(in_stream(b"x", more=b"/DecodeParms<</Predictor 12>>")), "active"),
        (pdf(in_stream(b"x").replace(b"/FlateDecode", b"/LZWDecode  ")), "active"),
        (pdf(in_stream(b"x").replace(b"/Filter/Fl", b"/Filter[/ASCIIHexDecode/Fl")), "active"),
        (pdf(in_stream(b"\0" * 257_000_000)), "limits"),
        (pdf(b"5 0 obj <</Type/ObjStm/Filter/FlateDecode>>\nstream\nno\nendstream\n"), "damaged"),
        (pdf(b" " * 20_000_000), "limits"),
    ],
)
def test_what_is_not_kept_has_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        look_at_document(content)
    assert refusal.value.reason == reason


def test_it_is_looked_at_by_a_process_that_can_do_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(pdf())
    assert {"limits", "files"} <= asyncio.run(examine_document(path))
    path.write_bytes(pdf(b"5 0 obj <</S/Launch>> endobj\n"))
    with pytest.raises(Refused) as refusal:
        asyncio.run(examine_document(path))
    assert refusal.value.reason == "active"
