"""The profile of a kit, as its technicians edit it: TOML, validated by the kits' own schema."""

from __future__ import annotations

from hardware.errors import ProfileError
from hardware.profiles import KitProfile, parse_profile
from server.database.kit_models import Kit

MAX_CHARACTERS = 32_768


def check(text: str) -> KitProfile:
    """The profile in `text`. Raises ProfileError, whose sentences name key and reason."""
    return parse_profile(text, "profil.toml")


def adopt(kit: Kit, text: str) -> str | None:
    """The kit works with `text`: what it is to work with instead, or None when that is right.

    The first profile that it shows is kept, to be edited.
    """
    if not kit.profile:
        if text and known(text) is not None:
            kit.profile = text
        return None
    return None if kit.profile == text else kit.profile


def known(text: str) -> KitProfile | None:
    """The profile in `text`, None when there is none or it does not hold."""
    try:
        return check(text) if text else None
    except ProfileError:
        return None
