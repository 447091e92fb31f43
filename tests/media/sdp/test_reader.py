"""Reading descriptions: what real clients write, and what must not be swallowed."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import MalformedSdp
from media.sdp.description import Candidate, Codec, Msid, Rid, SessionDescription, SsrcGroup
from media.sdp.reader import parse_sdp
from media.sdp.writer import write_sdp

OFFERS = sorted((Path(__file__).parent / "offers").glob("*.sdp"))
HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
AUDIO = HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"


@pytest.mark.parametrize("path", OFFERS, ids=lambda path: path.stem)
def test_nothing_of_a_real_offer_is_lost(path: Path) -> None:
    """Every line is written again, but for what is written in another place or form."""
    text = path.read_bytes().decode()
    description = parse_sdp(text)
    written = write_sdp(description).splitlines()
    moved = ("a=candidate:", "a=extmap-allow-mixed", "a=sendrecv", "a=rtpmap:9 G722/8000/1")
    missing = [
        line for line in text.splitlines() if line not in written and not line.startswith(moved)
    ]
    assert missing == []
    assert parse_sdp(write_sdp(description)) == description


def test_chromium_simulcast(offer: Callable[[str], SessionDescription]) -> None:
    description = offer("chromium-156-simulcast")
    video = description.media[0]
    assert description.bundle == ("0",)
    assert description.extmap_allow_mixed
    assert video.rids == [Rid("l", "send"), Rid("m", "send"), Rid("h", "send")]
    assert video.simulcast_send == ("l", "m", "h")
    assert video.msid == Msid("-", "943df97e-15e2-428d-9e7f-b9964712f811")
    assert video.extensions[10] == "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
    assert video.codecs[0] == Codec(
        96, "VP8", 90000, 1, "", ("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")
    )
    assert video.codecs[1] == Codec(97, "rtx", 90000, 1, "apt=96")


def test_firefox_says_some_things_once_for_the_session(
    offer: Callable[[str], SessionDescription],
) -> None:
    description = offer("firefox-153-publish")
    audio, video = description.media
    assert description.extmap_allow_mixed
    assert audio.fingerprints == video.fingerprints
    assert audio.fingerprints[0].startswith("sha-256 D3:E1:")
    assert audio.ice_options == video.ice_options == ("trickle",)
    assert audio.extension_directions == {2: "recvonly"}
    assert video.ssrc_groups == [SsrcGroup("FID", (2694608747, 2153363108))]
    assert video.ssrcs[2694608747] == {"cname": "{8a45ea23-9f65-494d-a5d1-a8e3b93a4b1c}"}


def test_gstreamer_bundle_only_is_not_a_rejection(
    offer: Callable[[str], SessionDescription],
) -> None:
    video = offer("gstreamer-1.22-publish").media[1]
    assert video.port == 0
    assert video.bundle_only
    assert not video.is_rejected


@pytest.mark.parametrize(
    ("attribute", "field", "expected"),
    [
        ("simulcast:send h,x;~m;l recv a", "simulcast_send", ("h", "m", "l")),
        ("simulcast:send h;~m;l", "simulcast_paused", frozenset({"m"})),
        ("simulcast:recv a;b", "simulcast_recv", ("a", "b")),
        ("rid:h send max-width=1280;pt=96", "rids", [Rid("h", "send", "max-width=1280;pt=96")]),
        ("fingerprint:SHA-256 ab:cd", "fingerprints", ("sha-256 AB:CD",)),
        ("extmap:4096 urn:x some attributes", "extensions", {4096: "urn:x"}),
        ("ssrc:5 x", "ssrcs", {5: {"x": ""}}),
        ("msid:- t", "msid", Msid("-", "t")),
        ("msid:s", "msid", Msid("s", "")),
        (
            "candidate:1 1 TCP 1518280447 2001:db8::1 9 typ host tcptype active generation 0",
            "candidates",
            [Candidate("1", 1, "tcp", 1518280447, "2001:db8::1", 9, "host", "active")],
        ),
        (
            "candidate:2999745851 1 tcp 1518280447 5e4a4b3c-6f0d-4d8e-9b1a-1c2d3e4f5a6b.local 9 "
            "typ host tcptype active generation 0 network-id 1 network-cost 999",
            "candidates",
            [
                Candidate(
                    *("2999745851", 1, "tcp", 1518280447),
                    *("5e4a4b3c-6f0d-4d8e-9b1a-1c2d3e4f5a6b.local", 9, "host", "active"),
                )
            ],
        ),
        ("unheard-of:as it is", "attributes", ["unheard-of:as it is"]),
    ],
)
def test_attributes(attribute: str, field: str, expected: object) -> None:
    media = parse_sdp(f"{AUDIO}a={attribute}\r\n").media[0]
    assert getattr(media, field) == expected


def test_wildcard_feedback_holds_for_every_codec() -> None:
    text = HEAD + "m=video 9 RTP/SAVPF 96 97\na=rtcp-fb:97 nack\na=rtcp-fb:* ccm fir\n"
    feedback = [codec.feedback for codec in parse_sdp(text).media[0].codecs]
    assert feedback == [("ccm fir",), ("ccm fir", "nack")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v=1\r\n",
        "hello",
        HEAD + "m=audio\r\n",
        HEAD + "m=audio x UDP/TLS/RTP/SAVPF 111\r\n",
        HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 128\r\n",
        HEAD + "m=audio 70000 UDP/TLS/RTP/SAVPF 111\r\n",
        HEAD + "m=audio ٣ UDP/TLS/RTP/SAVPF 111\r\n",
        AUDIO + "a=rtpmap:111\r\n",
        AUDIO + "a=rtpmap:111 opus\r\n",
        AUDIO + "a=ssrc:4294967296 cname:x\r\n",
        AUDIO + "a=candidate:1 1 udp\r\n",
        AUDIO + "a=rid:h sideways\r\n",
        AUDIO + "a=simulcast:send\r\n",
        AUDIO + "a=extmap:1/upwards urn:x\r\n",
        AUDIO + "a=mid:\x00\r\n",
        AUDIO + "a=mid:0\ra=ice-lite\r\n",
        AUDIO + "a=mid:0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n",
        HEAD + "m=audio 9 RTP/SAVPF 0\r\n" * 65,
        HEAD + "a=" + "x" * 256 * 1024,
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(MalformedSdp):
        parse_sdp(text)


LETTERS = st.sampled_from(list("vosctmabik"))
ATTRIBUTES = """group:BUNDLE mid: rtpmap: fmtp: rtcp-fb: extmap: ssrc: ssrc-group: rid: simulcast:
candidate: fingerprint: msid: ice-ufrag: setup: rtcp-mux sendonly"""
NAMES = st.sampled_from(ATTRIBUTES.split())
VALUES = st.one_of(
    st.text(max_size=40), st.from_regex(r"\d{1,12}( [a-z0-9/;=~,-]{1,8}){0,9}", fullmatch=True)
)
LINES = st.one_of(
    st.builds("{}={}".format, LETTERS, VALUES),
    st.builds("a={}{}".format, NAMES, VALUES),
    st.just("m=video 9 UDP/TLS/RTP/SAVPF 96 97"),
)


@given(st.text())
def test_arbitrary_text_raises_nothing_else(text: str) -> None:
    with pytest.raises(MalformedSdp):
        parse_sdp("x" + text)


@given(st.lists(LINES, max_size=30))
def test_arbitrary_lines_raise_nothing_else_and_read_back_the_same(lines: list[str]) -> None:
    try:
        description = parse_sdp("v=0\r\n" + "\r\n".join(lines))
    except MalformedSdp:
        return
    # What was readable once is a fixed point from then on.
    assert write_sdp(parse_sdp(write_sdp(description))) == write_sdp(description)


@pytest.mark.parametrize(
    "line",
    [
        "a=ssrc:{n} cname:x\n",
        "a=rtpmap:111 a/{n}\n",
        "a=extmap:{n} u\n",
        "a=candidate:{n} 1 udp 1 h 1 typ host\n",
        "a=rtcp-fb:* x{n}\n",
        "a=msid:s{n} t\n",
        "a=fingerprint:sha-256 {n}\n",
        "a=rid:{n} send\n",
        "a=simulcast:send {n}\n",
        "a=x{n}\n",
    ],
)
def test_the_longest_text_is_read_in_bounded_time(line: str) -> None:
    """Every codec times every line of the longest text: some 50 ms are usual."""
    payload_types = " ".join(str(number) for number in range(128))
    text = HEAD + f"m=video 9 RTP/SAVPF {payload_types}\n"
    count = (256 * 1024 - len(text)) // (len(line) + 5)
    text += "".join(line.format(n=number % 65536) for number in range(count))
    started = time.perf_counter()
    parse_sdp(text)
    assert time.perf_counter() - started < 5
