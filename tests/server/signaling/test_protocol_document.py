"""docs/protocol.md tells the truth: its examples are messages, and every message has one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

# Said by the fleet's pages alone: imported for its messages to be known.
import server.signaling.to_client.equipment  # noqa: F401
from server.signaling.client_messages import ClientMessage, parse_message
from server.signaling.close_codes import CLOSE_CODES
from server.signaling.handlers import HANDLERS
from server.signaling.to_client.message import ServerMessage

DOCUMENT = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text(encoding="utf-8")
EXAMPLES: list[dict[str, Any]] = [
    json.loads(block) for block in re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)
]


def type_of(message: type[Any]) -> str:
    (name,) = get_args(message.model_fields["type"].annotation)
    return str(name)


CLIENT = {type_of(message): message for message in get_args(ClientMessage)}
SERVER = {type_of(message): message for message in ServerMessage.__subclasses__()}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["type"])
def test_examples_are_messages(example: dict[str, Any]) -> None:
    # "camera" is said by both sides, with different fields.
    if example["type"] in CLIENT and set(example) <= set(CLIENT[example["type"]].model_fields):
        assert type_of(type(parse_message(json.dumps(example)))) == example["type"]
        return
    message = SERVER[example["type"]].model_validate(example)
    assert json.loads(message.as_json()) == example, "no field is left out, none is added"


def test_every_message_has_an_example() -> None:
    assert {example["type"] for example in EXAMPLES} == set(CLIENT) | set(SERVER)


def test_every_message_is_handled() -> None:
    assert set(HANDLERS) == set(get_args(ClientMessage))


def test_every_close_code_is_in_the_table() -> None:
    rows = set(re.findall(r"^\| (\d{4}) \| `(\w+)`", DOCUMENT, re.MULTILINE))
    assert rows == {(str(code), reason) for reason, code in CLOSE_CODES.items()}
