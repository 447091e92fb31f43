"""The feed of a centre's public replays: RSS 2.0 with enclosures. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The file that a reader fetches; `address` is absolute."""

    address: str
    bytes: int
    mime: str


@dataclass(frozen=True, slots=True)
class Item:
    """One replay."""

    address: str
    title: str
    description: str
    published_at: datetime
    series: str | None
    enclosure: Enclosure | None


def feed(title: str, description: str, home: str, own: str, items: Iterable[Item]) -> bytes:
    """The document; `home`: the page it is of, `own`: its own address (both absolute)."""
    ET.register_namespace("atom", _ATOM)
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    _texts(channel, title=title, link=home, description=description, language="fr")
    ET.SubElement(channel, f"{{{_ATOM}}}link", href=own, rel="self", type="application/rss+xml")
    for item in items:
        entry = ET.SubElement(channel, "item")
        _texts(
            entry,
            title=item.title,
            link=item.address,
            guid=item.address,
            description=item.description,
            pubDate=format_datetime(item.published_at, usegmt=True),
        )
        if item.series:
            _texts(entry, category=item.series)
        if (file := item.enclosure) is not None:
            ET.SubElement(
                entry, "enclosure", url=file.address, length=str(file.bytes), type=file.mime
            )
    document: bytes = ET.tostring(rss, encoding="utf-8", xml_declaration=True)
    return document


def _texts(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        # XML 1.0 section 2.2: other control characters cannot be written at all.
        ET.SubElement(parent, name).text = "".join(c for c in text if c >= " " or c in "\n\t")
