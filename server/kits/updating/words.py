"""Why a kit gave up a version, in words for whoever is told of it."""

from __future__ import annotations

_SENTENCES = {
    "disk_full": "Il n’a plus assez de place. Libérez de la place, puis réessayez.",
    "fetch": "Le téléchargement n’aboutit pas. Vérifiez la connexion de la salle, puis réessayez.",
    "damaged": "Ce qui est arrivé est abîmé. Réessayez ; si cela dure, refaites la version.",
    "build": "L’installation n’a pas réussi. Cette version ne convient pas à ce boîtier.",
    "start": "La nouvelle version ne démarre pas.",
    "not_connected": "La nouvelle version ne retrouvait pas le serveur.",
    "devices_lost": "Une caméra ou un micro ne marchait plus avec la nouvelle version.",
    "too_long": "L’essai durait trop longtemps.",
}


def given_up(version: str, reason: str | None) -> str:
    """One or two sentences; a reason of a newer kit is not named."""
    why = _SENTENCES.get(reason or "", "")
    return f"La version {version} n’est pas gardée, l’ancienne marche. {why}".strip()
