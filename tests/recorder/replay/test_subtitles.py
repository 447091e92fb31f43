"""WebVTT: what browsers read, and nothing that could be more than a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.replay.errors import Malformed
from recorder.replay.manifest import Kept
from recorder.replay.subtitles import Cue, parse_webvtt, retimed, write_webvtt

WHOLE = """\ufeffWEBVTT - Crêpes\r
X-Header: 1\r
\r
STYLE\r
::cue { color: red }\r
\r
NOTE personne ne lit ceci\r
\r
intro\r
00:01.000 --> 00:02.500 line:0 position:20%\r
<v Awa>Bonjour à <i>tous</i>\r
deux lignes\r
\r
01:00:00.000 --> 01:00:01.000\r
1 &lt; 2\r
"""


def test_what_a_file_says() -> None:
    assert parse_webvtt(WHOLE.encode()) == (
        Cue(1.0, 2.5, "<v Awa>Bonjour à <i>tous</i>\ndeux lignes", "line:0 position:20%"),
        Cue(3600.0, 3601.0, "1 &lt; 2"),
    )


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"", "header"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nSRT", "header"),
        (b"WEBVTTX\n\n", "header"),
        (b"WEBVTT\n\n\xff", "utf8"),
        (b"WEBVTT\n\n" + b" " * 2_000_000, "size"),
        (b"WEBVTT\n\n00:01.000 --> 00:01.000\nx", "line.3"),
        (b"WEBVTT\n\n00:01,000 --> 00:02,000\nx", "line.3"),
        (b"WEBVTT\n\n00:61.000 --> 01:02.000\nx", "line.3"),
        (b"WEBVTT\n\nname\n00:01 --> 00:02\nx", "line.4"),
        (b"WEBVTT\n\nseul", "line.4"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000", "line.4"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000 onload=x\nx", "line.3"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n<script>x</script>", "line.4"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n<img src=x>", "line.4"),
    ],
)
def test_what_is_wrong_is_named(content: bytes, field: str) -> None:
    with pytest.raises(Malformed) as refusal:
        parse_webvtt(content)
    assert refusal.value.fields == (field,)


_cues = st.lists(
    st.tuples(
        st.integers(0, 10**7), st.integers(1, 10**5), st.from_regex(r"[\w ,.]*\w", fullmatch=True)
    ).map(lambda c: Cue(c[0] / 1000, (c[0] + c[1]) / 1000, c[2])),
    max_size=10,
).map(lambda cues: tuple(sorted(cues, key=lambda cue: cue.from_s)))


@given(_cues)
def test_what_is_written_is_read_again(cues: tuple[Cue, ...]) -> None:
    assert parse_webvtt(write_webvtt(cues)) == cues


@given(st.binary(max_size=60))
def test_whatever_comes_is_read_or_refused(content: bytes) -> None:
    for whole in (content, b"WEBVTT\n\n" + content):
        try:
            parse_webvtt(whole)
        except Malformed:
            continue


def test_what_is_said_stays_with_what_is_seen() -> None:
    cues = (Cue(1, 2, "a"), Cue(11, 12, "b"), Cue(15, 16, "c"))
    before, now = (Kept(0, 10), Kept(20, 30)), (Kept(0.5, 10), Kept(24, 30))
    # b was said at 21, which is cut out; c at 25.
    assert retimed(cues, before, now) == (Cue(0.5, 1.5, "a"), Cue(10.5, 11.5, "c"))
    assert retimed(cues, before, before) == cues
