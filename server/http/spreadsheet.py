"""Tables for spreadsheets, as French ones read them: semicolons, UTF-8 with a byte-order mark."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import hdrs, web

#: The centres' own time.
ZONE = ZoneInfo("Europe/Paris")


def table(rows: Iterable[Sequence[str]], file_name: str) -> web.Response:
    """`rows`, the headings first, to be saved as `file_name`."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    headers = {
        hdrs.CACHE_CONTROL: "no-store",
        hdrs.CONTENT_DISPOSITION: f'attachment; filename="{file_name}"',
    }
    body = text.getvalue().encode("utf-8-sig")
    return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=headers)


def local(instant: datetime | None) -> str:
    """`2026-03-03 14:05` where the centre is; empty for no instant."""
    return "" if instant is None else instant.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def _harmless(cell: str) -> str:
    """`cell` so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
