"""Structured logs in which no secret is ever written: no token, code, password or ICE key."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

REDACTED = "[redacted]"
_SECRET_NAMES = re.compile(
    r"token|secret|password|passwd|\bpwd\b|authorization|cookie|^code$|session_code|jwt|key$|resume",
    re.IGNORECASE,
)
_SECRET_TEXTS = (
    # A token (RFC 7515 compact form), wherever it stands.
    re.compile(r"eyJ[\w-]{5,}\.[\w-]*\.?[\w-]*"),
    # SDP (RFC 8839 section 5.4), and the STUN keys that other libraries print.
    re.compile(r"(?<=ice-pwd:)\S+"),
    re.compile(r"(?<=bearer )\S+", re.I),
    # The password inside a database's address.
    re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"),
    # A session's 9-digit code, in groups or not.
    re.compile(r"(?<![\d.])\d{3}[ \u00a0]?\d{3}[ \u00a0]?\d{3}(?![\d.])"),
)


def redact(value: Any, name: str = "") -> Any:
    """`value` without secrets: whole when its name says so, else in every text it holds."""
    if name and _SECRET_NAMES.search(name) and value is not None:
        return REDACTED
    if isinstance(value, str):
        for pattern in _SECRET_TEXTS:
            value = pattern.sub(REDACTED, value)
        return value
    if isinstance(value, dict):
        return {key: redact(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [redact(item) for item in value]
    if isinstance(value, bool | int | float) or value is None:
        return value
    return redact(str(value))


def _redact_event(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    # structlog's own entries start with an underscore and are objects, not text.
    return {k: v if k.startswith("_") else redact(v, k) for k, v in event.items()}


def configure_logs(level: str, form: str, stream: TextIO | None = None) -> None:
    """Sends every log line, those of libraries too, to `stream` (stderr): `form` auto|text|json."""
    stream = stream or sys.stderr
    as_text = form == "text" or (form == "auto" and stream.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=stream.isatty())
        if as_text
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # Last before the text is made, so that tracebacks are covered too.
                _redact_event,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # It tells its dialect at each start, at the level of information.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
