"""No secret reaches the log, whichever way it is given to it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import jwt
import pytest
import structlog

from server.logs import configure_logs

TOKEN = jwt.encode({"room": "cuisine", "canary": True}, "k" * 32, algorithm="HS256")
ICE_PASSWORD = "canaryCANARYcanary012345"
CODE = "482713906"
CANARIES = (TOKEN, TOKEN.split(".")[1], ICE_PASSWORD, CODE, "482 713 906", "hunter2")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    out = io.StringIO()
    configure_logs("debug", "json", out)
    yield out
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "fields",
    [
        {"token": TOKEN},
        {"session_token": "hunter2"},
        {"code": CODE},
        {"password": "hunter2"},
        {"resume": "hunter2"},
        {"secret_key": "hunter2"},
        {"Authorization": "Bearer hunter2"},
        {"headers": {"Authorization": "hunter2", "Cookie": "hunter2"}},
        {"url": f"http://localhost:8080/s/abc#{TOKEN}"},
        {"message": f"Bearer {TOKEN}"},
        {"sdp": f"v=0\r\na=ice-ufrag:abcd\r\na=ice-pwd:{ICE_PASSWORD}\r\na=setup:actpass\r\n"},
        {"messages": [{"type": "join", "token": TOKEN}, (f"a=ice-pwd:{ICE_PASSWORD}",)]},
        {"note": "le code 482 713 906 ne marche pas"},
        {"database": "postgresql+asyncpg://passerelle:hunter2@db/passerelle"},
        {"error": ValueError(f"bad token {TOKEN}")},
    ],
)
def test_secrets_given_as_fields(stream: io.StringIO, fields: dict[str, object]) -> None:
    structlog.get_logger("test").info("something", **fields)
    written = stream.getvalue()
    assert json.loads(written)["event"] == "something"
    assert not [canary for canary in CANARIES if canary in written]


def test_secrets_of_libraries_and_in_tracebacks(stream: io.StringIO) -> None:
    logging.getLogger("some.library").warning("joining with %s and %s", TOKEN, CODE)
    try:
        raise ValueError(f"could not read {TOKEN}; a=ice-pwd:{ICE_PASSWORD}")
    except ValueError:
        structlog.get_logger("test").exception("failed")
        logging.getLogger("some.library").exception("failed too")
    written = stream.getvalue()
    assert written.count("ValueError") == 4  # twice each: the frame and the last line
    assert not [canary for canary in CANARIES if canary in written]


def test_what_is_not_secret_stays(stream: io.StringIO) -> None:
    structlog.get_logger("test").info(
        "kit_ended", exit_code=1, room="cuisine", count=482713906, wait_s=1.5, well=True
    )
    line = json.loads(stream.getvalue())
    assert line["exit_code"] == 1
    assert line["room"] == "cuisine"
    assert line["count"] == 482713906
    assert (line["wait_s"], line["well"]) == (1.5, True)
    assert line["level"] == "info"
    assert line["timestamp"].endswith("Z")


def test_text_form_is_for_people(stream: io.StringIO) -> None:
    out = io.StringIO()
    configure_logs("info", "text", out)
    structlog.get_logger("test").info("serving", http_port=8080, token=TOKEN)
    structlog.get_logger("test").debug("too quiet to be seen")
    assert "serving" in out.getvalue() and "8080" in out.getvalue()
    assert TOKEN not in out.getvalue()
    assert "too quiet" not in out.getvalue()
