"""What clients say: read leniently, bounded strictly, and anything else is one declared error."""

from __future__ import annotations

import contextlib
import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.signaling.client_messages import ClientMessage, MalformedMessage, parse_message
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
        ({"type": "chat", "text": "x" * 1001}, "invalid", "chat"),
        ({"type": "react", "kind": "thunder"}, "invalid", "react"),
        ({"type": "timer.start", "seconds": 0}, "invalid", "timer.start"),
        ({"type": "timer.start", "seconds": 60, "label": "x" * 61}, "invalid", "timer.start"),
        ({"type": "poll.start", "question": " ", "choices": ["a", "b"]}, "invalid", "poll.start"),
        ({"type": "poll.start", "question": "?", "choices": ["a"]}, "invalid", "poll.start"),
        ({"type": "poll.start", "question": "?", "choices": ["a"] * 9}, "invalid", "poll.start"),
        ({"type": "vote", "choices": ["a"]}, "invalid", "vote"),
        ({"type": "spotlight", "camera": "c", "person": "p"}, "invalid", "spotlight"),
        ({"type": "lead.give", "person": "p", "minutes": 1000}, "invalid", "lead.give"),
    ],
)
def test_what_is_no_message(fields: dict[str, Any], reason: str, about: str | None) -> None:
    with pytest.raises(MalformedMessage) as fault:
        parse(**fields)
    assert (fault.value.reason, fault.value.about) == (reason, about)


@pytest.mark.parametrize(
    ("given_client", "client"),
    [("0f3a9c1e-77aa-4b1c", "0f3a9c1e-77aa-4b1c"), ("me", ""), ("x" * 65, ""), ("", "")],
)
def test_a_browsers_name_that_could_be_anybodys_is_none(given_client: str, client: str) -> None:
    assert parse(type="join", token="t", client=given_client).client == client


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Bonjour  à\ttous ", "Bonjour à tous"),
        ("un\r\ndeux\n\n\n\ntrois\n", "un\ndeux\n\ntrois"),
        ("\u202eexe.gpj", "exe.gpj"),
        ("\u200b\n\u200b", ""),
    ],
)
def test_what_is_written_keeps_its_lines_and_nothing_unseen(text: str, cleaned: str) -> None:
    assert parse(type="chat", text=text).text == cleaned


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
    "other",
    *(get_args(m.model_fields["type"].annotation)[0] for m in get_args(ClientMessage)),
]
_FIELDS = sorted({field for m in get_args(ClientMessage) for field in m.model_fields} - {"type"})


@given(st.sampled_from(_TYPES), st.dictionaries(st.sampled_from(_FIELDS), _json))
def test_any_object_is_a_message_or_the_one_declared_error(
    type_: str, fields: dict[str, Any]
) -> None:
    with contextlib.suppress(MalformedMessage):
        parse_message(json.dumps({**fields, "type": type_}))
