"""A letter about the end of replays in words, French first, then English."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from server.publishing.expiry import days_left
from server.publishing.letters.due import Announced, Letter

#: The centres' own time: an end at midnight is told as the day that people live in.
ZONE = ZoneInfo("Europe/Paris")
_MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def subject(letter: Letter, now: datetime) -> str:
    """One line: how many, and how soon the first."""
    count = len(letter.announced)
    left = days_left(letter.announced[0].ending.ends_at, now)
    days = f"{left} jour{'s' if left > 1 else ''}"
    if count == 1:
        return f"Passerelle : une vidéo sera effacée dans {days}"
    return f"Passerelle : {count} vidéos seront effacées, la première dans {days}"


def text(letter: Letter, name: str, base_url: str, now: datetime) -> str:
    """The letter to `name`. `base_url`: what the addresses of the pages begin with."""
    return "\n".join([*_french(letter, name, base_url, now), *_english(letter, base_url, now)])


def _french(letter: Letter, name: str, base_url: str, now: datetime) -> list[str]:
    one = len(letter.announced) == 1
    lines = [f"Bonjour {name}," if name else "Bonjour,", ""]
    lines.append(
        "Cette vidéo arrive au bout du temps pendant lequel elle est gardée :"
        if one
        else "Ces vidéos arrivent au bout du temps pendant lequel elles sont gardées :"
    )
    for said in letter.announced:
        left, day = days_left(said.ending.ends_at, now), said.ending.ends_at.astimezone(ZONE)
        first = "1er" if day.day == 1 else str(day.day)
        when = f"le {first} {_MOIS[day.month - 1]} {day.year}"
        days = f"{left} jour{'s' if left > 1 else ''}"
        lines += _entry(said, f"effacée {when} (dans {days})", base_url)
    page = "la page de la vidéo" if one else "la page de chaque vidéo"
    return [
        *lines,
        "",
        f"Pour {'la' if one else 'les'} garder un an de plus, demandez de nouveau leur accord aux",
        f"personnes qu’on y voit ou qu’on y entend, et notez-le sur {page}.",
        "Une animatrice, un animateur ou la coordination pourra alors choisir",
        "« Garder un an de plus ».",
        "Sinon, vous n’avez rien à faire.",
        "",
        "Passerelle",
    ]


def _english(letter: Letter, base_url: str, now: datetime) -> list[str]:
    one = len(letter.announced) == 1
    lines = ["", "-" * 40, ""]
    lines.append(
        "This film comes to the end of the time for which it is kept:"
        if one
        else "These films come to the end of the time for which they are kept:"
    )
    for said in letter.announced:
        left, day = days_left(said.ending.ends_at, now), said.ending.ends_at.astimezone(ZONE)
        when = f"on {day.day} {_MONTHS[day.month - 1]} {day.year}"
        days = f"{left} day{'s' if left > 1 else ''}"
        lines += _entry(said, f"deleted {when} (in {days})", base_url)
    return [
        *lines,
        "",
        f"To keep {'it' if one else 'them'} for one more year, ask those who are seen or heard",
        f"again, and record their agreement on the page of {'the' if one else 'each'} film.",
        "An animateur or the coordination can then choose “Keep for one more year”.",
        "Otherwise there is nothing to do.",
        "",
    ]


def _entry(said: Announced, what: str, base_url: str) -> list[str]:
    ending = said.ending
    return [
        "",
        f"- {ending.title} ({ending.centre}), {what}",
        f"  {base_url}/relecture/{ending.replay}",
    ]
