"""Writing descriptions: reading them again gives the same."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import MalformedSdp
from media.sdp.description import (
    DIRECTIONS,
    Candidate,
    Codec,
    MediaDescription,
    Msid,
    Origin,
    Rid,
    SessionDescription,
    SsrcGroup,
)
from media.sdp.reader import parse_sdp
from media.sdp.writer import write_sdp

TOKEN = st.text(string.ascii_letters + string.digits + "-_.+", min_size=1, max_size=12)
WORDS = st.lists(TOKEN, min_size=1, max_size=3).map(" ".join)
PORT = st.integers(0, 65535)
SSRC = st.integers(0, 2**32 - 1)
TOKENS = st.lists(TOKEN, max_size=3, unique=True).map(tuple)
RIDS = st.lists(TOKEN, max_size=4, unique=True).map(tuple)

CANDIDATES = st.builds(
    Candidate,
    foundation=TOKEN,
    component=st.integers(1, 256),
    transport=st.sampled_from(["udp", "tcp"]),
    priority=SSRC,
    host=st.sampled_from(["192.0.2.1", "2001:db8::1", "a-name.local"]),
    port=PORT,
    kind=st.sampled_from(["host", "srflx", "relay"]),
    tcp_type=st.sampled_from([None, "active", "passive"]),
)
CODECS = st.lists(
    st.builds(
        Codec,
        payload_type=st.integers(0, 127),
        name=TOKEN,
        clock_rate=SSRC,
        channels=st.integers(1, 8),
        fmtp=st.one_of(st.just(""), WORDS),
        feedback=st.lists(WORDS, max_size=3, unique=True).map(tuple),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda codec: codec.payload_type,
)
UNKNOWN = st.lists(TOKEN.map("x-{}:value of it".format), max_size=3)
FINGERPRINTS = st.lists(TOKEN.map(lambda digest: f"sha-256 {digest.upper()}"), max_size=2)


@st.composite
def media_sections(draw: st.DrawFn) -> MediaDescription:
    extensions = draw(st.dictionaries(st.integers(1, 4351), TOKEN, max_size=4))
    one_way = draw(st.dictionaries(st.sampled_from([*extensions, 0]), st.just("recvonly")))
    send, receive = draw(RIDS), draw(RIDS)
    return MediaDescription(
        kind=draw(st.sampled_from(["audio", "video"])),
        port=draw(PORT),
        direction=draw(st.sampled_from(DIRECTIONS)),
        connection=draw(st.sampled_from(["IN IP4 0.0.0.0", "IN IP6 2001:db8::1"])),
        bundle_only=draw(st.booleans()),
        codecs=draw(CODECS),
        extensions=extensions,
        extension_directions={key: way for key, way in one_way.items() if key},
        msid=draw(st.none() | st.builds(Msid, TOKEN, st.just("") | TOKEN)),
        ssrcs=draw(st.dictionaries(SSRC, st.dictionaries(TOKEN, st.just("") | WORDS, min_size=1))),
        ssrc_groups=draw(
            st.lists(st.builds(SsrcGroup, TOKEN, st.lists(SSRC, min_size=1).map(tuple)), max_size=2)
        ),
        rids=draw(
            st.lists(
                st.builds(Rid, TOKEN, st.sampled_from(["send", "recv"]), st.just("") | WORDS),
                max_size=3,
            )
        ),
        simulcast_send=send,
        simulcast_recv=receive,
        simulcast_paused=frozenset(send[:1]),
        rtcp_mux=draw(st.booleans()),
        rtcp_rsize=draw(st.booleans()),
        ufrag=draw(st.none() | TOKEN),
        password=draw(st.none() | TOKEN),
        ice_options=draw(TOKENS),
        fingerprints=tuple(draw(FINGERPRINTS)),
        setup=draw(st.none() | TOKEN),
        candidates=draw(st.lists(CANDIDATES, max_size=3)),
        end_of_candidates=draw(st.booleans()),
        attributes=draw(UNKNOWN),
    )


@st.composite
def descriptions(draw: st.DrawFn) -> SessionDescription:
    media = draw(st.lists(media_sections(), max_size=4))
    for index, section in enumerate(media):
        section.mid = draw(st.sampled_from(["", str(index), f"mid-{index}"]))
    number = st.integers(0, 2**64 - 1)
    return SessionDescription(
        origin=draw(st.builds(Origin, TOKEN, number, number, st.just("IN IP4 127.0.0.1"))),
        name=draw(WORDS),
        bundle=draw(TOKENS),
        ice_lite=draw(st.booleans()),
        extmap_allow_mixed=draw(st.booleans()),
        attributes=draw(UNKNOWN),
        media=media,
    )


@given(descriptions())
def test_reading_gives_back_what_was_written(description: SessionDescription) -> None:
    assert parse_sdp(write_sdp(description)) == description


def test_data_sections_keep_their_format() -> None:
    data = MediaDescription(
        kind="application", protocol="UDP/DTLS/SCTP", formats=("webrtc-datachannel",)
    )
    text = write_sdp(SessionDescription(media=[data]))
    assert "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n" in text


def test_no_value_breaks_out_of_its_line() -> None:
    media = MediaDescription(kind="audio", msid=Msid("stream\r\na=ice-lite"))
    with pytest.raises(MalformedSdp):
        write_sdp(SessionDescription(media=[media]))
