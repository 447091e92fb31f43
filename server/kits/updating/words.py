"""Why a kit gave up a version, in words for whoever is told of it: those of the fleet page."""

from __future__ import annotations

_WHY = {
    "disk_full": "Il n’y a plus assez de place sur le boîtier. Libérez-en, puis réessayez.",
    "fetch": "Le téléchargement n’a pas abouti. Vérifiez la connexion de la salle, puis réessayez.",
    "damaged": "Ce qui est arrivé était abîmé. Réessayez\u00a0; "
    "si cela recommence, dites-le à la personne qui tient le serveur.",
    "build": "Elle ne s’installe pas sur ce boîtier. Dites-le à la personne qui tient le serveur.",
    "start": "Elle ne démarre pas sur ce boîtier. Attendez la version suivante.",
    "not_connected": "Elle n’a pas rejoint la salle. Vérifiez le réseau du centre, puis réessayez.",
    "devices_lost": "Un appareil ne marchait plus avec elle. "
    "Vérifiez les branchements, puis réessayez.",
    "too_long": "L’essai a duré trop longtemps. Réessayez plus tard.",
}
REASONS = tuple(_WHY)


def given_up(version: str, reason: str | None) -> str:
    """What happened and what to do; a reason that only newer kits know is left out."""
    why = _WHY.get(reason or "", "")
    return f"La version {version} n’est pas gardée, l’ancienne marche. {why}".strip()
