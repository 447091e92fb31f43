"""A letter about the end of replays, in the sentences of `web/locales/*.letters.json`."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from server.publishing.expiry import days_left
from server.publishing.letters.due import Announced, Letter
from server.sentences import LANGUAGES, Translate

#: The centres' own time: an end at midnight is told as the day that people live in.
ZONE = ZoneInfo("Europe/Paris")
WIDTH = 72


def subject(
    letter: Letter, languages: Mapping[str, Translate], language: str | None, now: datetime
) -> str:
    """One line: how many, and how soon the first. `language` None: nobody knows, so French."""
    t, count = languages[language or LANGUAGES[0]], len(letter.announced)
    days = _days(t, letter.announced[0], now)
    return (
        t("letters.subject.one", days=days)
        if count == 1
        else t("letters.subject.other", n=count, days=days)
    )


def text(
    letter: Letter,
    languages: Mapping[str, Translate],
    language: str | None,
    name: str,
    base_url: str,
    now: datetime,
) -> str:
    """The letter to `name`, in `language`; None: in every one, French first.

    `base_url`: what the addresses of the pages begin with.
    """
    wanted = [language] if language else list(LANGUAGES)
    parts = [_part(letter, languages[one], name, base_url, now) for one in wanted]
    return f"\n\n{'-' * 40}\n\n".join(parts) + "\n"


def _part(letter: Letter, t: Translate, name: str, base_url: str, now: datetime) -> str:
    one = len(letter.announced) == 1
    return "\n\n".join(
        [
            t("letters.hello", name=name) if name else t("letters.hello.nobody"),
            _filled(t("letters.end.one") if one else t("letters.end.other")),
            *(_entry(said, t, base_url, now) for said in letter.announced),
            _filled(t("letters.renew.one") if one else t("letters.renew.other")),
            t("letters.else"),
            t("app.name"),
        ]
    )


def _entry(said: Announced, t: Translate, base_url: str, now: datetime) -> str:
    ending = said.ending
    line = t(
        "letters.entry",
        title=ending.title,
        centre=ending.centre,
        when=_when(t, ending.ends_at.astimezone(ZONE)),
        days=_days(t, said, now),
    )
    return f"- {line}\n  {base_url}/relecture/{ending.replay}"


def _when(t: Translate, day: datetime) -> str:
    month = t("letters.months").split()[day.month - 1]
    if day.day == 1:
        return t("letters.on.first", month=month, year=day.year)
    return t("letters.on", day=day.day, month=month, year=day.year)


def _days(t: Translate, said: Announced, now: datetime) -> str:
    left = days_left(said.ending.ends_at, now)
    return t("letters.days.other", n=left) if left > 1 else t("letters.days.one", n=left)


def _filled(sentences: str) -> str:
    return textwrap.fill(sentences, WIDTH, break_long_words=False, break_on_hyphens=False)
