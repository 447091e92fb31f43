"""What clients say: read leniently, bounded strictly, and anything else is one declared error."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.signaling.client_messages import MalformedMessage, parse_message
from server.signaling.from_client.entering import Join
from server.signaling.from_client.kit import KitStatus
from server.signaling.from_client.media import Watch


def parse(**fields: Any) -> Any:
    return parse_message(json.dumps(fields))


def test_a_page_of_another_version_is_understood() -> None:
    message = parse(type="join", token="t", name="Paule", colour="blue", nested={"a": [1]})
    assert isinstance(message, Join)
    assert message.name == "Paule"


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("Paule", "Paule"),
        ("  Jean-Noël  ", "Jean-Noël"),
        ("a\u0000b\nc\td", "a b c d"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\u200b", ""),
        ("x" * 100, "x" * 40),
        ("👩‍🍳 Zoé", "👩 🍳 Zoé"),
    ],
)
def test_names_are_one_visible_line(given_name: str, name: str) -> None:
    assert parse(type="join", token="t", name=given_name).name == name


@pytest.mark.parametrize(
    ("fields", "reason", "about"),
    [
        ({"type": "dance"}, "unknown", "dance"),
        ({}, "invalid", None),
        ({"type": "join"}, "invalid", "join"),
        ({"type": "join", "token": "t", "device": "toaster"}, "invalid", "join"),
        ({"type": "watch", "tracks": {"a": "huge"}}, "invalid", "watch"),
        ({"type": "watch", "tracks": {str(n): "low" for n in range(257)}}, "invalid", "watch"),
        ({"type": "publish.offer", "sdp": "x" * 131073, "tracks": []}, "invalid", "publish.offer"),
        ({"type": "publish.offer", "sdp": "v", "tracks": [{}] * 9}, "invalid", "publish.offer"),
        ({"type": "subscribe.answer", "sdp": "v"}, "invalid", "subscribe.answer"),
        ({"type": 7}, "unknown", "7"),
    ],
)
def test_what_is_no_message(fields: dict[str, Any], reason: str, about: str | None) -> None:
    with pytest.raises(MalformedMessage) as fault:
        parse(**fields)
    assert (fault.value.reason, fault.value.about) == (reason, about)


def test_a_status_may_say_little() -> None:
    message = parse(type="kit.status")
    assert isinstance(message, KitStatus)
    assert message.cameras == ()


def test_the_wish_for_pictures() -> None:
    message = parse(type="watch", tracks={"a": "high", "b": "low"})
    assert isinstance(message, Watch)
    assert message.tracks == {"a": "high", "b": "low"}


@given(st.one_of(st.text(), st.binary(max_size=200)))
def test_any_text_is_a_message_or_the_one_declared_error(text: str | bytes) -> None:
    with contextlib.suppress(MalformedMessage):
        parse_message(text)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
_TYPES = [
    "join", "publish.offer", "subscribe.answer", "subscribe.restart", "watch", "microphone",
    "camera", "leave", "ping", "session.open", "session.close", "admit", "kit.status", "other",
]  # fmt: skip
_FIELDS = ["token", "name", "sdp", "tracks", "generation", "on", "person", "everyone", "cameras"]


@given(st.sampled_from(_TYPES), st.dictionaries(st.sampled_from(_FIELDS), _json))
def test_any_object_is_a_message_or_the_one_declared_error(
    type_: str, fields: dict[str, Any]
) -> None:
    with contextlib.suppress(MalformedMessage):
        parse_message(json.dumps({**fields, "type": type_}))
