"""SDP fragments; the texts follow the examples of RFC 8840 and RFC 9725."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import MalformedSdp
from media.sdp.description import Candidate
from media.sdp.fragment import IceFragment, parse_fragment, write_fragment

TRICKLE = """a=ice-ufrag:EsAw
a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
m=audio 9 RTP/AVP 0
a=mid:0
a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw
a=candidate:3471623853 1 udp 2122194687 198.51.100.2 61765 typ host generation 0 ufrag EsAw
a=end-of-candidates
"""
RESTART = """a=ice-options:trickle ice2
a=group:BUNDLE 0 1
m=video 9 UDP/TLS/RTP/SAVPF 96
a=mid:0
a=ice-ufrag:ysXw
a=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k
m=audio 9 UDP/TLS/RTP/SAVPF 111
a=mid:1
a=ice-ufrag:ysXw
a=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k
"""


def test_trickled_candidates() -> None:
    assert parse_fragment(TRICKLE) == IceFragment(
        ufrag="EsAw",
        password="P2uYro0UCOQ4zxjKXaWCBui1",
        candidates=(
            Candidate("1387637174", 1, "udp", 2122260223, "192.0.2.1", 61764),
            Candidate("3471623853", 1, "udp", 2122194687, "198.51.100.2", 61765),
        ),
        end_of_candidates=True,
        mid="0",
    )


def test_a_restart_names_the_transport_in_its_first_section() -> None:
    fragment = parse_fragment(RESTART)
    assert (fragment.mid, fragment.kind) == ("0", "video")
    assert (fragment.ufrag, fragment.password) == ("ysXw", "vw5LmwG4y/e6dPP/zAP9Gp5k")
    assert fragment.ice_options == ("trickle", "ice2")


def test_written() -> None:
    fragment = IceFragment(
        ufrag="abcd",
        password="0123456789012345678901",
        candidates=(Candidate("1", 1, "udp", 2130706431, "192.0.2.10", 7000),),
        end_of_candidates=True,
        mid="0",
        ice_lite=True,
    )
    assert write_fragment(fragment).splitlines() == [
        "a=ice-lite",
        "m=audio 9 UDP/TLS/RTP/SAVPF 0",
        "a=mid:0",
        "a=ice-ufrag:abcd",
        "a=ice-pwd:0123456789012345678901",
        "a=candidate:1 1 udp 2130706431 192.0.2.10 7000 typ host",
        "a=end-of-candidates",
    ]
    assert parse_fragment(write_fragment(fragment)) == fragment


@given(st.text() | st.lists(st.text().map("a=candidate:{}".format)).map("\n".join))
def test_arbitrary_text_raises_nothing_else(text: str) -> None:
    try:
        parse_fragment(text)
    except MalformedSdp:
        return


@pytest.mark.parametrize("text", ["v", "a=candidate:1 2 3", "a=\x00\n"])
def test_refused(text: str) -> None:
    with pytest.raises(MalformedSdp):
        parse_fragment(text)
