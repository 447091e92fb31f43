"""A notice in words: the subject and the text of a letter, the JSON for a webhook."""

from __future__ import annotations

from typing import Any

from server.kits.alerts.book import Notice, Trouble


def subject(notice: Notice, centre: str) -> str:
    """One line."""
    rooms = len({trouble.kit for trouble in notice.troubles})
    if not notice.troubles:
        return f"Passerelle : tout va de nouveau bien ({centre})"
    what = "un boîtier à voir" if rooms == 1 else f"{rooms} boîtiers à voir"
    return f"Passerelle : {what} ({centre})"


def text(notice: Notice, centre: str, address: str) -> str:
    """The letter. `address`: of the fleet page."""
    parts = [
        *_part(f"À voir au centre « {centre} » :", notice.troubles),
        *_part("De nouveau en ordre :", notice.over),
        f"Voir et agir d’ici : {address}",
        "",
    ]
    return "\n".join(parts)


def _part(title: str, troubles: tuple[Trouble, ...]) -> list[str]:
    if not troubles:
        return []
    return [title, "", *(f"- {one.where} : {one.sentence}" for one in troubles), ""]


def as_json(notice: Notice, centre: str, address: str) -> dict[str, Any]:
    """For a program."""
    return {
        "event": "kits",
        "centre": {"id": notice.centre, "name": centre},
        "troubles": [_line(one) for one in notice.troubles],
        "over": [_line(one) for one in notice.over],
        "url": address,
        "text": text(notice, centre, address),
    }


def _line(trouble: Trouble) -> dict[str, str]:
    return {
        "kit": trouble.kit,
        "key": trouble.key,
        "where": trouble.where,
        "sentence": trouble.sentence,
    }
