"""Looking at a PDF (ISO 32000-1): it is shown to people as it is, so it must do nothing by itself.

What a document could do is named in dictionaries, which lie open in the file or in compressed
object streams (7.5.7). Both are read here; whatever cannot be read for certain is refused.
"""

from __future__ import annotations

import re
import zlib

from recorder.examination.findings import Refused

#: Larger is no document that one would bring.
BYTES_MAX = 20_000_000
_INFLATED_MAX = 256_000_000
_HEAD, _TAIL = 1024, 2048
#: Programs, other programs, files inside, forms that send something, other documents (12.6.4).
_ACTS = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToR|GoToE"
    rb"|Rendition|Movie)(?![A-Za-z])"
)
_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z])")
_STREAM = re.compile(rb"stream\r?\n")
_PLAIN_FILTER = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?\s*(?:/(?!FlateDecode)|>>)")
_FILTERED = re.compile(rb"/(?:Filter|DecodeParms|DP|F)(?![A-Za-z])")
#: 7.3.5: any character of a name may be written as its number.
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def look_at_document(content: bytes) -> None:
    """Raises Refused where it is not to be kept: `empty`, `type`, `damaged`, `locked`, `active`,
    `limits`."""
    if not content:
        raise Refused("empty")
    if b"%PDF-" not in content[:_HEAD]:
        raise Refused("type")
    if len(content) > BYTES_MAX:
        raise Refused("limits")
    if b"startxref" not in content[-_TAIL:]:
        raise Refused("damaged")
    named = _unescaped(content)
    if _ENCRYPTED.search(named):
        raise Refused("locked")
    _refuse_acts(named)
    left = _INFLATED_MAX
    for match in _STREAM.finditer(content):
        dictionary = _dictionary_before(content, match.start())
        if b"/ObjStm" in dictionary:
            left -= _look_at_objects(content, match.end(), dictionary, left)


def _look_at_objects(content: bytes, at: int, dictionary: bytes, most: int) -> int:
    """Objects in a stream; how many bytes they are."""
    if not _FILTERED.search(dictionary):
        # They lie open, and were looked at with all the rest.
        return 0
    if not _PLAIN_FILTER.search(dictionary) or b"/DecodeParms" in dictionary:
        raise Refused("active")
    try:
        inflating = zlib.decompressobj()
        objects = inflating.decompress(content[at:], most + 1)
    except zlib.error:
        raise Refused("damaged") from None
    if len(objects) > most:
        raise Refused("limits")
    _refuse_acts(_unescaped(objects))
    return len(objects)


def _refuse_acts(named: bytes) -> None:
    if _ACTS.search(named):
        raise Refused("active")


def _dictionary_before(content: bytes, at: int) -> bytes:
    """What is said of the stream that begins there."""
    begins = content.rfind(b"obj", 0, at)
    return _unescaped(content[max(begins, 0) : at])


def _unescaped(content: bytes) -> bytes:
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), content)
