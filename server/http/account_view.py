"""How accounts look to the pages."""

from __future__ import annotations

from typing import Any

from server.database.account_models import Account
from server.database.models import Centre


def centre_view(centre: Centre) -> dict[str, Any]:
    """A centre."""
    return {"id": centre.id, "name": centre.name, "town": centre.town, "phone": centre.phone}


def account_view(account: Account) -> dict[str, Any]:
    """An account, its centres with its roles there, in alphabetical order."""
    centres = {one.centre_id: one.centre for one in account.memberships}
    return {
        "name": account.name,
        "email": account.email,
        "language": account.language,
        "centres": [
            centre_view(centre)
            | {"roles": sorted(m.role for m in account.memberships if m.centre_id == centre.id)}
            for centre in sorted(centres.values(), key=lambda centre: centre.name)
        ],
    }
