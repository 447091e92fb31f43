"""The feed of a centre's public replays: RSS 2.0 with enclosures. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from recorder.replay.manifest import Chapter
from recorder.replay.subtitles import webvtt_time

_ATOM = "http://www.w3.org/2005/Atom"
#: Podlove Simple Chapters 1.2, which players of podcasts read.
_CHAPTERS = "http://podlove.org/simple-chapters"


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
    chapters: Sequence[Chapter] = ()


def feed(title: str, description: str, home: str, own: str, items: Iterable[Item]) -> bytes:
    """The document; `home`: the page it is of, `own`: its own address (both absolute)."""
    ET.register_namespace("atom", _ATOM)
    ET.register_namespace("psc", _CHAPTERS)
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
        _chapters(entry, [one for one in item.chapters if one.title])
    document: bytes = ET.tostring(rss, encoding="utf-8", xml_declaration=True)
    return document


def _chapters(entry: ET.Element, chapters: Sequence[Chapter]) -> None:
    if not chapters:
        return
    listed = ET.SubElement(entry, f"{{{_CHAPTERS}}}chapters", version="1.2")
    for one in chapters:
        start = webvtt_time(one.at_s)
        ET.SubElement(listed, f"{{{_CHAPTERS}}}chapter", start=start, title=_plain(one.title))


def _texts(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = _plain(text)


def _plain(text: str) -> str:
    """XML 1.0 section 2.2: other control characters cannot be written at all."""
    return "".join(c for c in text if c >= " " or c in "\n\t")
